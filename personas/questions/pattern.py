"""Patterns of the grammar laid over words: which fit, how well, and what they catch."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from rapidfuzz.distance import OSA

from personas.facet import Facet
from personas.persona import key_of
from personas.questions.grammar import MACROS, PATTERNS
from personas.questions.phrase import Word, Words
from personas.questions.topic import Topic
from personas.questions.vocabulary import (
    ADVERBS,
    ARTICLES,
    AUXILIARIES,
    LINKS,
    NOT_TYPOS,
    QUESTION_WORDS,
    TOPIC_WORDS,
)

SHORTEST_TYPO = 4  # letters: shorter words differ by one letter too easily ("who", "how")
LONG_WORD = 8  # letters: from here on two slips are still recognisable


@dataclass(frozen=True, slots=True)
class _Slot:
    """One place of a pattern: words that fit, or something to catch ("who", "words")."""

    words: frozenset[str] = frozenset()
    catch: str = ""
    optional: bool = False


Slots = tuple[_Slot, ...]


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a pattern fits: the more literal words the better, then fewer typos and the shorter name."""

    literals: int = 0
    typos: int = 0
    who: Words = ()
    words: Words = ()

    @property
    def rank(self) -> tuple[int, int, int]:
        """Orders fits, the best highest."""
        return self.literals, -self.typos, -len(self.who)


@cache
def patterns() -> tuple[tuple[Topic | Facet, Slots], ...]:
    """The patterns of the grammar, each with and without filter words behind it."""
    lines = ((topic, line.split()) for topic, text in PATTERNS.items() for line in text.strip().splitlines())
    whole = [(topic, tuple(_slot(part) for part in line)) for topic, line in lines]
    tail = (_Slot(LINKS), _Slot(catch="words"))
    return tuple(whole + [(topic, slots + tail) for topic, slots in whole if _may_end(topic, slots)])


def _may_end(topic: Topic | Facet, slots: Slots) -> bool:
    """Whether "in onboarding" may follow as filter words."""
    return topic is not Topic.CARD and not slots[-1].catch


def _slot(part: str) -> _Slot:
    optional = part.endswith("?")
    part = part.removesuffix("?")
    if part.startswith("<"):
        return _Slot(catch=part.strip("<>"), optional=optional)
    words = (word for name in part.split("|") for word in MACROS.get(name, name).split())
    return _Slot(frozenset(key_of(word) for word in words), optional=optional)


def fits(slots: Slots, words: Words, fit: Fit) -> Iterator[Fit]:
    """Every way the words fill the pattern."""
    if not slots:
        if not words:
            yield fit
        return
    slot, rest = slots[0], slots[1:]
    if slot.optional:
        yield from fits(rest, words, fit)
    if slot.catch:
        for end in range(1 if rest else max(len(words), 1), len(words) + 1):
            caught = replace(fit, who=words[:end]) if slot.catch == "who" else replace(fit, words=words[:end])
            yield from fits(rest, words[end:], caught)
        return
    at = next((i for i, word in enumerate(words) if not _skipped(word) or word.key in slot.words), len(words))
    typos = _typos(words[at], slot.words) if at < len(words) else None
    if typos is not None:
        yield from fits(
            rest, words[at + 1 :], replace(fit, literals=fit.literals + 1, typos=fit.typos + typos)
        )


def _skipped(word: Word) -> bool:
    return not word.name and (word.key in ARTICLES or word.key in ADVERBS)


def opens(word: Word) -> bool:
    """Whether a text that starts like this asks something."""
    return not word.name and (word.key in (QUESTION_WORDS | AUXILIARIES) or misspelt_question(word))


def misspelt_question(word: Word) -> bool:
    """Whether this is "wat" or "whre"."""
    return word.key.startswith("w") and any(_typo(word.key, key) for key in QUESTION_WORDS)


def spots(words: Words) -> Iterator[tuple[int, int, int, Topic | Facet]]:
    """Where a facet is named: start, end, typos; the longest phrase at each place."""
    start = 0
    while start < len(words):
        found = _facet_at(words, start)
        if found:
            yield found
        start = found[1] if found else start + 1


def _facet_at(words: Words, start: int) -> tuple[int, int, int, Topic | Facet] | None:
    """The longest phrase that begins here; of two as long, the one that is spelt right."""
    if words[start].name:
        return None
    found = (
        (start, start + len(phrase), typos, topic)
        for phrase, topic in _beginning_like(words[start].key)
        if (typos := _phrase_typos(words[start : start + len(phrase)], phrase)) is not None
    )
    return min(found, key=lambda each: (-each[1], each[2]), default=None)


@lru_cache(maxsize=4096)
def _beginning_like(typed: str) -> tuple[tuple[tuple[str, ...], Topic | Facet], ...]:
    """The phrases that begin with this word, or with one it may be a slip for."""
    return tuple(each for each in _facet_phrases() if _slips(typed, frozenset({each[0][0]})) is not None)


@cache
def _facet_phrases() -> tuple[tuple[tuple[str, ...], Topic | Facet], ...]:
    listed = [
        (tuple(key_of(word) for word in phrase.split()), topic)
        for topic, phrases in TOPIC_WORDS
        for phrase in phrases.split(",")
    ]
    return tuple(sorted(listed, key=lambda each: -len(each[0])))


def _phrase_typos(words: Words, phrase: tuple[str, ...]) -> int | None:
    if len(words) < len(phrase):
        return None
    each = [_typos(word, frozenset({key})) for word, key in zip(words, phrase, strict=True)]
    return None if None in each else sum(filter(None, each))


def _typos(word: Word, expected: frozenset[str]) -> int | None:
    """0 for the word itself, 1 for a slip of the finger, None for another word."""
    return None if word.name else _slips(word.key, expected)


@lru_cache(maxsize=20_000)
def _slips(typed: str, expected: frozenset[str]) -> int | None:
    if typed in expected:
        return 0
    return 1 if any(_typo(typed, key) for key in expected) else None


def _typo(typed: str, meant: str) -> bool:
    """Whether the one was probably meant by the other; four letters say too much to replace one."""
    if len(typed) < SHORTEST_TYPO - 1 or len(meant) < SHORTEST_TYPO or typed in NOT_TYPOS:
        return False
    if len(typed) == len(meant) == SHORTEST_TYPO and sorted(typed) != sorted(meant):
        return False
    limit = 2 if len(meant) >= LONG_WORD and typed[0] == meant[0] else 1
    return OSA.distance(typed, meant, score_cutoff=limit) <= limit
