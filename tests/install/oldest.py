"""Print constraints for pip: what users install at the oldest version that the project allows, the rest as locked."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
asked = [*project["dependencies"], *project["optional-dependencies"]["notebooks"]]
oldest = {line.split(">=")[0].strip(): line.replace(">=", "==") for line in asked}
entries = (ROOT / "locks" / "test.lock").read_text("utf-8").replace("\\\n", " ").splitlines()
locked = {entry.split("==")[0]: entry.split("--hash")[0].strip() for entry in entries}
del locked["polars-runtime-32"]  # each polars asks for its own
print(*(locked | oldest).values(), sep="\n")
