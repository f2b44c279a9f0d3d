"""What is said when something can't be done: one sentence, with the near names."""

from __future__ import annotations

MANY = 1000


class CnaiError(Exception):
    """A problem told in one sentence: where, what is there, what the rule is, what is allowed."""


def near(name: str, known: object) -> str:
    """The end of a sentence that offers the known names most like `name`, or lists them where they are few."""
    from difflib import get_close_matches

    names = sorted({str(k) for k in known if k is not None})  # type: ignore[attr-defined]
    if len(names) > MANY:  # comparing with all of them would take seconds
        names = [n for n in names if n[:2] == name[:2]][:MANY]
    close = get_close_matches(name, names, 3, 0.6)
    if close:
        return f"; did you mean {' or '.join(close)}?"
    return f"; there are {', '.join(names)}" if 0 < len(names) <= 40 else ""
