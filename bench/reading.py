"""Printed numbers read, beside two libraries that read quantities and prices, on the ledger's own phrases."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

from bench.measure import Row, at_least, compare, task

PEERS = ("quantulum3", "price_parser")


def rows(quick: bool) -> Iterator[Row]:
    """Each peer beside ours, and how many of the phrases each reads as the ledger does."""
    found = compare({name: task("reading", name) for name in ("ours", *PEERS)}, 1 if quick else 5)
    ours = found["ours"]
    work = f"{ours.told['phrases']:.0f} printed quantities read, {ours.told['right']:.0f} right"
    for name in PEERS:
        cost = found[name]
        seconds, theirs = ours.told["seconds"], cost.told["seconds"]
        each = [f"{1e6 * spent / ours.told['phrases']:.0f} µs" for spent in (seconds, theirs)]
        beside = f"{name.replace('_', '-')}, {cost.told['right']:.0f} right; {each[1]} a phrase, ours {each[0]}"
        yield at_least(f"reading, {name.replace('_', '-')}", work, beside, 20, ours, seconds, theirs, WHY[name])


WHY = {
    "quantulum3": "As pip installs it, without its classifier; it reads no hedge and no printed precision.",
    "price_parser": "It looks for one amount and one currency by one pattern, and drops scale, hedge and range: less "
    "work than reading the words, so that no reader of them is below it.",
}


def _ours() -> Callable[[str], set[float]]:
    from cnai._reading import parse

    def read(phrase: str) -> set[float]:
        if hasattr(parse, "cache_clear"):
            parse.cache_clear()
        reading = parse(phrase)
        return {float(v) for v in (reading.value, reading.value_high) if v is not None}

    return read


def _quantulum3() -> Callable[[str], set[float]]:
    from quantulum3 import parser

    return lambda phrase: {float(quantity.value) for quantity in parser.parse(phrase)}


def _price_parser() -> Callable[[str], set[float]]:
    from price_parser import Price

    def read(phrase: str) -> set[float]:
        amount: Any = Price.fromstring(phrase).amount_float
        return set() if amount is None else {amount}

    return read


def main(name: str) -> None:
    """Read every phrase and tell the processor's seconds a round; the first round doesn't count."""
    from cnai._build import assemble
    from cnai._package import load

    _, tables, _ = assemble(load())
    claims = [row for row in tables["claims"].rows if row["kind"] == "quantity" and row["rounded_to"] is None]
    wanted = [(row["stated"], {float(row[c]) for c in ("value", "value_high") if row[c] is not None}) for row in claims]
    read = {"ours": _ours, "quantulum3": _quantulum3, "price_parser": _price_parser}[name]()
    right = sum(read(phrase) == values for phrase, values in wanted)
    rounds = 20 if name != "quantulum3" else 1
    start = time.process_time()
    for _ in range(rounds):
        for phrase, _values in wanted:
            read(phrase)
    seconds = (time.process_time() - start) / rounds
    print(json.dumps({"phrases": len(wanted), "right": right, "seconds": seconds}))


if __name__ == "__main__":
    main(sys.argv[1])
