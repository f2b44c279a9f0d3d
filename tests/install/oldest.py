"""Print constraints for pip: what users install at the oldest version that the project allows, the rest as locked."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
PINNED = re.compile(r"^([a-z0-9-]+)==[^\s;]+(?: ; [^\\\n]+?)?(?= \\?$| *$)", re.MULTILINE)
project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
asked = [*project["dependencies"], *project["optional-dependencies"]["notebooks"]]
oldest = {line.split(">=")[0].strip(): line.replace(">=", "==") for line in asked}
locked = {m[1]: m[0] for m in PINNED.finditer((ROOT / "locks" / "test.lock").read_text("utf-8"))}
print(*(locked | oldest).values(), sep="\n")
