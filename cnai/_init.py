"""Lay out a folder for another's corpus: the same machinery on any subject, with an example that passes.

The descriptor is made from the package's own, less what is about its subject, so that no table is described twice.
"""

from __future__ import annotations

import json
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any

from cnai._package import DESCRIPTOR, CnaiError, own_root

EXAMPLE, ABOUT = "_example", "about.json"


def _field(spec: dict[str, Any], opened: list[str]) -> dict[str, Any]:
    """The column; one whose closed list is about the package's subject takes any words."""
    rules = {k: v for k, v in spec.get("constraints", {}).items() if k != "enum" or spec["name"] not in opened}
    rest = {k: v for k, v in spec.items() if k != "constraints"}
    return rest | {"constraints": rules} if rules else rest


def descriptor(own: dict[str, Any], about: dict[str, Any]) -> dict[str, Any]:
    """Another's descriptor: the package's own tables that serve any subject, under the example's name and titles."""
    resources = []
    for spec in own["resources"]:
        if spec["name"] in about["tables"]:
            schema = dict(spec["schema"])
            schema["fields"] = [_field(f, about["open"]) for f in schema["fields"]]
            resources.append({**spec, **about["tables"][spec["name"]], "schema": schema})
    views = {
        name: {**view, "fields": [_field(f, about["open"]) for f in view["fields"]]}
        for name, view in own["views"].items()
    }
    return {"$schema": own["$schema"], **about["package"], "resources": resources, "views": views}


def _copy(source: Traversable, target: Path) -> None:
    for item in source.iterdir():
        if item.is_dir():
            (target / item.name).mkdir()
            _copy(item, target / item.name)
        elif item.name != ABOUT:
            (target / item.name).write_bytes(item.read_bytes())


def init(folder: Path) -> list[str]:
    """Lay out `folder`, which isn't there or is empty; gives the names of what is in it.

    Raises
    ------
    CnaiError
        Where the folder holds something, or can't be written.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as here:
    ...     print(init(Path(here) / "mine"))
    ['README.md', 'data', 'datapackage.json', 'seeds', 'texts']
    """
    if folder.exists() and not folder.is_dir():
        raise CnaiError(f"{folder} is no folder; name one that isn't there, it is made")
    if folder.is_dir() and any(folder.iterdir()):
        raise CnaiError(f"{folder} holds something; init wants a folder that is empty or isn't there")
    example = files("cnai").joinpath(EXAMPLE)
    own = json.loads((own_root() / DESCRIPTOR).read_text(encoding="utf-8"))
    about = json.loads(example.joinpath(ABOUT).read_text(encoding="utf-8"))
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        scratch = Path(mkdtemp(prefix=f".{folder.name}.", suffix=".part", dir=folder.parent))
        try:
            _copy(example, scratch)
            text = json.dumps(descriptor(own, about), ensure_ascii=False, indent=1) + "\n"
            (scratch / DESCRIPTOR).write_text(text, encoding="utf-8")
            scratch.chmod(0o755)
            scratch.replace(folder)
        finally:
            rmtree(scratch, ignore_errors=True)
    except OSError as error:
        raise CnaiError(f"{folder} can't be laid out: {error.strerror}") from error
    return sorted(path.name for path in folder.iterdir())
