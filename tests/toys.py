"""A toy package, small enough to check in the head: one document about a bakery, its claims and their extracts."""

import csv
import io
import json
from functools import cache
from pathlib import Path

import duckdb

from cnai._build import assemble
from cnai._ledger import read_claim
from cnai._package import Package, load

ROOT = Path(__file__).parents[1]

TOY = {
    "sources": """
source_id,file,title,publisher,published,covers_start,covers_end,not_before,not_after,characters,sha256,note
toy,toy.txt,,,,,,2020-03-04,2020-03-31,300,SHA,After the opening [opened]; before the sale [sale].""".replace(
        "SHA", "a" * 64
    ),
    "claims": """
claim_id,source_id,char_start,char_end,stated,kind,entity,measure,basis,base,unit,period_start,period_end,status,\
reported_by,rounded_to,statement,note
loaves,toy,0,3,100,quantity,bakery,loaves,flow,,loaf,2020,2020,actual,the baker,,Loaves of the year.,
morning,toy,10,18,about 60,quantity,bakery,morning_loaves,flow,,loaf,2020,2020,actual,the baker,,Loaves before noon.,
evening,toy,20,22,40,quantity,bakery,evening_loaves,flow,,loaf,2020,2020,actual,the baker,,Loaves after noon.,
price,toy,30,35,$2-$3,quantity,bakery,price,rate,,USD,,,actual,,,Price of a loaf.,
growth,toy,40,43,25%,quantity,bakery,growth,change,2019,percent,2020,2020,reported,,,Growth of the loaves.,
customers,toy,50,62,more than 20,quantity,bakery,customers,stock,,person,,,actual,,,Customers.,
opened,toy,70,77,March 4,date,bakery,opening_date,,,date,2020-03-04,2020-03-04,actual,,,Day of the opening.,
sale,toy,80,91,by March 31,date,bakery,sale_date,,,date,,2020-03-31,planned,,,Day of the sale.,
year,toy,100,104,2020,period,bakery,reporting_period,,,date,2020,2020,actual,,,Year of the count.,
place,toy,110,115,first,rank,bakery,size_rank,,bakeries,rank,,,opinion,,,Place among bakeries.,
trend,toy,120,126,growth,direction,bakery,loaves_change,change,,change,2020,2020,actual,,,More loaves.,
staff,toy,130,135,three,quantity,bakery,staff,stock,,person,,,actual,,,Bakers.,""",
    "exclusions": """
source_id,char_start,char_end,text,reason
toy,140,146,Oven-2,name""",
    "entities": """
entity,label
bakery,Bakery""",
    "measures": """
measure,kind,basis,label
customers,quantity,stock,customers
evening_loaves,quantity,flow,evening loaves
growth,quantity,change,growth
loaves,quantity,flow,loaves
loaves_change,direction,change,change of loaves
morning_loaves,quantity,flow,morning loaves
opening_date,date,,opening date
price,quantity,rate,price
reporting_period,period,,reporting period
sale_date,date,,sale date
size_rank,rank,,size rank
staff,quantity,stock,staff""",
    "units": """
unit,whole,label
USD,false,US dollars
change,false,rise or fall
date,true,days since 1970-01-01
loaf,true,loaves
percent,false,percent
person,true,people
rank,true,rank""",
    "list_items": """
item_id,list_claim,slot,name,state,list,char_start,char_end
staff-1,staff,1,Ada,named,complete,150,153
staff-2,staff,2,Bo,named,complete,160,162
staff-3,staff,3,Cy,named,complete,170,172""",
    "events": """
event_id,lane,entity,measure,event,stage,date_start,date_end,date_claim,status,reported_by,outcome,outcome_note
opened,companies,bakery,opening_date,Opening,founded,2020-03-04,2020-03-04,opened,actual,,,
sale,companies,bakery,sale_date,Sale,planned,,2020-03-31,sale,planned,,,Nothing more is said of it.""",
    "periods": """
period_id,entity,measure,about,period_start,period_end,period_claim,status,reported_by
year,bakery,reporting_period,year of the count,2020,2020,year,actual,""",
    "other_numbers": """
number_id,theme,entity,measure,unit,value,value_high,value_cmp,value_claim,base,period_start,period_end,status,\
reported_by
loaves,apps,bakery,loaves,loaf,100,.n,,loaves,,2020,2020,actual,the baker
morning,apps,bakery,morning_loaves,loaf,60,.n,~,morning,,2020,2020,actual,the baker
evening,apps,bakery,evening_loaves,loaf,40,.n,,evening,,2020,2020,actual,the baker
price,apps,bakery,price,USD,2,3,range,price,,,,actual,
growth,apps,bakery,growth,percent,25,.n,,growth,2019,2020,2020,reported,
customers,apps,bakery,customers,person,20,.n,>,customers,,,,actual,
place,apps,bakery,size_rank,rank,1,.n,,place,bakeries,,,opinion,
trend,apps,bakery,loaves_change,change,0,.n,>,trend,,2020,2020,actual,
staff,apps,bakery,staff,person,3,.n,,staff,,,,actual,""",
    "checks": """
check_id,kind,claim_id,expression,unit,reading,expected,note
each,estimate,,"ratio(stated('loaves'), stated('customers'))",loaf,,0 to 4.762,Loaves for each customer.
loaves-sum,identity,loaves,"plus(stated('morning'), stated('evening'))",loaf,,reproduced,The two halves make the day.
staff-names,identity,staff,named('staff'),person,,reproduced,As many names as bakers.""",
}


@cache
def descriptor() -> str:
    """The real descriptor with the toy's tables alone."""
    spec = json.loads((ROOT / "datapackage.json").read_text("utf-8"))
    spec["resources"] = [r for r in spec["resources"] if r["name"] in TOY]
    return json.dumps(spec)


class Toy:
    """A package in a folder of its own; its tables are lists of rows, cells are text as in a CSV."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "datapackage.json").write_text(descriptor(), "utf-8")
        for folder in ("seeds", "data"):
            (root / folder).mkdir()
        self.package: Package = load(root)
        self.tables = {name: list(csv.DictReader(io.StringIO(text.strip()))) for name, text in TOY.items()}

    def path(self, name: str) -> Path:
        return self.package.path(name)

    def text(self, name: str) -> str:
        out = io.StringIO()
        writer = csv.DictWriter(out, self.package.table(name).names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.tables[name])
        return out.getvalue()

    def write(self, **texts: str | bytes) -> None:
        """Write every table, those given as they are."""
        for name in self.tables:
            text = texts.get(name, self.text(name))
            self.path(name).write_bytes(text if isinstance(text, bytes) else text.encode())

    def row(self, name: str, key: str) -> dict[str, str]:
        return next(row for row in self.tables[name] if key in (next(iter(row.values())), row.get("text")))

    def change(self, name: str, key: str, /, **cells: str) -> None:
        self.row(name, key).update(cells)

    def drop(self, name: str, key: str) -> None:
        self.tables[name].remove(self.row(name, key))

    def add(self, name: str, /, **cells: str) -> None:
        self.tables[name].append(dict.fromkeys(self.package.table(name).names, "") | cells)

    def findings(self, **texts: str | bytes) -> list[str]:
        """Write the package and say everything that is wrong with it."""
        self.write(**texts)
        con, _, found = assemble(self.package)
        if con is not None:
            con.close()
        return [str(finding) for finding in found]

    def connect(self) -> duckdb.DuckDBPyConnection:
        self.write()
        con, _, found = assemble(self.package)
        assert con is not None, [str(finding) for finding in found]
        return con

    def claim(self, claim_id: str, stated: str, unit: str = "percent", basis: str = "rate", **more: str) -> None:
        """Add a claim, what backs it and the words of the vocabularies it needs."""
        more = {"kind": "quantity", "status": "actual", "period_start": "", "period_end": ""} | more
        kind = more["kind"]
        basis = basis if kind == "quantity" else "change" if kind == "direction" else ""
        unit = {"date": "date", "period": "date", "rank": "rank", "direction": "change"}.get(kind, unit)
        measure = "_".join(filter(None, (kind, basis))) if kind != "period" else "reporting_period"
        at = max(int(row["char_end"]) for row in self.tables["exclusions"] + self.tables["claims"]) + 1
        whole = unit not in ("percent", "USD", "RMB", "change", "year")
        cells = {"entity": "bakery", "measure": measure, "unit": unit, "base": more.get("base", "")}
        cells |= {c: more[c] for c in ("status", "period_start", "period_end")}
        where = {"char_start": str(at), "char_end": str(at + len(stated))}
        words = {"claim_id": claim_id, "source_id": "toy", "stated": stated, "statement": "A claim."}
        self.add("claims", **cells, **where, **words, kind=kind, basis=basis)
        for name, key, others in (
            ("measures", measure, {"kind": kind, "basis": basis}),
            ("units", unit, {"whole": str(whole).lower()}),
        ):
            if all(key != row[name[:-1]] for row in self.tables[name]):
                self.add(name, **{name[:-1]: key, "label": f"{key} label"}, **others)
        cells = {c: text for c, text in cells.items() if c in self.package.table(BACKED.get(kind, NUMBERS)).names}
        if kind == "date":
            plan = more["status"] in ("planned", "forecast")
            self.add(
                "events", event_id=claim_id, lane="companies", event="Event", date_claim=claim_id, **cells,
                stage=more["status"] if plan else "held", outcome_note="Nothing more is said of it." if plan else "",
                date_start=more["period_start"], date_end=more["period_end"],
            )  # fmt: skip
        elif kind == "period":
            self.add("periods", period_id=claim_id, about="a period", period_claim=claim_id, **cells)
        else:
            row = dict.fromkeys(self.package.table("claims").names) | self.tables["claims"][-1]
            read = read_claim(row, whole)
            numbers = {
                "value": f"{read['value']:f}",
                "value_cmp": "" if read["comparator"] == "=" else read["comparator"],
            }
            numbers["value_high"] = f"{read['value_high']:f}" if read["value_high"] else ".n"
            self.add("other_numbers", number_id=claim_id, theme="apps", value_claim=claim_id, **numbers, **cells)

    def check(self, check_id: str, claim_id: str, expression: str, expected: str, **more: str) -> None:
        """Add a check; its unit is its claim's, and its kind what its claim and expression make it."""
        unit = next((row["unit"] for row in self.tables["claims"] if row["claim_id"] == claim_id), "")
        kind = "estimate" if not claim_id else "agreement" if expression.startswith("stated(") else "identity"
        more = {"kind": kind, "unit": unit, "note": "A check."} | more
        self.add("checks", check_id=check_id, claim_id=claim_id, expression=expression, expected=expected, **more)


NUMBERS = "other_numbers"
BACKED = {"date": "events", "period": "periods"}
