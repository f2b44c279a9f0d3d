"""What the coverage-guided fuzzers share: a folder in memory, a time limit, one line of figures.

Each is run as ``python tests/torture/fuzz_X.py [--seconds N] [--seed N]`` with atheris installed; it exits with
another status than 0 on a fault, and names the file that keeps the input.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import atheris

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

with contextlib.redirect_stderr(io.StringIO()), atheris.instrument_imports(include=["cnai"]):
    from torture import trying

SLOWEST = 10  # seconds an input may take
_made: list[Path] = []


def scratch() -> Path:
    """A folder of this run's, in memory where there is one."""
    _made.append(
        Path(tempfile.mkdtemp(prefix="cnai-fuzz-", dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None))
    )
    return _made[-1]


def fuzz(name: str, one: Callable[[bytes], str], seeds: Iterable[bytes]) -> None:
    """Try inputs until the time is over; never returns."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    corpus, seen, start = scratch(), Counter[str](), time.monotonic()
    given = [(corpus / f"{n:04}").write_bytes(data) for n, data in enumerate(seeds)]

    def end(fault: str) -> None:
        new = len(list(corpus.iterdir())) - len(given)
        came = ", ".join(f"{n} {word}" for word, n in seen.most_common())
        print(
            f"fuzz {name}: {sum(seen.values())} inputs ({came}), {new} reached something new,"
            f" {time.process_time():.0f} CPU-seconds, seed {args.seed}, {1 if fault else 0} faults{fault}",
            flush=True,
        )
        for folder in _made:
            shutil.rmtree(folder, ignore_errors=True)
        os._exit(1 if fault else 0)  # libFuzzer ends without Python's knowledge

    def tried(data: bytes) -> None:
        try:
            seen[one(data)] += 1
        except Exception:
            kept = Path(tempfile.gettempdir()) / f"cnai-fuzz-{name}"
            kept.write_bytes(data)
            traceback.print_exc()
            end(f", the input is in {kept}")
        if time.monotonic() - start > args.seconds:
            end("")

    atheris.Setup(
        [sys.argv[0], f"-seed={args.seed}", f"-timeout={SLOWEST}", "-rss_limit_mb=4096", "-verbosity=0",
         "-max_len=2048", "-len_control=0",
         f"-artifact_prefix={tempfile.gettempdir()}/cnai-fuzz-{name}-", str(corpus)],
        tried,
    )  # fmt: skip
    sys.stderr.flush()
    atheris.Fuzz()


__all__ = ["fuzz", "scratch", "trying"]
