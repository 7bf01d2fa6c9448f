"""Word documents (.docx) as Markdown: headings, lists, tables, bold and struck words."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from personas.documents.draft import UnreadableDocument

# Read from the directory of the archive, before anything of it is unpacked.
LARGEST_UNPACKED = 60_000_000
MOST_FILES = 5_000
HIGHEST_RATIO = 200
SMALL = 1_000_000
NOT_WORD = "it is no Word document that I can open. Save it again as .docx, or as Markdown, and import that"
BOMB = "it unpacks to more than a document holds. Save it again without its pictures, or as Markdown"
HEADING = re.compile(r"^(?:heading|überschrift|titre|título|titulo)\s*(\d)", re.IGNORECASE)
LIST = re.compile(r"^(?:list|liste|lista)\b.*?(\d?)$", re.IGNORECASE)
# What a document defines for itself may unfold without end.
DEFINES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def markdown_of(data: bytes) -> str:
    """The words of a Word document as Markdown; raises UnreadableDocument."""
    _refuse_bombs(data)
    import docx
    from docx.table import Table

    try:
        document = docx.Document(io.BytesIO(data))
        parts = [
            "\n".join(_table(block)) if isinstance(block, Table) else _paragraph(block)
            for block in document.iter_inner_content()
        ]
    except UnreadableDocument:
        raise
    except Exception as broken:  # whatever the library meets in a damaged file
        raise UnreadableDocument(NOT_WORD) from broken
    return "\n".join(_spaced(parts))


def _refuse_bombs(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = archive.infolist()
            unpacked = sum(file.file_size for file in files)
            packed = sum(file.compress_size for file in files)
            if len(files) > MOST_FILES or unpacked > max(
                SMALL, min(LARGEST_UNPACKED, packed * HIGHEST_RATIO)
            ):
                raise UnreadableDocument(BOMB)
            if any(
                DEFINES.search(archive.read(file)[:4096])
                for file in files
                if file.filename.endswith((".xml", ".rels"))
            ):
                raise UnreadableDocument(
                    "it defines words of its own (an XML entity). Save it again as .docx"
                )
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError) as broken:
        raise UnreadableDocument(NOT_WORD) from broken


def _spaced(parts: list[str]) -> Iterator[str]:
    """An empty line between all but the items of a list."""
    above = ""
    for part in parts:
        if not (re.match(r"\s*(?:-|1\.) ", part) and re.match(r"\s*(?:-|1\.) ", above)):
            yield ""
        yield part
        above = part


def _paragraph(paragraph: Any) -> str:
    words = " ".join(_runs(paragraph).split())
    style = str(paragraph.style.name or "") if paragraph.style is not None else ""
    if not words.strip("*~ "):
        return ""
    if heading := HEADING.match(style):
        return f"{'#' * min(int(heading[1]), 6)} {words.replace('**', '')}"
    if style in ("Title", "Titel", "Titre"):
        return f"# {words.replace('**', '')}"
    if "quote" in style.casefold():
        return f"> {words}"
    depth = _depth(paragraph, style)
    return words if depth is None else f"{'    ' * depth}- {words}"


def _depth(paragraph: Any, style: str) -> int | None:
    """How deep in a list a paragraph stands; None outside of one."""
    numbering = paragraph._p.pPr.numPr if paragraph._p.pPr is not None else None  # noqa: SLF001
    if numbering is not None:
        return int(numbering.ilvl.val) if numbering.ilvl is not None else 0
    listed = LIST.match(style)
    return max(int(listed[1] or 1) - 1, 0) if listed else None


def _runs(paragraph: Any) -> str:
    """The words with their marks; runs that look the same are one."""
    written: list[tuple[str, str]] = []
    for piece in paragraph.iter_inner_content():
        for run in getattr(piece, "runs", [piece]):
            mark = "~~" if run.font.strike else "**" if run.bold else ""
            if written and written[-1][0] == mark:
                written[-1] = (mark, written[-1][1] + run.text)
            else:
                written.append((mark, run.text))
    return "".join(_marked(mark, text) for mark, text in written)


def _marked(mark: str, text: str) -> str:
    inside = text.strip()
    if not mark or not inside:
        return text
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{before}{mark}{inside}{mark}{after}"


def _table(table: Any) -> Iterator[str]:
    rows = [[_cell(cell) for cell in row.cells] for row in table.rows]
    yield ""
    for at, row in enumerate(rows):
        yield f"| {' | '.join(row)} |"
        if at == 0:
            yield f"|{' --- |' * len(row)}"
    yield ""


def _cell(cell: Any) -> str:
    lines = [_runs(paragraph).strip() for paragraph in cell.paragraphs]
    return "<br>".join(" ".join(line.split()).replace("|", "\\|") for line in lines if line)
