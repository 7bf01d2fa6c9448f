"""Passages of a Markdown text that need no parser: text, lists and quotes, as most of a page is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

HEADING = re.compile(r"^(#{1,6})[ \t]+(\S.*?)(?:[ \t]+#+)?[ \t]*$")
FENCE = re.compile(r"^ {0,3}(?:```|~~~)")
ITEM = re.compile(r"^(?P<indent> *)(?P<mark>[-*+]|\d{1,9}[.)])(?P<space> {1,4})(?P<text>[^\s>#|`~=-].*)$")
QUOTE = re.compile(r"^> ?([^\s>#|`~=*+<-].*)$")
TEXT = re.compile(r"^(?!\d{1,9}[.)](?:\s|$)|[-+*](?:\s|$))[^\s>#|`~=<\[&].*$")
# What stands for something elsewhere on the page, or runs over several passages.
SPANNING = re.compile(r"^ {0,3}\[[^\]\n]+\]:|<!--|^ {0,3}<[a-zA-Z/!?]", re.MULTILINE)
RULED = re.compile(r"^ {0,3}(?:=+|-+)\s*$")
# Signs that mean something inside a line.
MARKS = re.compile(r"[*_`~<>!\[\]\\&\n]|  ")


@dataclass(slots=True)
class Item:
    """An item of a list with the lines it was written in."""

    text: str
    offset: int
    lines: list[str]
    parts: list["Item"] = field(default_factory=list)


def passages(text: str) -> list[str]:
    """A text cut before its headings, outside of fenced code."""
    if SPANNING.search(text):
        return [text]
    cut: list[list[str]] = [[]]
    fenced = False
    for line in text.split("\n"):
        fenced ^= bool(FENCE.match(line))
        if line.startswith("#") and not fenced:
            cut.append([])
        cut[-1].append(line)
    return ["\n".join(lines) for lines in cut if lines]


def groups_of(lines: list[str]) -> list[tuple[str, list[str]]] | None:
    """The groups of lines between empty ones, each of one kind; None where a parser has to look."""
    groups: list[tuple[str, list[str]]] = []
    group: list[str] = []
    for line in [*lines, ""]:
        if line.strip():
            group.append(line)
        elif group:
            kind = _kind(group)
            if not kind:
                return None
            groups.append((kind, group))
            group = []
    return groups


def items_of(lines: list[str]) -> Iterator[Item]:
    """The items of a list, each with those below it."""
    path: list[Item] = []
    tops: list[Item] = []
    for line in lines:
        found = ITEM.match(line)
        if found is None:
            continue
        indent = len(found["indent"])
        while path and indent < path[-1].offset:
            path.pop()
        item = Item(found["text"].rstrip(), found.start("text"), [line.strip()])
        for above in path:
            above.lines.append(line.strip())
        (path[-1].parts if path else tops).append(item)
        path.append(item)
    return iter(tops)


def quoted(lines: list[str]) -> str:
    """What a quote says, without its signs."""
    return "\n".join(match[1] for line in lines if (match := QUOTE.match(line)))


def _kind(group: list[str]) -> str:
    if ITEM.match(group[0]) and group[0][:1] != " ":
        return "list" if all(ITEM.match(line) for line in group) and _is_even(group) else ""
    if all(QUOTE.match(line) for line in group):
        return "quote"
    return "text" if all(TEXT.match(line) and not RULED.match(line) for line in group) else ""


def _is_even(group: list[str]) -> bool:
    """Whether every item stands below the one it belongs to, by as many spaces as that needs."""
    offsets = [0]
    for line in group:
        found = ITEM.match(line)
        if found is None:
            return False
        indent = len(found["indent"])
        while len(offsets) > 1 and indent < offsets[-1]:
            offsets.pop()
        if indent - offsets[-1] > 1:
            return False
        offsets.append(found.start("text"))
    return len(offsets) < 12
