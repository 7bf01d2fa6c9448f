"""`/decided because ops-admin: two paths instead of one`: a sentence becomes the draft of a decision.

Names are those of the record, the longest first; what is no name stays as it was typed, in the change or in the reason.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace

from personas.decision import CHANGE_MAX
from personas.persona import key_of

NAME_WORDS = 4  # more words than this are a reason, not a name
NAME_LETTERS = 100

LEAD = re.compile(r"(?:we decided\W+)?because(?: of)?\s*:?\s+", re.IGNORECASE)
BECAUSE = re.compile(r"(?:^|(?:[\s,;(\u2014]|\s[-\u2013]+\s)+)because(?: of)?\s*:?\s+", re.IGNORECASE)
ARTICLE = re.compile(r"^(?:the|our|an?)\s+", re.IGNORECASE)
AND = re.compile(r"\s*(?:,\s*(?:and|und)\s|,|&|\+|/|\b(?:and|und)\b)\s*", re.IGNORECASE)
# Between a name and what is said of it: keyboards and editors make dashes of their own.
COLON = re.compile(r"\s*(?::|\u2014)\s*|\s+[-\u2013\u2014]+\s+")
SEPARATOR = re.compile(rf"{COLON.pattern}|\s*[,;]\s*|\s*[-\u2013]+\s+")
NAME_ENDS = re.compile(r"(?<=\w)[\"'\u2019\u201d`*_)]*(?=[\s:,;&+/()\u2013\u2014-]|['\u2019]s?\b|\.?$)")
CLAUSE = re.compile(r"[,;]\s+|\s*:\s+|\s+[-\u2013\u2014]+\s+")
CHANGES = tuple(
    re.compile(pattern, re.IGNORECASE | re.DOTALL)
    for pattern in (
        r"instead of (?P<old>[^,;]+)[,;]\s*(?P<new>.+)",
        r"(?P<new>.+?)[,\s]\s*(?:instead of|rather than|in place of)\s+(?P<old>.+)",
        r"(?:(?P<about>\S.*?)[\s:,])?from\s+(?P<old>.+?)\s+to\s+(?P<new>.+)",
        r"(?:we )?(?:replaced?|swap(?:ped)?)\s+(?P<old>.+?)\s+(?:with|by|for)\s+(?P<new>.+)",
        r"(?P<old>.+?)\s*(?:-{1,3}>|={1,3}>|\u2192)\s*(?P<new>.+)",
        r"(?P<new>.+?),\s+not\s+(?P<old>.+)",
    )
)
# What stands around a whole sentence, opening and closing.
PAIRS = {
    '"': '"', "'": "'", "`": "`", "*": "*", "_": "_", "(": ")", "[": "]",
    "\u201c": "\u201d", "\u201e": "\u201c", "\u2018": "\u2019", "\u00ab": "\u00bb",
}  # fmt: skip
QUOTES = {"\u201c": "\u201d", '"': '"', "\u00ab": "\u00bb", "`": "`"}


@dataclass(frozen=True, slots=True)
class Draft:
    """What could be read from the sentence; the form asks for the rest. `who` are names as typed.

    `is_cut`: a change was too long for its field, so that all that was typed stands in `because`.
    """

    who: tuple[str, ...] = ()
    changed_from: str = ""
    changed_to: str = ""
    because: str = ""
    is_cut: bool = False


def parse_decided(text: str, names: Collection[str] = (), *, loose: bool = False) -> Draft:
    """Whom the decision is for, and what changes from what to what.

    `names` are keys (`persona.key_of`) of the record's names; `loose` takes a name in front without a colon behind it.
    """
    typed = " ".join(text.split())
    return _fitted(_read(_whole(typed), names, loose=loose), typed)


def _read(text: str, names: Collection[str], *, loose: bool) -> Draft:
    if lead := LEAD.match(text):
        return _because_first(text[lead.end() :], names)
    who, rest = _names(text, names)
    if who and (loose or not rest or SEPARATOR.match(rest)):
        return _change_and_reason(_behind(rest), names, who)
    return _change_and_reason(text, names)


def _because_first(text: str, names: Collection[str]) -> Draft:
    """ "because ops-admin: two paths", "because they stopped there, two paths", or nobody the record knows."""
    who, rest = _names(text, names)
    if who and (not rest or SEPARATOR.match(rest)):
        return _change_and_reason(_behind(rest), names, who)
    reason, what = _halves(text)
    if who and not what:
        return _change_and_reason(_behind(rest), names, who)
    has_colon = COLON.match(text, len(reason)) is not None
    strangers = _strangers(reason) if has_colon and not who else ()
    draft = _change_and_reason(what, names, who or strangers)
    return replace(draft, because=", ".join(filter(None, (_ended(reason), draft.because))))


def _halves(text: str) -> tuple[str, str]:
    """A reason and what is behind its colon or comma; without either it is a reason alone."""
    colon = COLON.search(text) or CLAUSE.search(text)
    return (text[: colon.start()], text[colon.end() :]) if colon and colon.start() else (text, "")


def _change_and_reason(text: str, names: Collection[str], who: tuple[str, ...] = ()) -> Draft:
    """What changes, and behind a "because" for whom and why."""
    found = next((each for each in BECAUSE.finditer(text) if not _is_quoted(text, each.start())), None)
    what, why = (text[: found.start()], text[found.end() :]) if found else (text, "")
    if found and text[found.start() : found.end()].strip().startswith("("):
        why = why[:-1] if why.endswith(")") and why.count(")") > why.count("(") else why
    named, rest = _names(why, names)
    old, new = _change(what)
    return Draft((*who, *(each for each in named if each not in who)), old, new, _reason(why, named, rest))


def _reason(why: str, named: tuple[str, ...], rest: str) -> str:
    """Names alone give no reason, names with a colon one behind it; "ops-admin stopped there" is one as it stands."""
    behind = SEPARATOR.match(rest)
    if named and (behind or not _ended(rest)):
        return _ended(rest[behind.end() :]) if behind else ""
    return _ended(why)


def _names(text: str, names: Collection[str]) -> tuple[tuple[str, ...], str]:
    """The names of the record that a text begins with, as typed, and what is behind them."""
    found: list[str] = []
    at = 0
    while end := _name_end(text[at : at + NAME_LETTERS], names):
        found.append(_bare(text[at : at + end]))
        at += end
        joint = AND.match(text, at)
        if not joint or not _name_end(text[joint.end() : joint.end() + NAME_LETTERS], names):
            break
        at = joint.end()
    return tuple(dict.fromkeys(found)), text[at:]


def _name_end(text: str, names: Collection[str]) -> int:
    """Where the longest name of the record ends that a text begins with; 0 where it begins with none."""
    ends = (end.end() for end in NAME_ENDS.finditer(text) if end.end())
    fits = [end for end in ends if ":" not in text[:end] and key_of(_bare(text[:end])) in names]
    return max(fits, default=0)


def _bare(name: str) -> str:
    return ARTICLE.sub("", name.strip(" \"'`*_\u201c\u201d\u2018\u2019"), count=1)


def _strangers(text: str) -> tuple[str, ...]:
    """What stands where names do, when it is short enough to be some."""
    parts = tuple(_bare(part) for part in AND.split(text) if part.strip())
    return parts if parts and all(len(part.split()) <= NAME_WORDS for part in parts) else ()


def _behind(rest: str) -> str:
    separator = SEPARATOR.match(rest)
    return rest[separator.end() :] if separator else rest.strip()


def _change(what: str) -> tuple[str, str]:
    """From and to; what names no former state is all new."""
    what = _ended(_whole(what))
    found = next((match for pattern in CHANGES if (match := pattern.fullmatch(what))), None)
    if found is None:
        return "", what
    about = _ended(found.groupdict().get("about") or "").rstrip(":")
    new = _ended(found["new"])
    return _ended(found["old"]), f"{about}: {new}" if about else new


def _fitted(draft: Draft, typed: str) -> Draft:
    """Nothing typed is lost: where a field cannot hold its part, the whole sentence is kept as the reason."""
    if max(len(draft.changed_from), len(draft.changed_to)) <= CHANGE_MAX:
        return draft
    old, new = _short(draft.changed_from), _short(draft.changed_to)
    return replace(draft, changed_from=old, changed_to=new, because=typed, is_cut=True)


def _short(text: str) -> str:
    """As many whole words as fit, with an ellipsis."""
    if len(text) <= CHANGE_MAX:
        return text
    return f"{text[: CHANGE_MAX - 1].rsplit(' ', 1)[0][: CHANGE_MAX - 2]} …"


def _whole(text: str) -> str:
    """A sentence without the quotation marks or brackets that enclose all of it."""
    text = text.strip()
    while len(text) > 1 and PAIRS.get(text[0]) == text[-1] and not {text[0], text[-1]} & set(text[1:-1]):
        text = text[1:-1].strip()
    return text


def _ended(text: str) -> str:
    """A sentence without the comma or the full stop it ends in; an ellipsis stays."""
    text = text.strip().rstrip(",;").rstrip()
    return text[:-1] if text.endswith(".") and not text.endswith("..") else text


def _is_quoted(text: str, at: int) -> bool:
    """Whether a place in a text lies between quotation marks."""
    before = text[:at]
    return any(
        before.count(opening) % 2 if opening == closing else before.count(opening) > before.count(closing)
        for opening, closing in QUOTES.items()
    )
