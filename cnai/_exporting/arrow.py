"""What columns mean, inside a Parquet file: Arrow's schema with metadata on each field.

polars writes an Arrow schema that it is given through Arrow's C interface, and pyarrow, R's arrow and DuckDB read it.
The structure is filled in here, so that no Arrow library is needed.
"""

from __future__ import annotations

import ctypes
import struct
from typing import Any

FORMATS = {"string": "U", "integer": "l", "number": "g", "date": "tdD", "boolean": "b"}
NULLABLE = 2


class _Schema(ctypes.Structure):
    """`struct ArrowSchema`, as Arrow's C data interface lays it down."""


_Release = ctypes.CFUNCTYPE(None, ctypes.POINTER(_Schema))
_Schema._fields_ = [
    ("format", ctypes.c_char_p),
    ("name", ctypes.c_char_p),
    ("metadata", ctypes.c_void_p),
    ("flags", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("children", ctypes.POINTER(ctypes.POINTER(_Schema))),
    ("dictionary", ctypes.POINTER(_Schema)),
    ("release", _Release),
    ("private_data", ctypes.c_void_p),
]


def _release(schema: Any) -> None:
    schema.contents.release = _Release(0)  # the memory is Python's, and goes with the object below


_released = _Release(_release)


def _metadata(told: dict[str, str]) -> bytes:
    """Keys and values as the interface wants them: a count, then each with its length."""
    out = struct.pack("=i", len(told))
    for text in (text.encode() for pair in told.items() for text in pair):
        out += struct.pack("=i", len(text)) + text
    return out


class Described:
    """Columns with their types (of Table Schema) and what is to be said of each; lives as long as it is read."""

    def __init__(self, columns: list[tuple[str, str, dict[str, str]]]) -> None:
        self._told = [ctypes.create_string_buffer(_metadata(told)) for _, _, told in columns]
        self._fields = [
            _Schema(
                FORMATS[type_].encode(),
                name.encode(),
                ctypes.cast(told, ctypes.c_void_p),
                NULLABLE,
                0,
                None,
                None,
                _released,
                None,
            )
            for (name, type_, _), told in zip(columns, self._told, strict=True)
        ]
        self._children = (ctypes.POINTER(_Schema) * len(columns))(*map(ctypes.pointer, self._fields))
        self._schema = _Schema(b"+s", b"", None, 0, len(columns), self._children, None, _released, None)

    def __arrow_c_schema__(self) -> object:
        """The schema as a capsule, which an Arrow reader takes over."""
        new = ctypes.pythonapi.PyCapsule_New
        new.restype, new.argtypes = ctypes.py_object, [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]
        capsule: object = new(ctypes.addressof(self._schema), b"arrow_schema", None)
        return capsule
