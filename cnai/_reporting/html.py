"""Markup that escapes by construction: a text becomes markup only through `tag`."""

from __future__ import annotations

import re
from html import escape

_VOID = {"input", "img", "meta", "link", "source"}


class Html(str):
    """Markup; any other text is escaped where it enters a page."""

    __slots__ = ()


def join(*parts: object) -> Html:
    """Markup and texts after one another, lists among them; None is nothing.

    Examples
    --------
    >>> join(tag("b", "sum"), " < ", ["a", None, "&"])
    '<b>sum</b> &lt; a&amp;'
    """
    return Html(
        "".join(
            part if isinstance(part, Html) else join(*part) if isinstance(part, list) else escape(str(part))
            for part in parts
            if part is not None
        )
    )


def tag(kind: str, *inside: object, **attributes: object) -> Html:
    """An element; in the names of attributes `_` stands for `-`, and a trailing one for nothing.

    Examples
    --------
    >>> tag("a", "R&D", href="#r", tabindex=0, class_=None), tag("input", type="search", hidden=True)
    ('<a href="#r" tabindex="0">R&amp;D</a>', '<input type="search" hidden>')
    """
    given = "".join(
        f" {name.rstrip('_').replace('_', '-')}" + ("" if value is True else f'="{escape(str(value))}"')
        for name, value in attributes.items()
        if value is not None and value is not False
    )
    return Html(f"<{kind}{given}>" if kind in _VOID else f"<{kind}{given}>{join(*inside)}</{kind}>")


def verbatim(kind: str, text: str) -> Html:
    """A style or script element of our own, whose text HTML reads as it is.

    Raises
    ------
    ValueError
        Where the text would end the element.
    """
    if "</" in text:
        raise ValueError(f"the text of a {kind} element must not hold '</'")
    return Html(f"<{kind}>{text}</{kind}>")


def commas(parts: list[Html]) -> Html:
    """Parts with commas between them."""
    return join(*(part for n, one in enumerate(parts) for part in ([", ", one] if n else [one])))


def link(claim: str) -> Html:
    """A link to a claim, which stands under its own id."""
    return tag("a", claim, href=f"#{claim}")


def check_link(check: str) -> Html:
    """A link to a check or an estimate; an id may be both a check's and a claim's."""
    return tag("a", check, href=f"#check_{check}")


def verdict(word: str) -> Html:
    """A verdict with its colour."""
    return tag("span", word, class_=f"verdict {word}")


def expression(text: str) -> Html:
    """A check's expression, each claim in it a link.

    Examples
    --------
    >>> expression("stated('ggv-events')")
    '<code>stated(&#x27;<a href="#ggv-events">ggv-events</a>&#x27;)</code>'
    """
    parts = re.split(r"(?<=')([^'(), ]+)(?=')", text)
    return tag("code", *(link(part) if n % 2 else part for n, part in enumerate(parts)))


def scroller(name: str, inside: Html, kind: str = "scroll") -> Html:
    """A frame for what may be wider than the page; it scrolls by itself, with the keyboard too."""
    return tag("div", inside, class_=kind, role="region", aria_label=name, tabindex=0)


def table(name: str, head: list[str], rows: list[list[object]], ids: list[str]) -> Html:
    """A table whose first column heads its rows, each of which has an id, in a frame that scrolls."""
    columns = tag("tr", [tag("th", words, scope="col") for words in head])
    body = [
        tag("tr", tag("th", cells[0], scope="row"), [tag("td", cell) for cell in cells[1:]], id=id_)
        for cells, id_ in zip(rows, ids, strict=True)
    ]
    return scroller(name, tag("table", tag("thead", columns), tag("tbody", body)))


def section(name: str, title: str, *inside: object) -> Html:
    """A section under a heading; an underscore keeps its id apart from the claims'."""
    return tag("section", tag("h2", title), *inside, id=f"the_{name}")
