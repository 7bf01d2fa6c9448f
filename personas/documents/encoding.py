"""The text of a file, whichever way it was saved: UTF-8, UTF-16 with its mark, or Windows-1252."""

import codecs
import re

from personas.documents.draft import UnreadableDocument

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
NO_WORD = "there is not one word in it. Write at least a title and one heading, then import it again"
BINARY = (
    "it is not a text file. Save it as Markdown (.md), Word (.docx), CSV, HTML, YAML or JSON and import that"
)
# Signs that no text has: what is left of a picture or a program read as Windows-1252.
CONTROLS = re.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1f]")


def text_of(data: bytes) -> str:
    """The words of a file with one kind of line end; raises UnreadableDocument."""
    encoding = next((name for mark, name in MARKS if data.startswith(mark)), "")
    if not encoding and (b"\x00" in data or data.startswith(b"%PDF")):
        raise UnreadableDocument(BINARY)
    try:
        text = data.decode(encoding) if encoding else _decoded(data)
    except UnicodeDecodeError:
        raise UnreadableDocument(
            "it is damaged: its text ends in the middle of a letter. Save it again"
        ) from None
    if not re.search(r"\w", text):
        raise UnreadableDocument(NO_WORD)
    return re.sub(r"\r\n?|\u2028|\u2029|\x0c|\x0b", "\n", text)


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        text = "\x01"
    if CONTROLS.search(text):
        raise UnreadableDocument(
            f"line {line} is neither UTF-8 nor Windows-1252. Save it as UTF-8 and import it again"
        )
    return text
