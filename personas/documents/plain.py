"""Text as it was pasted: bullets of any kind, and headings that are only short lines, as Markdown."""

import re

from personas.documents.heading import Slot, place_of
from personas.documents.outline import PLAIN_KEY
from personas.documents.title import is_title, may_name
from personas.persona import Facet

BULLET = re.compile(
    r"^(?P<indent>[ \t]*)(?P<sign>[•●▪■‣⁃∙·◦○▫□–—➢➤✓✔✗✘☐☑☒✅❌🔹🔸▶➡→])(?:[ \t]+|(?=\w))(?P<words>.*)$"
)
INNER = frozenset("◦○▫□")
HEADED = re.compile(r"^#{1,6}\s+\S|^[^\n]+\n(?:=+|-{3,})\s*$", re.MULTILINE)
# "Role", and below it ": Nurse".
DEFINED = re.compile(r"^(\w[^\n:|]{0,60})\n:[ \t]+(?=\S)", re.MULTILINE)
LONGEST = 60
ENDINGS = (".", "!", "?", ",", ";", ":", '"', "”", "»", "“")


def markdown_of(text: str) -> str:
    """The text with Markdown's bullets, and with headings where it has none."""
    text = DEFINED.sub(r"**\1**: ", text)
    lines = [_bullet(line) for line in text.split("\n")]
    if not HEADED.search(text):
        lines = _with_headings(lines)
    return "\n".join(lines)


def _bullet(line: str) -> str:
    found = BULLET.match(line)
    if not found:
        return line
    indent = found["indent"].replace("\t", "    ")
    if found["sign"] in "–—" and not found["words"][:1].isupper():
        return line
    return f"{indent or ('    ' if found['sign'] in INNER else '')}- {found['words']}"


def _with_headings(lines: list[str]) -> list[str]:
    """Short lines of their own that lead somewhere are headings, and a name before one is a title."""
    stands = [_stands(lines, at) for at in range(len(lines))]
    leads = {
        at
        for at, line in enumerate(lines)
        if stands[at] and isinstance(place_of(line.strip(" :")), Facet | Slot)
    }
    if not any(isinstance(place_of(lines[at].strip(" :")), Facet) for at in leads):
        return lines
    titles = {
        at for at, line in enumerate(lines) if stands[at] and at not in leads and _titles(lines, at, leads)
    }
    return [
        f"\n{'## ' if at in leads else '# '}{line.strip(' :')}\n" if at in leads | titles else line
        for at, line in enumerate(lines)
    ]


def _stands(lines: list[str], at: int) -> bool:
    """Whether a line is short, is neither item nor key nor sentence, and something follows it."""
    line, above = lines[at].strip(), lines[at - 1].strip() if at else ""
    if not line or len(line) > LONGEST or line.startswith(("-", "*", ">", "|", "<", "#", "[", "!", "`")):
        return False
    if re.match(r"^\d+[.)]\s", line) or line.rstrip(":").endswith(ENDINGS) or line[0].islower():
        return False
    key = PLAIN_KEY.match(line)
    if key and (key["value"] or "").strip() and not is_title(line):
        return False
    return not above or place_of(line.strip(" :")) is not None


def _titles(lines: list[str], at: int, leads: set[int]) -> bool:
    """Whether a line stands before a heading or a key: a name, or the title of the text."""
    if not may_name(lines[at].strip(" :")) and at:
        return False
    for after in range(at + 1, min(at + 6, len(lines))):
        if after in leads:
            return True
        key = PLAIN_KEY.match(lines[after])
        if key and place_of(key["key"]):
            return True
    return not any(line.strip() for line in lines[:at])
