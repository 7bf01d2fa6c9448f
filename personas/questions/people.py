"""Whom a question is about: known names in it, as typed, misspelt, or by their last word ("our admins")."""

from collections.abc import Callable, Collection, Iterator, Mapping

from rapidfuzz.distance import OSA

from personas.persona import key_of
from personas.questions.phrase import LONGEST_QUESTION, Word, Words, key_in, raw, with_names
from personas.questions.vocabulary import (
    ARTICLES,
    AUXILIARIES,
    GENERIC,
    LINKS,
    POSSESSIVES,
    SMALL,
    THIS,
)

# All that somebody can be called, with a name that finds them. Asked for where no exact name is in the text.
Known = Callable[[], Mapping[str, str]]

LONGEST_NEAR = 4  # words of a misspelt name
SHORT_NAME, LONG_NAME = 5, 8  # letters: below no slip is forgiven, from the second on two are
UNNAMED = SMALL | LINKS  # no name is made of these alone
BEFORE_A_PERSON = ARTICLES | AUXILIARIES | LINKS | THIS | POSSESSIVES


def nobody() -> Mapping[str, str]:
    """Where nobody else is known."""
    return {}


def with_people(
    words: Words,
    names: Collection[str],
    known: Known = nobody,
    familiar: Callable[[], Collection[str]] = tuple,
) -> Words:
    """The words with each persona as one word. `familiar` tells which words are spelt right, and no slip for a name."""
    exact = with_names(words, names)
    if any(word.name for word in exact) or not words:
        return exact
    called = {key_of(shown): name for shown, name in known().items()}
    called.pop("", None)
    if not called:
        return words
    return (
        _first(words, called, _exactly)
        or _first(words, called, _nearly(len(words), familiar()))
        or _by_last_word(words, called)
    )


Match = Callable[[Words, Mapping[str, str]], str | None]


def _first(words: Words, called: Mapping[str, str], match: Match) -> Words:
    """The words with every name that matches, the longest at each place; empty where none does."""
    found: list[Word] = []
    at = 0
    while at < min(len(words), LONGEST_QUESTION):
        this = at and words[at - 1].key in THIS and words[at].key in GENERIC
        longest = 0 if this else min(LONGEST_NEAR, len(words) - at)
        tried = ((n, match(words[at : at + n], called)) for n in range(longest, 0, -1))
        length, name = next(((n, name) for n, name in tried if name), (1, None))
        found.append(_named(words[at : at + length], name) if name else words[at])
        at += length
    return (*found, *words[at:]) if any(word.name for word in found) else ()


def _named(part: Words, name: str) -> Word:
    return Word(name, key_of(name), part[0].start, part[-1].end, name=True)


def _exactly(part: Words, called: Mapping[str, str]) -> str | None:
    key = key_in(part)
    return called.get(key) or called.get(key.removesuffix("s"))  # "VPs": short words keep their s as keys


def _nearly(number: int, familiar: Collection[str]) -> Match:
    """A misspelt name among other words; where nothing else is said, one asks who was meant."""

    def match(part: Words, called: Mapping[str, str]) -> str | None:
        ends = {part[0].key, part[-1].key}
        if (
            len(part) == number
            or ends & UNNAMED
            or all(word.key in familiar or word.key in GENERIC for word in part)
        ):
            return None
        typed = key_in(part)
        near = ((_slips(typed, key), key) for key in called if abs(len(key) - len(typed)) <= 2)
        _, key = min(((slips, key) for slips, key in near if slips is not None), default=(0, ""))
        return called[key] if key else None

    return match


def _slips(typed: str, key: str) -> int | None:
    allowed = 2 if len(key) >= LONG_NAME else 1 if len(key) >= SHORT_NAME else 0
    slips = int(OSA.distance(typed, key, score_cutoff=allowed))
    return slips if slips <= allowed else None


def _by_last_word(words: Words, called: Mapping[str, str]) -> Words:
    """ "our admins" for the one whose name ends in "admin"; where two do, the word stays, and one asks which."""
    last = {key.rpartition("-")[2] for key in called if "-" in key} - GENERIC
    places = [at for at in _places(words) if words[at].key in last]
    if not places:
        return words
    at = places[0]
    fits = {name for key, name in called.items() if key.rpartition("-")[2] == words[at].key}
    name = fits.pop() if len(fits) == 1 else words[at].raw
    return (*words[:at], _named(words[at : at + 1], name), *words[at + 1 :])


def _places(words: Words) -> Iterator[int]:
    """Where a person may stand: behind an article or a verb, first, or in the plural."""
    for at, word in enumerate(words):
        plural = word.raw.casefold().endswith("s") and not word.key.endswith("s")
        if not at or words[at - 1].key in BEFORE_A_PERSON or plural:
            yield at


def named(words: Words) -> tuple[str, ...]:
    """The different names, in their order."""
    return tuple({word.key: word.raw for word in words if word.name}.values())


def leftover(words: Words) -> str:
    """What is typed beside the names."""
    return raw([word for word in words if not word.name])
