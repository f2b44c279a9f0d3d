"""Fuzz the CSV loader: what it accepts is held against Python's csv, and the sieve against the plain way."""

from fuzzing import fuzz, scratch, trying

if __name__ == "__main__":
    package = trying.Package(scratch())
    good = package.good["other_numbers"]

    def one(data: bytes) -> str:
        """A whole file of the input's bytes, or a good one with edits that the input spells."""
        return package.table(data[1:]) if data[:1] == b"!" else package.edited(data)

    seeds = [b"!" + good[:300], b"!" + good, b""]
    fuzz("tables", one, seeds + [bytes([n, 3 * n, 7, n % 4, 1, n, 3]) for n in range(64)])
