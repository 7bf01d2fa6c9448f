"""A text as words: contractions taken apart, known names put together, politeness left out."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from personas.persona import key_of
from personas.questions.vocabulary import (
    ALL,
    ARTICLES,
    CONTRACTIONS,
    GENERIC,
    LEADS,
    PRONOUNS,
    SCAFFOLD,
    TAILS,
    THIS,
)

LONGEST_QUESTION = 40  # words; what is longer was pasted, not asked
LONGEST_NAME = 6  # words, as in persona.prefixes
EDGES = (
    "\"'`*_~?!.,:;()[]{}\u00a1\u00bf\u00ab\u00bb\u2039\u203a\u2013\u2014"
    "\u2018\u2019\u201a\u201c\u201d\u201e\u2026"
)
POSSESSIVE = re.compile(r"(?<=\w)['\u2019]s$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Word:
    """A word as typed and as compared, with its place in the text; `name` marks a known persona."""

    raw: str
    key: str
    start: int
    end: int
    name: bool = False


Words = tuple[Word, ...]


def words_of(text: str) -> Words:
    """The words of a text, without punctuation at their edges."""
    return tuple(word for match in re.finditer(r"\S+", text) for word in _split(match))


def _split(match: re.Match[str]) -> Iterator[Word]:
    """One typed word; a contraction becomes two, of which the second is typed nowhere."""
    raw = match[0].strip(EDGES)
    parts = CONTRACTIONS.get(raw.casefold().replace("\u2019", "'"))
    if parts:
        first, *others = parts
        yield Word(raw, first, match.start(), match.end())
        yield from (Word("", other, match.end(), match.end()) for other in others)
    elif raw:
        raw = POSSESSIVE.sub("", raw)
        yield Word(raw, key_of(raw), match.start(), match.end())


def with_names(words: Words, names: Collection[str]) -> Words:
    """Known names become one word each, the longest first, so that no pattern looks into them."""
    found: list[Word] = []
    begin = {name.partition("-")[0] for name in names}
    at = 0
    while at < len(words):
        part = words[
            at : at + (_name_at(words, at, names) if words[at].key.partition("-")[0] in begin else 0)
        ]
        if part:
            found.append(Word(raw(part), key_in(part), part[0].start, part[-1].end, name=True))
        else:
            found.append(words[at])
        at += len(part) or 1
    return tuple(found)


def _name_at(words: Words, at: int, names: Collection[str]) -> int:
    """How many words the longest name has that begins here; "this user" is nobody who is called "User"."""
    if at >= LONGEST_QUESTION or (at and words[at - 1].key in THIS and words[at].key in GENERIC):
        return 0
    return next((n for n in range(LONGEST_NAME, 0, -1) if key_in(words[at : at + n]) in names), 0)


def without_leads(words: Words) -> Words:
    """Without "please", "can you tell me", "hey" at the front."""
    while lead := next(
        (each for each in _leads(words) if len(words) > len(each) and _starts(words, each)), None
    ):
        words = words[len(lead) :]
    return words


def _leads(words: Words) -> tuple[tuple[str, ...], ...]:
    return _phrases(LEADS, 0).get(words[0].key, ()) if words else ()


def without_share(words: Words) -> tuple[Words, bool]:
    """Without a trailing "share", and whether there was one."""
    words = without_tails(words)
    share = bool(words) and words[-1].key == "share"
    return (without_tails(words[:-1]), True) if share else (words, False)


def without_tails(words: Words) -> Words:
    """Without "please", "today", "and why" at the end."""
    while tail := next(
        (t for t in _tails(words) if len(words) > len(t) and _starts(words[-len(t) :], t)), None
    ):
        words = words[: -len(tail)]
    return words


def _tails(words: Words) -> tuple[tuple[str, ...], ...]:
    return _phrases(TAILS, -1).get(words[-1].key, ()) if words else ()


def name_in(words: Words, *, asking: bool) -> tuple[str, str]:
    """The name in the words, and what follows it where "this", "all" or a known name tells them apart."""
    found = bare(words) if asking else _after(words, ARTICLES) or words
    if not found:
        return "", ""
    head, rest = found[0], _after(found[1:], GENERIC)
    if head.name:
        return head.raw, raw(bare(found[1:]))
    if _stands_for_this(words, found, asking=asking):
        return "this", raw(bare(rest))
    if head.key in ALL:
        return "all", raw(bare(rest))
    found = found[1:] if head.key in THIS else found
    return raw(found[:-1] if len(found) > 1 and found[-1].key == "persona" else found), ""


def _stands_for_this(words: Words, found: Words, *, asking: bool) -> bool:
    """ "they", "this user", "the user"; but "this buyer" asks for the buyer."""
    head, rest = found[0], _after(found[1:], GENERIC)
    if head.key in PRONOUNS:
        return True
    if head.key in THIS:
        return not rest or len(rest) < len(found) - 1 or not asking
    return key_in(found) == "user" and len(found) < len(words)


def bare(words: Words) -> Words:
    """Without the scaffolding of a question on either side."""
    words = _after(words, SCAFFOLD)
    return _after(words[::-1], SCAFFOLD)[::-1]


def _after(words: Words, skipped: frozenset[str]) -> Words:
    return words[
        next((i for i, word in enumerate(words) if word.name or word.key not in skipped), len(words)) :
    ]


def key_in(words: Sequence[Word]) -> str:
    """The words as one key."""
    return key_of(raw(words))


def raw(words: Sequence[Word]) -> str:
    """The words as typed."""
    return " ".join(word.raw for word in words if word.raw)


@cache
def _phrases(phrases: tuple[str, ...], place: int) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Phrases as keys under their first or last word, the longest first."""
    found: dict[str, tuple[tuple[str, ...], ...]] = {}
    for phrase in sorted(phrases, key=lambda each: -len(each.split())):
        keys = tuple(key_of(word) for word in phrase.split())
        found[keys[place]] = (*found.get(keys[place], ()), keys)
    return found


def _starts(words: Words, phrase: tuple[str, ...]) -> bool:
    return all(word.key == key and not word.name for word, key in zip(words, phrase, strict=False))
