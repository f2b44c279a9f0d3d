"""A file that `cnai build` made, read by DuckDB clients older than the one that made it."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from environments import run

VERSIONS = ["1.1.3", "1.4.5", "1.5.6"]  # the oldest that opens it, the one with long support, the last before 2
CLIENT = "1.5.6"
READ = """
import duckdb, json, sys
con = duckdb.connect(sys.argv[1], read_only=True)
def ask(query):
    return con.execute(query).fetchall()
print(json.dumps({
    "tables": ask("select table_name, comment from duckdb_tables() where not internal order by all"),
    "views": ask("select view_name, comment from duckdb_views() where not internal order by all"),
    "columns": ask('''select table_name, column_name, comment from duckdb_columns() where not internal
        and table_name <> 'compared' order by all'''),
    "macros": ask("select distinct function_name from duckdb_functions() where not internal order by all"),
    "verdicts": ask("select * from verdicts order by all"),
    "results": ask("select * from results order by all"),
    "estimates": ask("select * from estimates order by all"),
    "rows": [ask(f'select * from "{name}" order by all') for (name,) in ask('''select table_name
        from duckdb_tables() where not internal order by all''')],
}, default=str))
"""
COMPUTE = """
import duckdb, json, sys
con = duckdb.connect(sys.argv[1], read_only=True)
checks = con.execute("select check_id, expression from checks order by all").fetchall()
print(json.dumps({id: con.execute("select " + expression).fetchall()[0][0] for id, expression in checks}))
"""


@pytest.fixture(params=VERSIONS)
def older(request: pytest.FixtureRequest, client: Callable[[str], Path]) -> Path:
    if request.param.startswith("1.1.") and sys.version_info >= (3, 14):
        pytest.skip(f"duckdb {request.param} has no wheel for Python 3.14")
    return client(f"duckdb=={request.param}") / "python"


def test_an_older_client_shows_the_same_tables_comments_macros_verdicts_and_estimates(
    older: Path, ask: Callable[[Path | str, str], Any]
) -> None:
    there, here = ask(older, READ), ask(sys.executable, READ)
    assert [part for part in here if here[part] != there[part]] == []
    assert [row for part in ("tables", "views", "columns") for row in here[part] if not row[-1]] == []
    assert ["stated"] in here["macros"]
    assert len(here["verdicts"]) > 200


def test_an_older_client_computes_every_check_the_same(older: Path, ask: Callable[[Path | str, str], Any]) -> None:
    there, here = ask(older, COMPUTE), ask(sys.executable, COMPUTE)
    assert {id: (here[id], there[id]) for id in here if here[id] != there[id]} == {}
    assert len(here) > 100


def test_duckdbs_own_command_line_answers_from_the_file(client: Callable[[str], Path], built: Path) -> None:
    duckdb = client(f"duckdb-cli=={CLIENT}") / "duckdb"
    query = "select verdict, (stated(claim_id)).low as low from verdicts where claim_id = 'closures-sep-dec'"
    told = run([duckdb, "-readonly", "-json", built, "-c", query], built.parent)
    assert json.loads(told) == [{"verdict": "contradicted", "low": 2301.0}]
