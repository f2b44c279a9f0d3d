"""The HTML report: it escapes, loads nothing, links everything, can be read by ear, and is the same every time."""

import base64
import hashlib
import re
from html.parser import HTMLParser
from importlib.resources import files
from itertools import pairwise

import pytest

import cnai
from cnai._reporting.facts import VERDICTS, amount, scoreboard, themes
from cnai._reporting.facts import cells as cells_of
from cnai._reporting.html import Html, expression, join, tag, verbatim
from cnai._reporting.page import Picture, page

HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>&amp;</details></main>"
VOID = {"meta", "link", "img", "input", "source"}


class Page(HTMLParser):
    """Every element with its attributes, ancestors and text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[dict] = []
        self.open: list[dict] = []
        self.feed(text)
        self.close()
        assert not self.open, f"not closed: {[e['tag'] for e in self.open]}"

    def handle_starttag(self, tag, attrs):
        assert len(dict(attrs)) == len(attrs), f"an attribute twice in {tag}"
        element = {"tag": tag, "attrs": dict(attrs), "text": "", "in": [e["tag"] for e in self.open]}
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag, attrs):
        raise AssertionError(f"{tag} closes itself, which HTML has not")

    def handle_endtag(self, tag):
        assert self.open.pop()["tag"] == tag

    def handle_data(self, data):
        for element in self.open:
            element["text"] += data

    def all(self, *tags):
        return [e for e in self.elements if e["tag"] in tags]

    def by_id(self, name):
        (found,) = [e for e in self.elements if e["attrs"].get("id") == name]
        return found


def picture(name="closures", title="Closures", claims=("closures-2022",), table="mark  y\nbar   1", column=True):
    sizes = {"screen": (b"\x89PNG", 720, 400)} | ({"column": (b"\x89PNG small", 408, 300)} if column else {})
    return Picture(name, "chips", title, "firms", claims, table, sizes)


PICTURES = [picture(), picture("models", "Models", (), column=False)]


@pytest.fixture(scope="module")
def con():
    return cnai.connect()


@pytest.fixture(scope="module")
def text(con):
    return page(con, PICTURES)


@pytest.fixture(scope="module")
def parsed(text):
    return Page(text)


def test_same_bytes_twice(con, text):
    assert page(con, PICTURES) == text == page(cnai.connect(), PICTURES)


@pytest.mark.parametrize("column", ["statement", "note", "reported_by"])
def test_hostile_words_of_a_claim_stay_words(column):
    con = cnai.connect()
    con.execute(f"update claims set {column} = $1 where claim_id = 'closures-average'", [HOSTILE]).fetchall()
    parsed = Page(page(con, []))
    assert HOSTILE in parsed.by_id("closures-average")["text"]
    assert_harmless(parsed)


WORST = """</script></style></title>]]>--><!--<svg/onload=x>" onload='x' & &amp; javascript:x {{x}} ${x} <img src=x>"""


def test_hostile_words_anywhere_in_a_package_stay_words(toy, monkeypatch):
    free = {
        "claims": ["statement", "note"], "sources": ["title", "publisher"], "checks": ["note"], "entities": ["label"],
        "measures": ["label"], "units": ["label"], "events": ["event", "outcome_note"],
    }  # fmt: skip
    for table, columns in free.items():
        for row in toy.tables[table]:
            own = next(iter(row.values())) if table in ("measures", "units") else ""  # a label is there once
            row.update({column: f"{own}{table}-{column} {WORST}" for column in columns})
    for row in (row for rows in toy.tables.values() for row in rows if row.get("reported_by")):
        row["reported_by"] = f"reporter {WORST}"
    con = toy.connect()
    monkeypatch.setattr("cnai._reporting.facts.load", lambda: toy.package)
    monkeypatch.setattr("cnai._cite.shared", lambda: con)
    text = page(con, [])
    parsed = Page(text)
    assert_harmless(parsed)
    shown = parsed.all("html")[0]["text"]
    for mark in ("claims-statement", "claims-note", "sources-title", "checks-note", "entities-label", "reporter"):
        assert f"{mark} {WORST}" in shown, mark
    assert shown.count("onload=x") == shown.count(WORST)
    assert {element["attrs"].get("href", "#")[0] for element in parsed.all("a")} == {"#"}


def test_hostile_words_of_a_chart_stay_words(con):
    parsed = Page(page(con, [picture(title=HOSTILE, table=HOSTILE)]))
    assert parsed.all("img")[0]["attrs"]["alt"].startswith(HOSTILE)
    assert HOSTILE in parsed.all("pre")[0]["text"]
    assert_harmless(parsed)


def assert_harmless(parsed):
    assert [e["in"][-1] for e in parsed.all("script")] == ["body"]
    assert not [e for e in parsed.elements if any(name.startswith("on") or name == "style" for name in e["attrs"])]


def test_loads_nothing_from_elsewhere(text, parsed):
    assert_harmless(parsed)
    places = ("src", "srcset", "href", "action", "data", "poster", "background", "xlink:href")
    for element in parsed.elements:
        for place in places:
            assert element["attrs"].get(place, "#").startswith(("#", "data:")), element["attrs"]
    assert "http://" not in text and "https://" not in text
    style, script = (files("cnai").joinpath("_reporting", n).read_text("utf-8") for n in ("report.css", "report.js"))
    assert not re.search(r"url\(|@import|image-set", style)
    assert not re.search(r"fetch|XMLHttp|import|innerHTML|eval|write\(|cookie|Storage|window\.open", script)


def test_policy_lets_run_only_its_own_script_and_style(parsed):
    (policy,) = [e["attrs"]["content"] for e in parsed.all("meta") if "http-equiv" in e["attrs"]]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    for name in ("style", "script"):
        (element,) = parsed.all(name)
        digest = base64.b64encode(hashlib.sha256(element["text"].encode()).digest()).decode()
        assert rules[f"{name}-src"] == f"'sha256-{digest}'"
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    assert rules["img-src"] == "data:"
    # What the policy covers must come after it.
    assert [e["tag"] for e in parsed.elements[:4]] == ["html", "head", "meta", "meta"]


def test_every_claim_and_check_has_an_anchor_and_every_link_an_end(con, parsed):
    ids = [e["attrs"]["id"] for e in parsed.elements if "id" in e["attrs"]]
    assert len(ids) == len(set(ids))
    claims = {c for (c,) in con.execute("select claim_id from claims").fetchall()}
    checks = {f"check_{c}" for (c,) in con.execute("select check_id from checks").fetchall()}
    assert claims | checks <= {*ids}
    links = [e["attrs"]["href"].removeprefix("#") for e in parsed.all("a")]
    assert {*links} <= {*ids}
    assert claims <= {*links}


def test_a_claim_tells_its_whole_chain(parsed):
    told = parsed.by_id("closures-sep-dec")["text"]
    for words in (
        "contradicted", "“more than 2,300”, characters 1162 to 1177 of recode-feb-20", "2,301 or more companies",
        "2022-09 to 2022-12", "TMTPost", "chip_firm_closures, 2022-sep-dec, closures: 2,300",
        "computed 2,276 companies, missed by 0.25 of a printed unit", "minus(stated('closures-2022')",
        "closures-by-parts",
    ):  # fmt: skip
        assert words in told
    assert "drawn inCloses" not in told
    assert "drawn inClosures" in parsed.by_id("closures-2022")["text"]


def test_pictures_have_alternatives(parsed):
    images = parsed.all("img")
    assert [e["attrs"]["alt"] for e in images] == ["Closures. firms.", "Models. firms."]
    assert all(e["attrs"]["width"] and e["attrs"]["height"] for e in images)
    assert [e["text"] for e in parsed.all("pre")] == [p.table for p in PICTURES]
    assert len(parsed.all("source")) == 1, "the column's size is there where a chart has one"
    assert base64.b64decode(images[0]["attrs"]["src"].partition(",")[2]) == PICTURES[0].png


def test_headings_in_order_and_sections_in_the_order_of_the_contents(parsed):
    levels = [int(e["tag"][1]) for e in parsed.elements if re.fullmatch("h[1-6]", e["tag"])]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(b <= a + 1 for a, b in pairwise(levels))
    listed = [e["attrs"]["href"] for e in parsed.all("a") if "nav" in e["in"]]
    assert listed == [f"#{e['attrs']['id']}" for e in parsed.all("section")]
    assert listed[:2] == ["#the_scoreboard", "#the_contradictions"]
    assert parsed.all("html")[0]["attrs"]["lang"] == "en"


def test_what_scrolls_is_reached_by_keyboard_and_named(parsed):
    for element in parsed.elements:
        if element["attrs"].get("class", "").startswith("scroll") or element["tag"] == "pre":
            assert element["attrs"]["tabindex"] == "0"
            assert element["attrs"]["role"] == "region" and element["attrs"]["aria-label"]


def test_contradictions_come_first(con, parsed):
    found = con.execute("select claim_id from results where verdict = 'contradicted'").fetchall()
    assert len(parsed.all("article")) == len(found) >= 1
    rows = [e["text"] for e in parsed.all("tr") if e["attrs"].get("id", "").startswith("check_")]
    recomputed = [row for row in rows if re.search("contradicted|reproduced|consistent", row) and "rests on" not in row]
    assert ["contradicted" in row for row in recomputed] == sorted(
        ("contradicted" in r for r in recomputed), reverse=True
    )


def test_without_contradictions_it_says_so():
    con = cnai.connect()
    con.execute("update compared set verdict = 'consistent' where check_id = 'closures-remainder'").fetchall()
    parsed = Page(page(con, []))
    assert not parsed.all("article")
    assert "None: no check" in parsed.by_id("the_contradictions")["text"]


def test_scoreboard_counts(con, parsed):
    board = scoreboard(con)
    (table,) = [e for e in parsed.elements if e["attrs"].get("class") == "scroll board"]
    shown = [e for e in parsed.all("b") if e["in"][-1] == "td"]
    assert [int(e["text"]) for e in shown] == [n for counts in board.values() for n in counts.values()]
    assert all(word in table["text"] for word in VERDICTS)
    assert sum(board["claims"].values()) == con.execute("select count(*) from claims").fetchall()[0][0]
    for kind, name in (("identity", "recomputed"), ("agreement", "restated")):
        count = con.execute("select count(*) from results where kind = $1", [kind]).fetchall()[0][0]
        assert sum(board[name].values()) == count


def test_filters_offer_all_and_fit_the_claims(con, parsed):
    assert "hidden" in parsed.by_id("the_filters")["attrs"], "without a script there is no filter"
    values: list[list[str]] = []
    for e in parsed.elements:
        values += [[]] if e["tag"] == "select" else []
        if e["tag"] == "option":
            values[-1].append(e["attrs"]["value"])
    sources, tables, verdicts = values
    assert sources == ["", *(s for (s,) in con.execute("select source_id from sources order by rowid").fetchall())]
    assert verdicts == ["", *VERDICTS]
    claims = [e["attrs"] for e in parsed.all("details") if e["attrs"].get("class") == "claim"]
    assert {c["data-source"] for c in claims} == {*sources} - {""}
    assert {c["data-verdict"] for c in claims} <= {*verdicts}
    assert {theme for c in claims for theme in c["data-theme"].split()} == {*tables} - {""}
    assert all(c["data-theme"] for c in claims), "a claim without a theme is in no filter"


def test_a_claim_tied_by_an_agreement_has_the_theme_of_the_other(con):
    found = themes(con, {"closures-2022": [("chip_firm_closures", "2022", "closures", "5,746")]})
    assert {c for c, of in found.items() if of == {"chip_firm_closures"}} > {"closures-2022"}
    assert found.keys() <= {c for (c,) in con.execute("select claim_id from claims").fetchall()}
    assert cells_of(con)["closures-2022"] == [("chip_firm_closures", "2022", "closures", "5,746")]


def luminance(code):
    parts = [int(code[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_colours_are_told_apart_from_their_ground():
    style = files("cnai").joinpath("_reporting", "report.css").read_text("utf-8")
    light, dark = (
        dict(re.findall(r"--(\w+): (#\w{6});", block)) for block in re.findall(r":root \{(.*?)\}", style, re.S)[:2]
    )
    for colours in (light, dark):
        for ground in ("paper", "card"):
            for words in ("ink", "muted", "link", "contradicted"):
                assert contrast(colours[words], colours[ground]) >= 4.5, (words, ground)


WHOLE = {"whole": True, "low_open": False, "high_open": False}
INF = float("inf")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"unit": "company", "label": "companies", "low": 1.0, "high": 1.0}, "1 company"),
        (
            {"unit": "company", "label": "companies", "low": 2301.0, "high": INF, "high_open": True},
            "2,301 or more companies",
        ),
        ({"unit": "times", "label": "times", "low": 6.9014084507, "high": 7.39130434783}, "[6.90141, 7.3913] times"),
        ({"unit": "parameter", "label": "parameters", "low": 9.5e9, "high": 9.5e9}, "9,500,000,000 parameters"),
        ({"unit": "rank", "label": "rank", "low": 1.0, "high": 1.0}, "rank 1"),
        ({"unit": "change", "label": "rise or fall", "low": 0.0, "high": INF}, "a rise"),
        ({"unit": "change", "label": "rise or fall", "low": -INF, "high": 0.0}, "a fall"),
        ({"unit": "change", "label": "rise or fall", "low": 2.0, "high": 3.0}, "a rise, [2, 3]"),
        ({"unit": "change", "label": "rise or fall", "low": -2.0, "high": 3.0}, "rise or fall, [-2, 3]"),
        ({"unit": "date", "label": "days", "low": 19358.0, "high": 19358.0}, "2023-01-01"),
        ({"unit": "date", "label": "days", "low": 19358.0, "high": 19388.0}, "2023-01-01 to 2023-01-31"),
        ({"unit": "date", "label": "days", "low": -INF, "high": 19388.0}, "until 2023-01-31"),
        ({"unit": "date", "label": "days", "low": 19358.0, "high": INF}, "from 2023-01-01 on"),
        ({"unit": "date", "label": "days", "low": 19357.25, "high": 19388.75}, "2023-01-01 to 2023-01-31"),
        ({"unit": "date", "label": "days", "low": -INF, "high": INF}, "any day"),
        ({"unit": "date", "label": "days", "low": None, "high": None}, "no bound"),
    ],
)
def test_amounts_in_words(row, words):
    assert amount(WHOLE | row) == words


def test_markup_escapes_by_construction():
    assert (
        tag("p", "<b>", tag("b", "&"), [None, 3], title='"x"') == '<p title="&quot;x&quot;">&lt;b&gt;<b>&amp;</b>3</p>'
    )
    assert join(Html("<i>"), "<i>") == "<i>&lt;i&gt;"
    assert expression("named('a-1')") == '<code>named(&#x27;<a href="#a-1">a-1</a>&#x27;)</code>'
    with pytest.raises(ValueError, match="must not hold"):
        verbatim("script", "x = '</script>'")
