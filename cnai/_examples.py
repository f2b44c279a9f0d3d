"""What `--help` shows: help that teaches by example. Every line is run, or at least parsed, by a test."""

EPILOG = """examples:
  cnai reproduce                          build, check, run the notebooks, draw the charts, write the report
  cnai check --texts DIR                  hold every number against the sources' texts
  cnai why closures-sep-dec               the whole chain of one number
  cnai why funding zhipu-2023 amount      the same for a cell of a table
  cnai claims --verdict contradicted      the claims that don't hold together
  cnai sql "select * from estimates"      ask the database
  cnai export dta stata                   take everything to Stata
  cnai init mine                          lay out a folder of your own; cnai --package mine check works on it

exit status: 0 all good, 1 findings, 2 can't run"""
EXAMPLES = {
    "reproduce": """
  cnai reproduce                          into the folder reproduction
  cnai reproduce --to results             into a folder of yours""",
    "check": """
  cnai check                              tables, double entry, verdicts
  cnai check --texts DIR                  positions and coverage too; DIR holds the sources' texts""",
    "build": """
  cnai build                              into cnai.duckdb
  cnai build --to numbers.duckdb          into a file of yours; duckdb -readonly numbers.duckdb opens it""",
    "claims": """
  cnai claims --verdict contradicted      the claims that don't hold together
  cnai claims --entity zhipu-ai           what is said of one company
  cnai claims --source recode-feb-13 --kind date --format csv""",
    "why": """
  cnai why closures-sep-dec               a claim
  cnai why funding zhipu-2023 amount      a cell: its table, the key of its row, its column
  cnai why closures-sep-dec --texts DIR   with the words around, on screen only""",
    "sql": """
  cnai sql "select * from estimates"
  cnai sql "select table_name, comment from duckdb_tables()"
  cnai sql "select claim_id, gap from results where verdict = 'contradicted'" --format json""",
    "export": """
  cnai export dta stata                   for Stata, into the folder stata
  cnai export csv package                 a Data Package with its descriptor
  cnai export aea deposit                 a replication folder""",
    "init": """
  cnai init mine                          tables, words and a text to start from
  cnai --package mine check --texts mine/texts""",
    "draft": """
  cnai draft texts/letter_2.txt --id letter-2
  cnai --package mine draft mine/texts/issue_2.txt --id issue-2""",
    "review": """
  cnai review letter-2 --texts texts      Enter accepts, ? lists the other answers, q leaves; start it again to go on
  cnai --package mine review issue-2 --texts mine/texts""",
    "place": """
  cnai place letter-2 --texts texts       nothing is changed before all of it holds
  cnai --package mine place issue-2 --texts mine/texts""",
    "lab": """
  cnai lab                                copies in cnai-notebooks; what you changed there is kept
  cnai lab course                         copies in a folder of yours""",
}
