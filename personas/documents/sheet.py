"""Tables as spreadsheets save them (CSV, TSV), as a Markdown table: one persona a row, or a column."""

import csv
import io
import re
from collections.abc import Iterator

from personas.documents.draft import UnreadableDocument

DELIMITERS = ",;\t|"
LONGEST_CELL = 1_000_000


def markdown_of(text: str) -> str:
    """A sheet as a Markdown table; raises UnreadableDocument."""
    rows = [row for row in _rows(text) if any(cell.strip() for cell in row)]
    if not rows or len(rows[0]) < 2:
        raise UnreadableDocument(
            "it has only one column. Write a header such as name, role, goals, pain points over one persona a row"
        )
    width = max(map(len, rows))
    return "\n".join(_table([[*row, *[""] * (width - len(row))] for row in rows]))


def _rows(text: str) -> list[list[str]]:
    csv.field_size_limit(LONGEST_CELL)
    try:
        return list(csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=_delimiter(text)))
    except csv.Error as error:
        raise UnreadableDocument(f"it is no table I can read ({error}). Save it as CSV again") from None


def _delimiter(text: str) -> str:
    """The sign that divides the first line most often, outside of quotation marks."""
    first = re.sub(r'"[^"]*"', "", text.lstrip().split("\n", 1)[0])
    return max(DELIMITERS, key=first.count)


def _table(rows: list[list[str]]) -> Iterator[str]:
    for at, row in enumerate(rows):
        yield f"| {' | '.join(map(_cell, row))} |"
        if at == 0:
            yield f"|{' --- |' * len(row)}"


def _cell(cell: str) -> str:
    lines = [re.sub(r"^[-•*–]\s+", "", line.strip()) for line in cell.split("\n")]
    return "<br>".join(line for line in lines if line).replace("|", "\\|")
