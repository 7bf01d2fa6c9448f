"""Documents about personas in the formats that teams keep them in. Same file, same reading."""

import re
from collections.abc import Callable
from functools import partial
from pathlib import PurePath

from personas.documents import html_text, plain, sheet, wiki, word
from personas.documents.draft import (
    ClaimDraft,
    Nameless,
    PersonaDraft,
    UnreadableDocument,
    one_line_of,
    shortened,
)
from personas.documents.encoding import BINARY, text_of
from personas.documents.markdown import read_markdown
from personas.documents.reading import Fate, Line, Reading
from personas.documents.record import read_records
from personas.documents.structured import json_of, yaml_of

__all__ = [
    "ENDINGS",
    "ClaimDraft",
    "Fate",
    "Line",
    "Nameless",
    "PersonaDraft",
    "Reading",
    "UnreadableDocument",
    "read_documents",
]

LARGEST = 10_000_000
LARGEST_MARKDOWN = 2_000_000
FILENAME_MAX = 80
ZIPPED = b"PK\x03\x04"
LOOKS_LIKE_YAML = re.compile(r"^(?:- ?name:|name:|title:|personas:|id:)", re.MULTILINE)
LOOKS_LIKE_HTML = re.compile(r"^\s*(?:<!doctype html|<html\b|<head\b|<body\b|<meta\b)", re.IGNORECASE)
RST = re.compile(r"^(?:~{4,}|\^{4,}|\.\. [\w-]+::.*|:[A-Z][\w -]*: .+)$", re.MULTILINE)

Reader = Callable[..., Reading]


def _of_text(convert: Callable[[str], str]) -> Reader:
    return lambda text, **choice: read_markdown(_measured(convert(_measured(text))), **choice)


def _of_records(parse: Callable[[str], object]) -> Reader:
    return lambda text, **choice: read_records(parse(text), **choice)


def _page(text: str) -> str:
    return plain.markdown_of(html_text.without_tags(text))


MARKDOWN, HTML = _of_text(_page), _of_text(html_text.markdown_of)
YAML, JSON, SHEET = _of_records(yaml_of), _of_records(json_of), _of_text(sheet.markdown_of)
MARKUPS = {name: _of_text(partial(wiki.markdown_of, markup=name)) for name in wiki.MARKUPS}
FORMATS: dict[str, Reader] = {
    ".md": MARKDOWN, ".markdown": MARKDOWN, ".mdx": MARKDOWN, ".yaml": YAML, ".yml": YAML, ".json": JSON,
    ".csv": SHEET, ".tsv": SHEET, ".html": HTML, ".htm": HTML, ".xhtml": HTML,
    ".adoc": MARKUPS["asciidoc"], ".asciidoc": MARKUPS["asciidoc"],
    ".wiki": MARKUPS["mediawiki"], ".mediawiki": MARKUPS["mediawiki"], ".jira": MARKUPS["jira"],
}  # fmt: skip
ENDINGS = (*(ending.lstrip(".") for ending in FORMATS), "txt", "docx")
# Formats that are known by name, and what to do with a file in one.
REFUSED = {
    ".rst": "it is reStructuredText, which I do not read. Convert it to Markdown (`pandoc file.rst -o file.md`)",
    ".org": "it is an Org file, which I do not read. Export it as Markdown",
    ".tex": "it is LaTeX, which I do not read. Convert it to Markdown (`pandoc file.tex -o file.md`)",
    ".pdf": "it is a PDF, which has no headings I could read. Export it as Markdown, Word (.docx) or HTML",
    ".doc": "it is an old Word document. Save it as .docx",
    ".odt": "it is an OpenDocument text. Save it as .docx or Markdown",
    ".rtf": "it is Rich Text. Save it as .docx or Markdown",
    ".pages": "it is a Pages document. Export it as Word (.docx) or Markdown",
    ".xlsx": "it is an Excel workbook. Save the sheet as CSV",
    ".xls": "it is an Excel workbook. Save the sheet as CSV",
    ".ods": "it is a spreadsheet. Save the sheet as CSV",
    ".pptx": "it is a presentation. Write its text as Markdown",
    ".key": "it is a presentation. Write its text as Markdown",
}
UNKNOWN = (
    "I know Markdown (.md, .txt), Word (.docx), HTML, CSV, YAML and JSON, and pages of Jira, MediaWiki and AsciiDoc. "
    "Save it as one of these"
)


def read_documents(filename: str, data: bytes, *, name: str = "", one: bool | None = None) -> Reading:
    """The personas a file describes, and where each line went; raises UnreadableDocument with a sentence for its sender.

    `name` is for a document that names nobody; `one` says whether it is about one persona or several.
    """
    try:
        return _read(filename, data, name=one_line_of(name), one=one)
    except UnreadableDocument as problem:
        kind = type(problem)
        file = shortened(one_line_of(filename), FILENAME_MAX) or "the file"
        raise kind(f"I could not read {file}: {problem}.") from None


def _read(filename: str, data: bytes, *, name: str, one: bool | None) -> Reading:
    ending = PurePath(filename).suffix.casefold()
    if not data.strip():
        raise UnreadableDocument("it is empty. Write at least a title and one heading, then import it again")
    if len(data) > LARGEST:
        raise UnreadableDocument("it is larger than 10 MB. Import the personas in several files")
    if ending in REFUSED:
        raise UnreadableDocument(f"{REFUSED[ending]} and import that")
    if ending == ".docx" or (data.startswith(ZIPPED) and ending in {"", ".docm"}):
        return read_markdown(_measured(word.markdown_of(data)), name=name, one=one)
    if data.startswith(ZIPPED):
        raise UnreadableDocument(BINARY)
    text = text_of(data)
    reader = FORMATS.get(ending) or _by_content(ending, text)
    if reader is MARKDOWN and wiki.looks_like(text) == "jira":
        reader = MARKUPS["jira"]
    return reader(text, name=name, one=one)


def _by_content(ending: str, text: str) -> Reader:
    """How a file is read whose name does not say what it is."""
    if text.lstrip().startswith(("{", "[{")):
        return JSON
    if LOOKS_LIKE_HTML.search(text):
        return HTML
    if markup := wiki.looks_like(text):
        return MARKUPS[markup]
    if RST.search(text) and len(RST.findall(text)) > 1:
        raise UnreadableDocument(f"{REFUSED['.rst']} and import that")
    if ending == ".txt" or re.search(r"^#{1,6} \S", text, re.MULTILINE):
        return MARKDOWN
    if LOOKS_LIKE_YAML.search(text):
        return YAML
    raise UnreadableDocument(UNKNOWN)


def _measured(text: str) -> str:
    if len(text) > LARGEST_MARKDOWN:
        raise UnreadableDocument("a document may have 2 MB of text. Import the personas in several files")
    return text
