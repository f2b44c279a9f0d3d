"""One Excel workbook: a codebook sheet, then a sheet a table. Text stays text, whatever a spreadsheet makes of it."""

from __future__ import annotations

import io
from datetime import date, datetime
from textwrap import wrap
from typing import Any

from cnai._codebook import _rules as rules
from cnai._exporting.sheets import RUN, Sheet, unit
from cnai._package import CnaiError, Package

CREATED = datetime(2000, 1, 1)
HEAD = ("table", "column", "type", "unit", "holds", "rule")
NARROW, WIDE, ARROW = 8, 60, 2  # characters; a filter's arrow covers the end of a heading
HEIGHT = 15  # points a line; not every program makes a row higher by itself where its text goes on in a second line
TOP = {"valign": "top"}


def _write(page: Any, row: int, column: int, cell: Any, formats: dict[str, Any]) -> None:
    """One cell by its type; text that looks like a formula is marked as text for whoever edits it."""
    if cell is None:
        return
    if isinstance(cell, bool):
        page.write_boolean(row, column, cell)
    elif isinstance(cell, int | float):
        page.write_number(row, column, cell)
    elif isinstance(cell, date):
        page.write_datetime(row, column, datetime(cell.year, cell.month, cell.day), formats["day"])
    elif cell:
        page.write_string(row, column, cell, formats["quoted"] if cell.startswith(RUN) else None)


def _sheet(book: Any, name: str, head: list[str], rows: list[tuple[Any, ...]], formats: dict[str, Any]) -> Any:
    page = book.add_worksheet(name)
    for n, title in enumerate(head):
        page.write_string(0, n, title, formats["head"])
        widest = max((len(str(row[n])) for row in rows if row[n] is not None), default=0)
        look = formats["long" if widest > WIDE else "cell"]
        page.set_column(n, n, min(max(widest, len(title) + ARROW, NARROW) + 1, WIDE), look)
    for line, row in enumerate(rows, 1):
        page.set_row(line, HEIGHT * max(len(wrap(cell, WIDE)) if isinstance(cell, str) else 1 for cell in (*row, 0)))
        for n, cell in enumerate(row):
            _write(page, line, n, cell, formats)
    page.freeze_panes(1, 1)
    page.set_landscape()
    page.repeat_rows(0)
    page.autofilter(0, 0, len(rows), len(head) - 1)
    return page


def xlsx(package: Package, parts: list[Sheet]) -> bytes:
    """Every table as one workbook.

    Raises
    ------
    CnaiError
        Where XlsxWriter isn't installed.
    """
    try:
        import xlsxwriter
    except ImportError as error:
        raise CnaiError(
            "xlsx needs XlsxWriter, which is not installed; pip install 'cnai[excel]' gets it, csv needs nothing"
        ) from error
    target = io.BytesIO()
    plain = ("strings_to_formulas", "strings_to_numbers", "strings_to_urls")
    book = xlsxwriter.Workbook(target, {"in_memory": True} | dict.fromkeys(plain, False))
    book.set_properties({"title": f"cnai {package.version}", "subject": package.title, "created": CREATED})
    formats = {
        "head": book.add_format({"bold": True}),
        "cell": book.add_format(TOP),
        "long": book.add_format(TOP | {"text_wrap": True}),
        "day": book.add_format(TOP | {"num_format": "yyyy-mm-dd"}),
        "quoted": book.add_format(TOP | {"quote_prefix": True}),
    }
    lines: list[tuple[Any, ...]] = []
    for part in parts:
        lines.append((part.name, None, None, None, part.table.description, None))
        for f in part.fields:
            lines.append((part.name, f.name, f.type, unit(f), f.description, rules(f, part.table)))
    _sheet(book, "codebook", list(HEAD), lines, formats).fit_to_pages(1, 0)
    for part in parts:
        _sheet(book, part.name, part.table.names, part.rows, formats)
    book.close()
    return target.getvalue()
