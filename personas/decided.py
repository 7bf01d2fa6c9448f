"""`/decided because ops-admin: two paths instead of one`: a sentence becomes the draft of a decision."""

import re
from dataclasses import dataclass

NAME_WORDS = 4  # more words than this are a reason, not a name

BECAUSE_FIRST = re.compile(
    r"(?:we decided\W+)?because(?: of)?\s+(?P<who>[^:\n]+?)\s*(?::|\s[-\u2013\u2014]+\s"
    r"|\u2014)\s*(?P<what>.+)",
    re.IGNORECASE | re.DOTALL,
)
BECAUSE_LAST = re.compile(r"(?P<what>.+?)[\s,;(]because(?: of)?\s+(?P<why>.+)", re.IGNORECASE | re.DOTALL)
REASON = re.compile(r"(?P<who>[^:]+?)\s*(?::|\s[-\u2013\u2014]+\s)\s*(?P<why>.+)", re.DOTALL)
AND = re.compile(r"\s*(?:,\s*and\s|,|&|\+|\band\b|\bund\b)\s*", re.IGNORECASE)
CHANGES = tuple(
    re.compile(pattern, re.IGNORECASE | re.DOTALL)
    for pattern in (
        r"instead of (?P<old>[^,;]+)[,;]\s*(?P<new>.+)",
        r"(?P<new>.+?)[,\s](?:instead of|rather than|in place of)\s+(?P<old>.+)",
        r"(?:(?P<about>\S.*?)[\s:,])?from\s+(?P<old>.+?)\s+to\s+(?P<new>.+)",
        r"(?:we )?(?:replaced?|swap(?:ped)?)\s+(?P<old>.+?)\s+(?:with|by|for)\s+(?P<new>.+)",
        r"(?P<old>.+?)\s*(?:-{1,3}>|={1,3}>|\u2192)\s*(?P<new>.+)",
        r"(?P<new>.+?),\s+not\s+(?P<old>.+)",
    )
)
SPACE_AND_QUOTES = " \t\r\n\"'`*_.,;:()\u2018\u2019\u201c\u201d\u201e"


@dataclass(frozen=True, slots=True)
class Draft:
    """What could be read from the sentence; the form asks for the rest. `who` are names as typed."""

    who: tuple[str, ...] = ()
    changed_from: str = ""
    changed_to: str = ""
    because: str = ""


def parse_decided(text: str) -> Draft:
    """Whom the decision is for, and what changes from what to what."""
    text = " ".join(text.split())
    if first := BECAUSE_FIRST.fullmatch(text):
        what, why = _reason_behind(first["what"])
        old, new = _change(what)
        return Draft(_names(first["who"]), old, new, why)
    if last := BECAUSE_LAST.fullmatch(text):
        who, why = _who_or_why(last["why"])
        old, new = _change(last["what"])
        return Draft(who, old, new, why)
    old, new = _change(text)
    return Draft((), old, new, "")


def _reason_behind(what: str) -> tuple[str, str]:
    """A second "because" gives the reason."""
    found = BECAUSE_LAST.fullmatch(what)
    return (found["what"], _clean(found["why"])) if found else (what, "")


def _who_or_why(text: str) -> tuple[tuple[str, ...], str]:
    """Behind "because" stand names, names and a reason, or a reason alone."""
    if both := REASON.fullmatch(text):
        return _names(both["who"]), _clean(both["why"])
    names = _names(text)
    short = all(len(name.split()) <= NAME_WORDS for name in names)
    return (names, "") if short else ((), _clean(text))


def _change(what: str) -> tuple[str, str]:
    """From and to; what names no former state is all new."""
    found = next((match for pattern in CHANGES if (match := pattern.fullmatch(what.strip()))), None)
    if found is None:
        return "", _clean(what)
    about = _clean(found.groupdict().get("about") or "")
    new = _clean(found["new"])
    return _clean(found["old"]), f"{about}: {new}" if about else new


def _names(text: str) -> tuple[str, ...]:
    parts = (
        re.sub(r"^(?:the|our|an?)\s+", "", _clean(part), flags=re.IGNORECASE) for part in AND.split(text)
    )
    return tuple(dict.fromkeys(part for part in parts if part))


def _clean(text: str) -> str:
    return " ".join(text.split()).strip(SPACE_AND_QUOTES)
