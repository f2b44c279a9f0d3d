"""The page that `docs/` has of a run: a table, a reason for each line that falls short, and what size is served."""

from __future__ import annotations

import os
import platform
import time
from typing import Any

from bench.measure import MEGABYTE, Row

HEAD = """# How fast it is

Made by `make bench`, which runs each line's two sides in turn, in processes of their own, on one machine.
{machine}.
Medians of several runs; CPU is the processor's time of the run, its children included; memory is its peak.

![Each line's share of what was set for it; what lies left of the rule reaches it](benchmark.png)

| work | beside | reach | measured | CPU, s | memory, MB |
|---|---|---|---|---|---|
"""
SIZE = """## Up to what size

Data verified by hand don't outgrow a laptop: here a ledger of {documents} was read, checked and built in {ledger:.0f} s
with {ledger_memory:,.0f} MB, and an extract of {rows} was validated and loaded in {extract:.1f} s with
{extract_memory:,.0f} MB; from {fewer} to these the time grew {slower:.1f} times and the memory {larger:.1f} times.
What is larger belongs in a bigger engine, and what that reads is the Parquet that `cnai export parquet DIR` writes.
"""


def page(rows: list[Row], versions: dict[str, Any]) -> str:
    """Give the page as Markdown."""
    told = [f"{os.cpu_count()} processors", f"{platform.system()} {platform.machine()}"]
    told += [f"{name} {version}" for name, version in versions.items()]
    lines = [HEAD.format(machine=", ".join([time.strftime("%B %Y"), *told]))]
    for row in rows:
        measured = row.measured if row.met else f"**{row.measured}**"
        cells = [row.work, row.beside, row.reach, measured, f"{row.cost.cpu:.2f}", f"{row.cost.memory / MEGABYTE:,.0f}"]
        lines.append(f"| {' | '.join(cells)} |\n")
    short = [row for row in rows if not row.met]
    if short:
        lines.append("\n## What falls short, and why\n\n")
        lines += [f"- **{row.name}**, {row.measured}, {row.reach}. {row.why}\n" for row in short]
    ledger = next(row for row in rows if row.name.endswith("documents"))
    fewer, *_, extract = [row for row in rows if row.name.endswith("rows")]
    size = SIZE.format(
        documents=ledger.name, ledger=ledger.cost.wall, ledger_memory=ledger.cost.memory / MEGABYTE,
        rows=extract.name, extract=extract.cost.wall, extract_memory=extract.cost.memory / MEGABYTE,
        fewer=fewer.name, slower=extract.cost.wall / fewer.cost.wall, larger=extract.cost.memory / fewer.cost.memory,
    )  # fmt: skip
    return "".join([*lines, "\n", size])
