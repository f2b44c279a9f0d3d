"""Fuzz the whole check: a good package with some of its cells and rows changed."""

from fuzzing import fuzz, scratch, trying

if __name__ == "__main__":
    package = trying.Package(scratch())
    fuzz("check", package.check, [b"", *(bytes([n, n, 5, n, 7 * n % 256]) for n in range(64))])
