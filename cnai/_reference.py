"""The page of reference: everything public, made from docstrings, macros, the descriptor and the commands' help.

``python -m cnai._reference`` writes `docs/reference.md`.
"""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Iterator
from importlib.resources import files
from types import ModuleType
from typing import Any

import cnai
from cnai import charts
from cnai._cli import _parser
from cnai._package import Package, default_root, load

HEAD = """# Reference

Made by `python -m cnai._reference`. Tables and columns are in [the codebook](../data/README.md).
"""
CHARTS = "## Charts\n\nEach takes a connection and returns a `cnai.Chart`, which shows itself in a notebook.\n"
HEADING = re.compile(r"^(\w+)\n-+\n", re.MULTILINE)
MACRO = re.compile(r"create macro (\w+\([^)]*\))")


def _signature(thing: Any) -> str:
    """The arguments as written, whatever the Python that reads them; empty for what isn't called."""
    (node,) = ast.parse(textwrap.dedent(inspect.getsource(thing))).body
    if not isinstance(node, ast.FunctionDef):
        return ""
    return f"({ast.unparse(node.args).removeprefix('self').removeprefix(', ')})"


def _section(heading: str, body: str) -> str:
    """One section of a numpydoc docstring as Markdown."""
    if heading == "Examples":
        return f"```pycon\n{body.strip()}\n```"
    lines = []
    for entry in re.split(r"\n(?=\S)", body.strip("\n")):  # each begins at the margin
        name, _, words = entry.partition("\n")
        lines.append(": ".join(filter(None, [f"- `{name}`", " ".join(words.split())])))
    return f"{heading}:\n\n" + "\n".join(lines).replace("``", "`")


def _docstring(thing: Any) -> str:
    """A numpydoc docstring as Markdown."""
    summary, *rest = HEADING.split((inspect.getdoc(thing) or "").strip() + "\n")
    return "\n\n".join([summary.strip().replace("``", "`"), *map(_section, rest[::2], rest[1::2])])


def _methods(owner: type) -> Iterator[str]:
    for name, member in vars(owner).items():
        thing = member.fget if isinstance(member, property) else member
        if not name.startswith("_") and inspect.isfunction(thing):
            call = "" if isinstance(member, property) else _signature(thing)
            yield f"#### `{owner.__name__}.{name}{call}`\n\n{_docstring(thing)}\n"


def _python() -> Iterator[str]:
    for name in cnai.__all__:
        thing = getattr(cnai, name)
        if isinstance(thing, str | ModuleType):
            words = _docstring(thing) if isinstance(thing, ModuleType) else "The version."
            yield f"### `cnai.{name}`\n\n{words}\n"
        else:
            yield f"### `cnai.{name}{_signature(thing)}`\n\n{_docstring(thing)}\n"
            yield from _methods(thing) if isinstance(thing, type) else ()


def _charts() -> Iterator[str]:
    for name in charts.__all__:
        thing = getattr(charts, name)
        yield f"### `cnai.charts.{name}{_signature(thing)}`\n\n{_docstring(thing)}\n"


def _macros() -> Iterator[str]:
    """Each macro under the comment before it; those of a paragraph without one stand together."""
    for paragraph in files("cnai").joinpath("sql", "intervals.sql").read_text(encoding="utf-8").split("\n\n"):
        for comment, body in re.findall(r"((?:^-- .*\n?)*)((?:^(?!-- ).*\n?)*)", paragraph, re.MULTILINE):
            words = comment.strip().removeprefix("-- ").replace("\n-- ", " ")
            names = ", ".join(f"`{name}`" for name in MACRO.findall(body))
            if words or names:
                yield f"- {names}{': ' if names and words else ''}{words}" if names else f"{words}\n"


def _views(package: Package) -> Iterator[str]:
    for name, (description, fields) in package.views.items():
        columns = "\n".join(f"- `{f.name}` ({f.type}): {f.description}" for f in fields)
        yield f"### `{name}`\n\n{description}\n\n{columns}\n"


def _commands() -> Iterator[str]:
    """Each command from its parser, not from what `--help` prints: that differs between Pythons."""
    (all_of_them,) = (a.choices for a in _parser()._actions if isinstance(a.choices, dict))
    for name, command in all_of_them.items():
        examples = textwrap.dedent((command.epilog or "").partition("\n")[2])
        listed = []
        for a in (a for a in command._actions if a.dest != "help"):
            wanted = f"{{{','.join(a.choices)}}}" if a.choices else a.metavar
            listed.append(f"- `{' '.join([*a.option_strings, *filter(None, [wanted])])}`: {a.help}")
        head = f"### `cnai {name}`\n\n{command.description[:1].upper()}{command.description[1:]}.\n\n"
        yield head + "\n".join(listed) + f"\n\n```sh\n{examples}\n```\n"


def reference(package: Package) -> str:
    """The page of reference as Markdown."""
    parts = [HEAD, "## Python\n", *_python(), CHARTS, *_charts()]
    parts += ["## Interval macros\n", *_macros(), "\n## Views\n", *_views(package), "## Commands\n", *_commands()]
    return "\n".join(parts).rstrip() + "\n"


if __name__ == "__main__":
    (default_root() / "docs" / "reference.md").write_text(reference(load()), encoding="utf-8")
