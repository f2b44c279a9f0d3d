"""How to cite the package, a source, or a claim."""

from __future__ import annotations

from cnai._frames import shared
from cnai._package import CnaiError, load, near

STYLES = ("bibtex", "text")
CREATED = "2026"


def _bibtex(key: str, **fields: str) -> str:
    body = "".join(f",\n  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@misc{{{key}{body}\n}}"


def cite(name: str = "cnai", style: str = "text") -> str:
    """Cite the package, a source, or a claim with its place.

    Parameters
    ----------
    name : str, default "cnai"
        ``cnai``, a source_id or a claim_id.
    style : {"text", "bibtex"}, default "text"

    Returns
    -------
    str
        A reference; what the document doesn't print is said to be not stated.

    Raises
    ------
    CnaiError
        Where there is no such name or style.

    Examples
    --------
    >>> cite("review-2023")[:64]
    '[Untitled document, written between 2023-12-15 and 2023-12-31]. '
    """
    if style not in STYLES:
        raise CnaiError(f"there is no style {style!r}{near(style, STYLES)}")
    package = load()
    if name == "cnai":
        title = f"cnai {package.version}: {package.title}"
        if style == "bibtex":
            return _bibtex("cnai", author="{The cnai contributors}", title=f"{{{title}}}", year=CREATED)
        return f"The cnai contributors ({CREATED}). {title}."
    con = shared().cursor()
    query = """select s.source_id, s.title, s.publisher, s.published, s.not_before, s.not_after, null, null, null
        from sources s where s.source_id = $1 union all
        select s.source_id, s.title, s.publisher, s.published, s.not_before, s.not_after,
            c.char_start, c.char_end, c.stated
        from sources s join claims c using (source_id) where c.claim_id = $1"""
    rows = con.execute(query, [name]).fetchall()
    if not rows:
        known = con.execute("select source_id from sources union all select claim_id from claims").fetchall()
        raise CnaiError(f"there is no source or claim {name!r}{near(name, [k for (k,) in known])}")
    source, title, publisher, published, earliest, latest, start, end, stated = rows[0]
    title = title or f"[Untitled document, written between {earliest} and {latest}]"
    place = f"Characters {start} to {end}: “{stated}”." if stated else ""
    publisher = publisher or "[publisher not stated]"
    if style == "bibtex":
        year = str(published.year) if published else ""
        fields = {"author": "{[not stated]}", "title": f"{{{title}}}", "howpublished": publisher, "year": year}
        return _bibtex(source, **fields, note=place)
    return f"{title}. [Author not stated], {publisher}, {published or '[date not stated]'}. {place}".strip()
