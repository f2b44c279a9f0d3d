"""The descriptor: where the tables are, and what each of their columns means.

`datapackage.json` is the one description of every table. A checkout uses the folders as they are; a wheel
carries them inside the package.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from cnai._descriptor import read_descriptor
from cnai._errors import CnaiError as CnaiError
from cnai._errors import near as near

DESCRIPTOR = "datapackage.json"


@dataclass(frozen=True)
class Field:
    """One column: its type, unit and rules, and for a stated value the columns that tie it to its claim."""

    name: str
    type: str
    description: str
    unit: str = ""
    claim: str = ""
    comparator: str = ""
    upper: str = ""
    measure: tuple[str, ...] = ()
    base: str = ""
    attributes: bool = True
    applies: dict[str, list[str]] = field(default_factory=dict)
    constraints: dict[str, Any] = field(default_factory=dict)

    @property
    def required(self) -> bool:
        """True where a cell of this column must not be empty."""
        return bool(self.constraints.get("required"))


@dataclass(frozen=True)
class Table:
    """One CSV: its columns in order, its key, the tables it points to, its codes for a missing cell.

    `place` is the column whose words stand in a text, as printed, from `char_start` to `char_end`; `may_be_empty`
    says that a header alone is no fault.
    """

    name: str
    path: str
    title: str
    description: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    foreign: tuple[tuple[tuple[str, ...], str, tuple[str, ...]], ...]
    missing: dict[str, str]
    entity: str
    key_is: str = ""
    place: str = ""
    may_be_empty: bool = False
    derived: tuple[Field, ...] = ()

    def __getitem__(self, name: str) -> Field:
        return next(f for f in self.fields if f.name == name)

    @cached_property
    def names(self) -> list[str]:
        """Names of the columns, in order."""
        return [f.name for f in self.fields]

    @property
    def is_extract(self) -> bool:
        """True for a thematic table of `data/`, which enters claims a second time."""
        return any(f.claim for f in self.fields)


@dataclass(frozen=True)
class Package:
    """A folder with a descriptor and its tables."""

    root: Path
    title: str
    version: str
    tables: dict[str, Table]
    views: dict[str, tuple[str, tuple[Field, ...]]]

    def table(self, name: str) -> Table:
        """The table of that name; raises CnaiError with the near names where there is none."""
        if name not in self.tables:
            raise CnaiError(f"there is no table {name!r}{near(name, self.tables)}")
        return self.tables[name]

    def path(self, name: str) -> Path:
        """Where that table's CSV is."""
        return self.root / self.table(name).path


def _field(spec: dict[str, Any]) -> Field:
    measure = spec.get("measure", ())
    return Field(
        name=spec["name"],
        type=spec.get("type", "string"),
        description=spec.get("description", ""),
        unit=spec.get("unit", ""),
        claim=spec.get("claim", ""),
        comparator=spec.get("comparator", ""),
        upper=spec.get("upper", ""),
        measure=(measure,) if isinstance(measure, str) else tuple(measure),
        base=spec.get("base", ""),
        attributes=spec.get("attributes", True),
        applies=spec.get("applies", {}),
        constraints=spec.get("constraints", {}),
    )


def _names(value: str | list[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _table(spec: dict[str, Any]) -> Table:
    schema = spec["schema"]
    missing = schema.get("missingValues", [{"value": "", "label": "not printed"}])
    return Table(
        name=spec["name"],
        path=spec["path"],
        title=spec.get("title", ""),
        description=spec.get("description", ""),
        fields=tuple(map(_field, schema["fields"])),
        key=_names(schema.get("primaryKey", ())),
        foreign=tuple(
            (
                _names(k["fields"]),
                k["reference"].get("resource", "") or spec["name"],
                _names(k["reference"]["fields"]),
            )
            for k in schema.get("foreignKeys", ())
        ),
        missing={m["value"]: m["label"] for m in missing},
        entity=spec.get("entity", ""),
        key_is=spec.get("key_is", ""),
        place=spec.get("place", ""),
        may_be_empty=spec.get("may_be_empty", False),
        derived=tuple(map(_field, spec.get("derived", ()))),
    )


def own_root() -> Path:
    """The checkout's folder where there is one, else the data inside the installed package."""
    here = Path(__file__).resolve().parent
    return here.parent if (here.parent / DESCRIPTOR).is_file() else here / "_data"


_in_use: list[Path] = []


def use(root: Path | None) -> None:
    """Make another's folder the default of everything that reads one; None is the package's own again."""
    _in_use[:] = [root] if root else []


def default_root() -> Path:
    """The folder in use: the package's own, or the one that the command line was given."""
    return _in_use[0] if _in_use else own_root()


def load(root: Path | None = None) -> Package:
    """Read the descriptor in `root` (the package's own by default). Raises CnaiError where it can't be read."""
    return _load((root or default_root()).resolve())


@cache
def _load(root: Path) -> Package:
    try:
        spec = read_descriptor(root / DESCRIPTOR)
        tables = {t.name: t for t in map(_table, spec["resources"])}
        views = {k: (v["description"], tuple(map(_field, v["fields"]))) for k, v in spec.get("views", {}).items()}
    except OSError as error:
        raise CnaiError(f"{root / DESCRIPTOR} can't be read: {error.strerror}") from error
    except ValueError as error:
        raise CnaiError(f"{root / DESCRIPTOR} is no descriptor: {error}") from error
    return Package(root, spec.get("title", ""), spec.get("version", ""), tables, views)
