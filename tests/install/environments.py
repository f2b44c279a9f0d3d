"""Environments beside the one that runs the tests: made empty, filled by pip, asked from outside the checkout."""

import os
import subprocess
import sys
from collections.abc import Sequence
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
ENV = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")} | {"COLUMNS": "120"}


def run(command: Sequence[Path | str], cwd: Path, status: int = 0, given: str | None = None) -> str:
    """Run a command and give what it prints; its exit status must be this one."""
    done = subprocess.run(
        [str(c) for c in command], cwd=cwd, env=ENV, input=given, capture_output=True, text=True, timeout=600
    )
    assert done.returncode == status, f"{command}: status {done.returncode}\n{done.stdout}{done.stderr}"
    return done.stdout if status == 0 else done.stderr


def pip(venv: Path, *arguments: Path | str) -> str:
    """Run this environment's pip on another, so that the other holds nothing but what it was given."""
    return run([sys.executable, "-m", "pip", "--python", venv / "bin" / "python", *arguments], venv)


def new_venv(folder: Path, *arguments: Path | str) -> Path:
    """Make an empty environment and have pip install this into it."""
    run([sys.executable, "-m", "venv", "--without-pip", folder], folder.parent)
    pip(folder, "install", "-qq", "--no-deps", "--only-binary", ":all:", *arguments)
    return folder


def needed(*extras: str) -> set[str]:
    """Names of what cnai needs with these extras, and of what that needs in turn, as this environment has it."""
    found: set[str] = set()
    left = [("cnai", extra) for extra in ("", *extras)]
    for name, extra in left:
        for requirement in map(Requirement, distribution(name).requires or ()):
            key = canonicalize_name(requirement.name)
            if requirement.marker is None or requirement.marker.evaluate({"extra": extra}):
                left += [(key, e) for e in ("", *requirement.extras) if (key, e) not in left]
                found.add(key)
    return found - {"cnai"}
