"""Ask the database one question: a single statement that gives rows, reads no file, and can be stopped."""

from __future__ import annotations

import os
import sys
from threading import Thread
from typing import Any

import duckdb

from cnai._errors import CnaiError

STOPPED = 2
Answer = tuple[list[str], list[tuple[Any, ...]]]


def ask(con: duckdb.DuckDBPyConnection, query: str, values: list[Any] | None = None) -> Answer:
    """Columns and rows of one query; from then on the connection reaches no file and no setting can be changed.

    Ctrl-C ends the process, whatever the query does.

    Raises
    ------
    CnaiError
        Where the query fails, or is no single statement that gives rows.
    """
    found: list[Answer | Exception] = []
    con.execute("set enable_external_access = false").fetchall()
    con.execute("set lock_configuration = true").fetchall()

    def run() -> None:
        try:
            if [str(s.type) for s in con.extract_statements(query)] != ["StatementType.SELECT"]:
                raise CnaiError("the statement gives no rows; a query does, as: select * from verdicts")
            relation = con.sql(query, params=values)
            found.append((relation.columns, relation.fetchall()))
        except Exception as error:
            found.append(error)

    thread = Thread(target=run, daemon=True)  # in the main thread, a query would keep Ctrl-C to itself
    thread.start()
    try:
        while thread.is_alive():
            thread.join(0.1)
    except KeyboardInterrupt:  # an orderly end waits for the query, or fails beneath it
        print("cnai: stopped", file=sys.stderr, flush=True)
        os._exit(STOPPED)
    (answer,) = found
    if isinstance(answer, CnaiError):
        raise answer
    if isinstance(answer, Exception):
        told = (str(answer) or type(answer).__name__).splitlines()[0]
        raise CnaiError(f"the query fails: {told}") from answer
    return answer
