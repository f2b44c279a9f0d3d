"""Expressions and questions are data: an expression reaches claims alone, a question no file, and both end."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnai._errors import CnaiError
from cnai._expressions import MACROS, check_expression, evaluate
from cnai._query import ask

ROOT = Path(__file__).parents[1]
ONLY = "only macros, claim ids in quotes and numbers are allowed"
MACRO = f"; there are {', '.join(sorted(MACROS))}"
HOSTILE = {
    # Files, settings, extensions.
    "read_csv('/etc/passwd')": f"has \"'/etc/passwd\", {ONLY}",
    "read_text('x')": f"has 'read_text' where a macro is due{MACRO}",
    "read_blob('x')": f"has 'read_blob' where a macro is due{MACRO}",
    "exactly((select count(*) from read_csv('x')))": f"has '*) from read', {ONLY}",
    "glob('x')": f"has 'glob' where a macro is due{MACRO}",
    "copy claims to 'x'": f"has 'copy' where a macro is due{MACRO}",
    "attach 'x'": f"has 'attach' where a macro is due{MACRO}",
    "install httpfs": f"has 'install' where a macro is due{MACRO}",
    "load httpfs": f"has 'load' where a macro is due{MACRO}",
    "set threads = 1": f"has '= 1', {ONLY}",
    "pragma database_list": f"has 'pragma' where a macro is due{MACRO}",
    "getenv('home')": f"has 'getenv' where a macro is due{MACRO}",
    "current_setting('threads')": f"has 'current_setting' where a macro is due{MACRO}",
    "query('select')": f"has 'query' where a macro is due{MACRO}",
    # Other SQL.
    "(select low from claims)": f"has '(' where a macro is due{MACRO}",
    "exactly((select 1))": "wants a number in exactly(), has '('",
    "exactly(1) union select 2": "goes on with 'union' after its end, one expression is allowed",
    "exactly(1); drop table claims": f"has '; drop table', {ONLY}",
    "exactly(1);": f"has ';', {ONLY}",
    "exactly(1) --": f"has '--', {ONLY}",
    "exactly(1) /* */": f"has '/* */', {ONLY}",
    "exactly(1 /**/)": f"has '/**/)', {ONLY}",
    "exactly(1) + exactly(1)": f"has '+ exactly(1)', {ONLY}",
    "exactly(1).low": f"has '.low', {ONLY}",
    "exactly(1)[1]": f"has '[1]', {ONLY}",
    "exactly(1)::json": f"has '::json', {ONLY}",
    "exactly($1)": f"has '$1)', {ONLY}",
    "exactly(?)": f"has '?)', {ONLY}",
    "exactly(x := 1)": f"has ':= 1)', {ONLY}",
    "exactly(*)": f"has '*)', {ONLY}",
    "case when true then exactly(1) end": "has 'case' where a macro is due; did you mean increase?",
    "sleep_ms(1000000)": f"has 'sleep_ms' where a macro is due{MACRO}",
    "error('x')": f"has 'error' where a macro is due{MACRO}",
    "round12(1)": f"has 'round' where a macro is due{MACRO}",
    "interval_of(1, 1, 1, false, false)": f"has 'interval_of' where a macro is due{MACRO}",
    "inverse(exactly(1))": "has 'inverse' where a macro is due; did you mean increase?",
    "main.exactly(1)": f"has '.exactly(1)', {ONLY}",
    '"exactly"(1)': f"has '\"exactly\"(1)', {ONLY}",
    # Quotes.
    "stated('a''b')": "wants 1 arguments for stated, has \"'b'\" after them",
    "stated('a\\'b')": f"has \"'a\\\\'b')\", {ONLY}",
    "stated('')": None,
    "stated(\"a\")": f"has '\"a\")', {ONLY}",
    "stated($$a$$)": f"has '$$a$$)', {ONLY}",
    "stated(e'a')": "wants a claim id in quotes in stated(), has 'e'",
    "stated('a": f"has \"'a\", {ONLY}",
    "stated('A')": f"has \"'A')\", {ONLY}",
    "stated('a\n')": f"has \"'a\\n')\", {ONLY}",
    "stated('a\x00')": f"has \"'a\\x00')\", {ONLY}",
    # Unicode.
    "еxactly(1)": f"has 'еxactly(1)', {ONLY}",
    "exactly(１)": f"has '１)', {ONLY}",
    "exactly(٣)": f"has '٣)', {ONLY}",
    "exactly(²)": f"has '²)', {ONLY}",
    "exactly\u200b(1)": f"has '\\u200b(1)', {ONLY}",
    "exactly（1）": f"has '（1）', {ONLY}",
    "ſtated('a')": f"has \"ſtated('a')\", {ONLY}",
    "stated(＇a＇)": f"has '＇a＇)', {ONLY}",
    "\u202eexactly(1)": f"has '\\u202eexactly(1)', {ONLY}",
    "EXACTLY(1)": f"has 'EXACTLY(1)', {ONLY}",
    # Numbers.
    "exactly(1e9)": "wants 1 arguments for exactly, has 'e' after them",
    "exactly(inf)": "wants a number in exactly(), has 'inf'",
    "exactly(nan)": "wants a number in exactly(), has 'nan'",
    "exactly(null)": "wants a number in exactly(), has 'null'",
    "exactly(true)": "wants a number in exactly(), has 'true'",
    "exactly('1')": "wants a number in exactly(), has \"'1'\"",
    "exactly(1_000)": "wants 1 arguments for exactly, has '_' after them",
    "exactly(0x10)": "wants 1 arguments for exactly, has 'x' after them",
    "exactly(1.)": f"has '.)', {ONLY}",
    "exactly(.5)": f"has '.5)', {ONLY}",
    "exactly(--1)": f"has '--1)', {ONLY}",
    "exactly(+1)": f"has '+1)', {ONLY}",
    "exactly(1%)": f"has '%)', {ONLY}",
    "exactly(1234567890123456)": f"has '123456789012', {ONLY}",
    # Depth and length.
    "plus(" * 9 + "exactly(1)": "is nested more than 8 deep",
    "plus(" * 100_000: "is nested more than 8 deep",
    "(" * 100_000: f"has '(' where a macro is due{MACRO}",
    "exactly(1) " * 5_000: "goes on with 'exactly' after its end, one expression is allowed",
}  # fmt: skip


@pytest.mark.parametrize(("expression", "told"), HOSTILE.items(), ids=[e[:40] for e in HOSTILE])
def test_a_hostile_expression_is_refused_and_says_why(expression, told):
    if told is None:
        check_expression(expression)
    else:
        with pytest.raises(ValueError) as refusal:
            check_expression(expression)
        assert str(refusal.value) == told


NAMES = st.sampled_from(["loaves", "morning", "evening", "growth", "customers", "opened", "staff", "nobody"])
DIGITS = st.from_regex(r"-?[0-9]{1,15}(\.[0-9]{1,15})?", fullmatch=True)


def _called(parts):
    return st.sampled_from(sorted(MACROS)).flatmap(
        lambda name: st.tuples(
            st.just(name), *({"i": NAMES.map("'{}'".format), "n": DIGITS, "x": parts}[kind] for kind in MACROS[name])
        ).map(lambda call: f"{call[0]}({', '.join(call[1:])})")
    )


LEAVES = _called(st.just("stated('loaves')"))
CALLS = st.recursive(LEAVES, _called, max_leaves=12)
PIECES = st.sampled_from(
    [*MACROS, "(", ")", ",", "'", "'loaves'", "1", "-", ".", " ", "select", ";", "claims", "*", "\n"]
)
SOUP = st.lists(PIECES, max_size=25).map("".join)


@pytest.fixture(scope="module")
def locked(module_toy):
    """The toy's database, shut off from files and with its settings locked."""
    con = module_toy.connect()
    for setting in ("enable_external_access = false", "lock_configuration = true"):
        con.execute(f"set {setting}").fetchall()
    yield con
    con.close()


@settings(max_examples=300)
@given(expression=st.one_of(CALLS, SOUP, st.text(max_size=30)))
def test_what_is_accepted_is_computed_from_claims_alone_or_fails_as_a_query(locked, expression):
    try:
        tree = check_expression(expression)
    except ValueError as refused:
        assert str(refused)
        return
    before = locked.execute("select count(*) from duckdb_tables()").fetchall()
    locked.execute("delete from evaluations where check_id = 'x'").fetchall()
    with contextlib.suppress(duckdb.Error):
        evaluate(locked, {"x": tree})
    locked.execute("drop table if exists parts").fetchall()
    assert locked.execute("select count(*) from duckdb_tables()").fetchall() == before


QUESTIONS = [
    # A question, and what is said.
    ("select * from read_csv('/etc/passwd')",
     'Permission Error: Cannot access file "/etc/passwd" - file system operations are disabled by configuration'),
    ("select * from '/etc/passwd'", "Catalog Error: Table with name /etc/passwd does not exist!"),
    ("select * from glob('/*')",
     'Permission Error: Cannot access file "/*" - file system operations are disabled by configuration'),
    ("select getenv('HOME')", "Catalog Error: Scalar Function with name getenv does not exist!"),
    ("select", "Parser Error: SELECT clause without selection list"),
    ("select error('x')", "Invalid Input Error: x"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "told"), QUESTIONS)
def test_a_question_reaches_no_file_and_fails_in_one_sentence(module_toy, question, told):
    with module_toy.connect() as con, pytest.raises(CnaiError) as refusal:
        ask(con, question)
    assert str(refusal.value) == f"the query fails: {told}"


@pytest.mark.parametrize(
    "statement",
    [
        "", ";", "/* */", "select 1; select 2", "copy (select 1) to 'x.csv'", "attach 'x.db' as x", "install httpfs",
        "load httpfs", "set threads = 1", "reset lock_configuration", "pragma database_list", "export database 'x'",
        "import database 'x'", "create macro stated(id) as 1", "create secret s (type s3)", "drop table claims",
        "insert into claims select * from claims", "update claims set low = 0", "checkpoint", "begin", "use memory",
        "prepare x as select 1", "set variable x = 1", "explain select 1",
    ],
)  # fmt: skip
def test_what_is_no_question_is_refused(module_toy, statement, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with module_toy.connect() as con, pytest.raises(CnaiError) as refusal:
        ask(con, statement)
    assert str(refusal.value) == "the statement gives no rows; a query does, as: select * from verdicts"
    assert [*tmp_path.glob("*.csv"), *tmp_path.glob("x*")] == []


@pytest.mark.parametrize(
    "query",
    [
        "with recursive t(x) as (select 1 union all select x + 1 from t) select count(*) from t",
        "select sum(a.range * b.range) from range(10000000) a, range(10000000) b",
    ],
    ids=["recursion", "product"],
)
def test_a_query_without_end_is_stopped_at_once(query):
    command = [sys.executable, "-m", "cnai._cli", "sql", query]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        try:
            threads = Path(f"/proc/{process.pid}/task")
            while threads.exists() and len(list(threads.iterdir())) < 2:  # Python is up; it builds, then asks
                time.sleep(0.05)
            time.sleep(1)
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=20)
        finally:
            process.kill()
    assert (process.returncode, out, err) == (2, "", "cnai: stopped\n")
