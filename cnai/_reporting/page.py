"""The report: one page of HTML that stands alone, as a function of the database and the pictures."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

from cnai import __version__
from cnai._cite import cite
from cnai._ledger import NAMED
from cnai._package import load
from cnai._reporting.claims import checks_section, claims_section, estimates_section
from cnai._reporting.facts import (
    CHECKS,
    CLAIMS,
    VERDICTS,
    Rows,
    amount,
    counted,
    dicts,
    implied,
    missed_by,
    named,
    scoreboard,
)
from cnai._reporting.html import (
    Html,
    check_link,
    commas,
    expression,
    join,
    link,
    scroller,
    section,
    tag,
    verbatim,
    verdict,
)

if TYPE_CHECKING:
    import duckdb

    from cnai._drawing.chart import Chart

MEANING = {
    "contradicted": "what other numbers give lies wholly outside what is printed; whose fault it is, no verdict says",
    "reproduced": "computed from other numbers, it comes out as printed",
    "consistent": "the two overlap: neither confirmed nor refuted at the printed precision",
    "recorded": "nothing in these documents can recompute it",
}
COUNTED = {
    "recomputed": "checks of a number against others",
    "restated": "checks of a number printed twice",
    "claims": "each with its one verdict",
}
NAV = ("scoreboard", "contradictions", "charts", "claims", "estimates", "checks", "sources")


@dataclass(frozen=True)
class Picture:
    """A chart as a page shows it: its bytes, its words, and its table as text."""

    name: str
    theme: str
    title: str
    subtitle: str
    claims: tuple[str, ...]
    table: str
    sizes: dict[str, tuple[bytes, int, int]]

    @classmethod
    def of(cls, chart: Chart, theme: str) -> Picture:
        """Take it from a chart: as on a screen, and as in a narrow column where it fits one."""
        narrow, sizes = chart.resized("paper"), {}
        words = (chart.title, chart.subtitle, chart.claims, repr(chart))
        for one in (chart, narrow) if narrow.size == "column" else (chart,):
            shown, size = one._repr_mimebundle_()
            sizes[one.size] = (shown["image/png"], size["image/png"]["width"], size["image/png"]["height"])
        return cls(chart.name, theme, *words, sizes)

    @property
    def png(self) -> bytes:
        """The image for a screen."""
        return self.sizes["screen"][0]


def _scoreboard(con: duckdb.DuckDBPyConnection) -> Html:
    head = [tag("td"), *(tag("th", verdict(v), scope="col") for v in VERDICTS)]
    body = []
    for name, counts in scoreboard(con).items():
        every = sum(counts.values()) or 1
        row = [tag("th", tag("b", name.capitalize()), " ", COUNTED[name], scope="row")]
        for v in VERDICTS:
            bar = tag("rect", width=round(100 * counts.get(v, 0) / every, 2), height=4)
            drawn = tag("svg", bar, class_=v, viewBox="0 0 100 4", preserveAspectRatio="none", aria_hidden="true")
            row.append(tag("td", tag("b", counts[v]), drawn) if v in counts else tag("td", tag("i", "–")))
        body.append(tag("tr", row))
    table = scroller("Scoreboard", tag("table", tag("thead", tag("tr", head)), tag("tbody", body)), "scroll board")
    words = tag("dl", [join(tag("dt", verdict(v)), tag("dd", MEANING[v])) for v in VERDICTS], class_="words")
    return section("scoreboard", "Scoreboard", table, tag("p", "Besides, ", implied(con), "."), words)


def _contradictions(checks: Rows, names: dict[str, list[str]]) -> Html:
    told = [
        tag(
            "article",
            tag("h3", row["statement"]),
            tag(
                "p",
                tag("span", "printed ", tag("b", f"“{row['stated']}”")),
                tag("span", "computed ", tag("b", amount(row, "c_"))),
                tag("span", "missed by ", tag("b", missed_by(row))),
                tag("span", "read ", tag("b", row["reading"])) if row["reading"] else None,
                class_="versus",
            ),
            tag("p", row["note"]),
            tag("p", "Check ", check_link(row["check_id"]), ": ", expression(row["expression"])),
            tag("p", "Shared by the claims ", commas([link(c) for c in names[row["check_id"]]]), "."),
        )
        for row in checks
        if row["verdict"] == "contradicted"
    ]
    none = tag("p", "None: no check comes to a result outside what is printed.")
    return section("contradictions", "Contradictions", told or none)


def _picture(picture: Picture) -> Html:
    """The image; on a phone the one that is made for a narrow column, where there is one."""

    def parts(size: str) -> tuple[str, dict[str, int]]:
        png, width, height = picture.sizes[size]
        return f"data:image/png;base64,{base64.b64encode(png).decode('ascii')}", {"width": width, "height": height}

    alt = ". ".join(text.rstrip(".") for text in (picture.title, picture.subtitle) if text) + "."
    src, extent = parts("screen")
    image = tag("img", src=src, alt=alt, **extent)
    if "column" not in picture.sizes:
        return image
    narrow, extent = parts("column")
    return tag("picture", tag("source", srcset=narrow, media="(max-width: 30rem)", **extent), image)


def _figure(picture: Picture) -> Html:
    name = f"Table of: {picture.title}"
    table = tag("pre", picture.table, role="region", aria_label=name, tabindex=0)
    claims = tag("p", "Claims: ", commas([link(c) for c in picture.claims]), ".") if picture.claims else None
    words = tag("details", tag("summary", "The table read back from this picture"), table, claims)
    return tag(
        "figure", scroller(picture.title, _picture(picture)), tag("figcaption", words), id=f"chart_{picture.name}"
    )


def _charts(pictures: list[Picture]) -> Html:
    code = "Filled marks are stated, hollow ones implied by us; a bar is an interval, an arrow an end that isn’t there."
    inside: list[Html] = []
    for theme in dict.fromkeys(p.theme for p in pictures):
        inside += [tag("h3", theme.capitalize()), *(_figure(p) for p in pictures if p.theme == theme)]
    return section("charts", "Charts", tag("p", code), inside)


def _noted(note: str) -> Html:
    """A note, each claim in its brackets a link."""
    return join(*(link(part) if n % 2 else part for n, part in enumerate(NAMED.split(note))))


def _sources(sources: Rows, claims: Rows) -> Html:
    told = []
    for s in sources:
        count = sum(c["source_id"] == s["source_id"] for c in claims)
        told.append(
            tag(
                "li",
                tag("p", tag("b", s["source_id"]), ": ", cite(s["source_id"])),
                tag("p", f"{count} claims in {s['characters']:,} characters. ", _noted(s["note"])),
                tag("p", "SHA-256 of its text: ", tag("code", s["sha256"])),
            )
        )
    rights = (
        "The documents belong to their authors; none of their sentences is here, only the few printed words that carry "
        "a number. The compilation is licensed CC BY 4.0, the code MIT."
    )
    return section("sources", "Sources", tag("ul", told), tag("p", rights), tag("p", "To cite all this: ", cite()))


def _head(title: str, style: Html, script: Html) -> Html:
    def digest(element: Html) -> str:
        text = element.partition(">")[2].rpartition("<")[0]
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    policy = (
        f"default-src 'none'; img-src data:; style-src {digest(style)}; script-src {digest(script)}; "
        "base-uri 'none'; form-action 'none'"
    )
    return tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="generator", content=f"cnai {__version__}"),
        tag("title", title),
        tag("link", rel="icon", href="data:,"),
        style,
    )


def page(con: duckdb.DuckDBPyConnection, pictures: list[Picture]) -> str:
    """Write the report on everything in the database; the same data and pictures give the same bytes.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        As `connect` gives it.
    pictures : list of Picture
        The charts, in the order in which they shall stand.

    Returns
    -------
    str
        A page of HTML that loads nothing from elsewhere and needs no script to be read.
    """
    claims, checks, names = dicts(con, CLAIMS), dicts(con, CHECKS), named(con)
    sources = dicts(con, "select * from sources order by rowid")
    style, script = (
        verbatim(kind, files("cnai").joinpath("_reporting", name).read_text(encoding="utf-8"))
        for kind, name in (("style", "report.css"), ("script", "report.js"))
    )
    title = f"Do {len(claims):,} printed numbers hold?"
    recomputed = sum(row["verdict"] is not None for row in checks)
    about = (
        f"Every number that {counted(len(sources), 'documents')} print, traced to its place, read "
        f"at its printed precision, and held against the others in {counted(recomputed, 'checks')}."
    )
    header = tag(
        "header",
        tag("p", f"cnai {__version__}: {load().title}", class_="kicker"),
        tag("h1", title),
        tag("p", about, class_="standfirst"),
    )
    sections = [
        _scoreboard(con),
        _contradictions(checks, names),
        _charts(pictures),
        claims_section(con, sources, claims, checks, names, [(p.name, p.title, p.claims) for p in pictures]),
        estimates_section(checks),
        checks_section(checks),
        _sources(sources, claims),
    ]
    skip = tag("a", "To the contents", href="#the_scoreboard", class_="skip")
    nav = tag("nav", [tag("a", name.capitalize(), href=f"#the_{name}") for name in NAV], aria_label="Sections")
    body = tag("body", skip, header, nav, tag("main", sections), script)
    return f'<!doctype html>\n<html lang="en">{_head(title, style, script)}{body}</html>\n'
