"""What a ticket system prints around a customer's words: who asked, on which plan, in which state.

Only lines at the head or the foot go, only where a whole line is such print, and never one that reads like a sentence:
a line of print that stays is a blemish, a word of the customer that goes is a loss.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import takewhile, zip_longest

from personas.ticket import SYSTEMS

VALUE_WORDS = 6
# Nobody begins a sentence of their own with these.
PRINTED = frozenset(
    {"requester", "requested by", "requestor", "submitter", "submitted by", "reporter", "assignee", "assignees"}
    | {"assigned to", "ticket id", "ticket number", "ticket owner", "ticket type", "ticket form"}
    | {"ticket priority", "ticket status", "case number", "case id", "conversation id", "issue type", "issue key"}
    | {"organization", "organisation", "e-mail", "email", "cc", "ccs", "sla", "first response due", "due date"}
    | {"resolution due", "created at", "updated at", "last updated", "last seen", "signed up"}
    | {"opened by", "user id", "customer id", "company id", "account id", "pipeline"}
    | {"sprint", "epic link", "story points", "milestone"}
)  # fmt: skip
# These a customer may write too: print only beside the ones above, or with an address behind them.
SHARED = frozenset(
    {"plan", "company", "account", "account name", "name", "type", "via", "channel", "customer", "contact", "from"}
    | {"to", "sent", "date", "team", "group", "project", "stage", "owner", "country", "language", "segment", "tier"}
    | {"user", "location", "seats", "mrr", "source", "inbox", "id", "link", "url", "phone", "customer since"}
    | {"created", "updated", "received", "ticket", "brand", "agent", "tags", "labels"}
)  # fmt: skip
# Of these the value tells: "Status: open" is print, "Status: I gave up" is not.
STATES = {
    "status": "new|open|pending|on[ -]hold|hold|solved|resolved|closed|to[ -]do|todo|backlog|in progress|in review|done"
    r"|triage|waiting(?: (?:on|for) (?:customer|us|contact|support))?|snoozed|unassigned|reopened|canceled|cancelled",
    "priority": "none|lowest|low|normal|medium|high|highest|urgent|critical|blocker|no priority|p[0-5]|[1-5]",
    "severity": r"none|low|minor|medium|major|high|critical|s(?:ev)?[ -]?[0-5]|[1-5]",
}
# Systems whose links lead to a ticket, and those of which only the name is printed.
NAMED = "|".join([*dict.fromkeys(system for system, _ in SYSTEMS), "front", "help ?scout"])
LINK_LINE = re.compile(
    rf"(?:view|open|reply|answer|respond)(?: (?:it|to|this|the|ticket|conversation|issue|request))*"
    rf"(?: (?:in|on|via|from) (?:{NAMED})(?: \(https?://\S+\))?| \(https?://\S+\))",
    re.IGNORECASE,
)
SPLIT = re.compile(r"\s+[·•|│]\s+|\t+|\s{2,}")
LABELLED = re.compile(r"[*_]{0,2}(?P<label>[A-Za-z][A-Za-z -]{0,24}?)[*_]{0,2}\s*:[*_]{0,2}\s*(?P<value>.*)")
BARE = re.compile(r"(?:\*(?P<bold>[A-Za-z][A-Za-z -]{0,24}?):?\*|(?P<plain>[A-Za-z][A-Za-z -]{0,24}?):)")
ADDRESS = re.compile(r"[\w.+%-]+@[\w.-]+\.\w+|https?://\S+")
# A name, a plan and a day hold none of these; a sentence hardly goes without.
_SPOKEN = (
    "i i'm i've i'd we we're my our me you your they he she it its is isn't are aren't was were be been am not never "
    "can can't cannot could couldn't don't doesn't didn't won't want wants need needs have has had because but and so "
    "please that this these there when where why how what who which if still again only just nobody nothing gave"
)
SPOKEN = frozenset(_SPOKEN.split())


class Print(IntEnum):
    """Whether a line is a system's print: not, perhaps, surely."""

    NO = 0
    PERHAPS = 1
    SURELY = 2


@dataclass(frozen=True, slots=True)
class Part:
    """One line, or a label with its value on the line below: where it stands, and whether it is print."""

    places: tuple[int, ...]
    printed: Print


def without_letterhead(text: str) -> str:
    """The text without what a system printed above and below it; all of it where nothing else would be left."""
    lines = text.splitlines()
    parts = list(_parts(lines))
    title = 0 if _run(parts) else 1
    head = _run(parts[title:])
    kept = parts[:title] + parts[title + head :]
    foot = _run(kept[:0:-1])
    printed = {place for part in parts[title : title + head] for place in part.places}
    printed |= {place for part in kept[len(kept) - foot :] for place in part.places}
    left = "\n".join(line for place, line in enumerate(lines) if place not in printed)
    return left.strip() if printed and left.strip() else text


def is_print(line: str) -> bool:
    """Whether a line by itself is surely a system's."""
    return _line(line.strip()) is Print.SURELY


def _run(parts: Sequence[Part]) -> int:
    """How many parts from the first on are print; none where none of them is surely so."""
    run = list(takewhile(lambda part: part.printed, parts))
    return len(run) if any(part.printed is Print.SURELY for part in run) else 0


def _parts(lines: Sequence[str]) -> Iterator[Part]:
    written = [(place, line.strip()) for place, line in enumerate(lines) if line.strip()]
    skip = False
    for (place, line), (below, value) in zip_longest(written, written[1:], fillvalue=(0, "")):
        if skip:
            skip = False
        elif (bare := BARE.fullmatch(line)) and (both := _pair(bare["bold"] or bare["plain"], value)):
            skip = True
            yield Part((place, below), both)
        else:
            yield Part((place,), _line(line))


def _line(line: str) -> Print:
    """A line is print when each of its parts is, and one of them has a label we know."""
    if LINK_LINE.fullmatch(line):
        return Print.SURELY
    parts = SPLIT.split(line)
    found = [
        _pair(each["label"], each["value"]) if (each := LABELLED.fullmatch(part)) else Print.NO
        for part in parts
    ]
    others = (part.partition(":")[2] or part for part, each in zip(parts, found, strict=True) if not each)
    return max(found) if all(map(_short, others)) else Print.NO


def _pair(label: str, value: str) -> Print:
    name, value = " ".join(label.casefold().split()), value.strip(" *_")
    if name in STATES:
        return Print.SURELY if re.fullmatch(STATES[name], value, re.IGNORECASE) else Print.NO
    if not _short(value) or name not in PRINTED | SHARED:
        return Print.NO
    return Print.SURELY if name in PRINTED or ADDRESS.search(value) else Print.PERHAPS


def _short(value: str) -> bool:
    """A few words that are no sentence."""
    words = value.split()
    spoken = any(
        word.casefold().strip(",;") in SPOKEN and not (len(word) > 1 and word.isupper()) for word in words
    )
    return len(words) <= VALUE_WORDS and not spoken and not re.search(r"[?!“”\"]|\.\s", value)
