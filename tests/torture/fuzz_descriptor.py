"""Fuzz the reader of the descriptor, and the check of a package under a changed one."""

from fuzzing import fuzz, scratch, trying

if __name__ == "__main__":
    package = trying.Package(scratch())
    fuzz(
        "descriptor",
        package.descriptor,
        [b"", b"\0\0[]", b"\0\0{}", *(bytes([n, 1, n, n, 5, n, 3, 2, n]) for n in range(64))],
    )
