"""A check's expression: nested calls of the interval macros, and their evaluation inside the database.

An expression is data, not code: it is read by a grammar that knows the macros, claim ids and numbers alone.
Equal parts of all expressions are evaluated once, and all calls of one macro in one query, level by level.
"""

from __future__ import annotations

import re

import duckdb

from cnai._package import near

MACROS = {
    "stated": "i", "starts": "i", "ends": "i", "named": "i", "exactly": "n", "within": "nn", "at_least": "n",
    "at_most": "n", "plus": "xx", "minus": "xx", "times": "xx", "ratio": "xx", "growth": "xx", "increase": "xx",
    "share_of_sum": "xx", "no_less": "x", "no_more": "x", "after": "x", "before": "x", "joined": "xx", "days": "i",
}  # fmt: skip
DEEPEST = 8
INTERVAL = "STRUCT(low DOUBLE, value DOUBLE, high DOUBLE, low_open BOOLEAN, high_open BOOLEAN)"
Tree = tuple[object, ...]
ARGUMENT = {"x": INTERVAL, "i": "VARCHAR", "n": "DOUBLE"}
_TOKEN = re.compile(
    r"\s*(?:(?P<name>[a-z_]+)|(?P<id>'[a-z0-9-]*')|(?P<number>-?(?!\d{16})\d+(?:\.\d{1,15})?)|(?P<mark>[(),]))",
    re.ASCII,
)


def check_expression(expression: str) -> Tree:
    """Read nested calls of the interval macros over claim ids and numbers, and nothing else.

    Returns
    -------
    tuple
        The macro's name and its arguments: calls, claim ids or numbers as text.

    Raises
    ------
    ValueError
        When the text is no such expression, with what was found and what is allowed.
    """
    tokens: list[tuple[str, str]] = []
    at = 0
    length = len(expression.rstrip())
    while at < length:
        match = _TOKEN.match(expression, at)
        if not match:
            raise ValueError(
                f"has {expression[at:].strip()[:12]!r}, only macros, claim ids in quotes and numbers are allowed"
            )
        kind = match.lastgroup or ""
        tokens.append((kind, match[kind]))
        at = match.end()
    tokens.append(("end", ""))
    tree, position = _call(tokens, 0, 1)
    if tokens[position][0] != "end":
        raise ValueError(f"goes on with {tokens[position][1]!r} after its end, one expression is allowed")
    return tree


def _call(tokens: list[tuple[str, str]], at: int, depth: int) -> tuple[Tree, int]:
    """Read one macro call from `at`; gives it and the place after it."""
    kind, name = tokens[at]
    if kind != "name" or name not in MACROS:
        raise ValueError(f"has {name or 'nothing'!r} where a macro is due{near(name, MACROS)}")
    if depth > DEEPEST:
        raise ValueError(f"is nested more than {DEEPEST} deep")
    at += 1
    arguments: list[str | Tree] = []
    for n, wanted in enumerate(MACROS[name]):
        if tokens[at] != ("mark", "," if n else "("):
            raise ValueError(f"wants {len(MACROS[name])} arguments for {name}, has {tokens[at][1] or 'its end'!r}")
        at += 1
        if wanted == "x":
            argument, at = _call(tokens, at, depth + 1)
            arguments.append(argument)
        elif tokens[at][0] != {"i": "id", "n": "number"}[wanted]:
            raise ValueError(
                f"wants {'a claim id in quotes' if wanted == 'i' else 'a number'} in {name}(), has {tokens[at][1]!r}"
            )
        else:
            arguments.append(tokens[at][1].strip("'"))
            at += 1
    if tokens[at] != ("mark", ")"):
        raise ValueError(
            f"wants {len(MACROS[name])} arguments for {name}, has {tokens[at][1] or 'its end'!r} after them"
        )
    return (name, *arguments), at + 1


def units_of(tree: Tree, units: dict[str, str]) -> set[str]:
    """Units that an expression can come in, from those of its claims; ``number`` goes with any.

    A ratio of two units comes in the first, of one unit in times; a hundred times that may be read as percent.

    Raises
    ------
    ValueError
        Where unlike units are added or subtracted.
    """
    name, *arguments = tree
    if name in ("stated", "starts", "ends", "days", "named"):
        return {"stated": {units.get(str(arguments[0]), "number")}, "days": {"day"}, "named": {"number"}}.get(
            name, {"date"}
        )
    if MACROS[str(name)][0] == "n":
        return {"number"}
    parts = [units_of(part, units) for part in arguments if isinstance(part, tuple)]
    first, last = parts[0], parts[-1]
    if name in ("growth", "share_of_sum"):
        return {"percent"} if _like(name, first, last) else set()
    if name == "ratio":
        if first & last - {"number"}:
            return {"times"}
        return {"day", "week", "month", "year"} if "day" in first else first
    if name == "times":
        known = (first | last) - {"number"}
        return known | ({"percent"} if "times" in known else {"times"} if "percent" in known else set()) or {"number"}
    if name == "increase":
        return first
    both = _like(str(name), first, last)
    return {"day", "date"} if name == "minus" and both == {"date"} else both


def _like(name: object, first: set[str], last: set[str]) -> set[str]:
    """The units two parts share; a plain number goes with any."""
    if "number" in first or "number" in last:
        return (first | last) - {"number"} or {"number"}
    if not first & last:
        raise ValueError(
            f"{name} joins {' or '.join(sorted(first))} with {' or '.join(sorted(last))}, which are not alike"
        )
    return first & last


def evaluate(con: duckdb.DuckDBPyConnection, trees: dict[str, Tree]) -> None:
    """Compute every tree into the table `evaluations` (check_id, computed); raises duckdb.Error where one can't be."""
    level_of: dict[Tree, int] = {}
    levels: dict[tuple[int, str], list[Tree]] = {}

    def visit(tree: Tree) -> int:
        """Put the call into its level, above those of its parts; equal calls are one."""
        if tree not in level_of:
            level = 1 + max((visit(part) for part in tree[1:] if isinstance(part, tuple)), default=0)
            level_of[tree] = level
            levels.setdefault((level, str(tree[0])), []).append(tree)
        return level_of[tree]

    for tree in trees.values():
        visit(tree)
    values: dict[Tree, object] = {}
    for (_, macro), calls in sorted(levels.items()):
        places = range(1, len(MACROS[macro]) + 1)
        arguments = [[values[part] if isinstance(part, tuple) else part for part in call[1:]] for call in calls]
        given = ", ".join(f"unnest(${n}::{ARGUMENT[MACROS[macro][0]]}[]) as a{n}" for n in places)
        query = f"select {macro}({', '.join(f'a{n}' for n in places)}) from (select {given})"
        found = con.execute(query, [list(column) for column in zip(*arguments, strict=True)]).fetchall()
        values |= zip(calls, (value for (value,) in found), strict=True)
    con.execute(
        f"insert into evaluations select unnest($1::VARCHAR[]), unnest($2::{INTERVAL}[])",
        [list(trees), [values[tree] for tree in trees.values()]],
    ).fetchall()
