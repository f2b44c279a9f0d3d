"""Fuzz the readers of printed numbers, dates, ranks and directions."""

from fuzzing import fuzz, trying

SEEDS = [
    "over RMB 2.5 billion",
    "nearly 10%-12%",
    "one order of magnitude",
    "top 10",
    "March 4",
    "by November",
    "half a",
]

if __name__ == "__main__":
    fuzz("reading", trying.reading, [bytes([kind, 0]) + text.encode() for kind in range(5) for text in SEEDS])
