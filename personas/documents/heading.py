"""Headings as people write them, and the facet each one leads to: the noun that a heading is about decides."""

import re
from collections.abc import Iterator
from functools import lru_cache

from personas.documents.lexicon import HEADINGS, Language, Place, Slot, heading_words, languages
from personas.persona import Facet, key_of

__all__ = ["HEADINGS", "Place", "Slot", "leads_below", "place_of", "says_more"]

LONGEST = 9
# A relative clause says what the words before it leave open: "Decisions they own".
PRONOUNS = frozenset({"they", "she", "he", "we", "you"})
ASKING = frozenset({"what", "how", "where", "when", "why", "who"})
ENUMERATED = re.compile(r"^\W*(?:\d+(?:\.\d+)*[.):]?|[a-zA-Z][.)]|[A-Z](?=\s+[-–—:]))\s+(?:[-–—:]\s*)?(?=\w)")
BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
CONJUNCTION = re.compile(r"\s*[&+/|]\s*|\s*,\s+")
# So long must the end of a German word be that decides what the word is: "Hauptziele".
COMPOUND = 4

WISHES = {key_of(wish): wish for wish in ("must have", "should have", "could have", "nice to have")}


def _keys(phrases: str) -> frozenset[str]:
    return frozenset(key_of(phrase) for phrase in phrases.split(","))


DESCRIPTIONS = _keys("description, what happens, problem, issue, summary, details")
PARTS = DESCRIPTIONS | _keys(
    "impact, frequency, workaround, current workaround, severity, cause, root cause, effect, consequence, "
    "example, why, how often, result, what happened next, what happens next, evidence, source, quote from"
)


@lru_cache(maxsize=16_384)
def place_of(heading: str) -> Place | None:
    """Where the words under a heading belong; None where it says nothing we know."""
    words = _words_of(heading)
    if not words or len(words) > LONGEST:
        return None
    if words[0] == "about" and len(words) < 5:
        return Slot.ABOUT
    found = (place for language in languages() if (place := _in(language, words)))
    return next(found, None)


@lru_cache(maxsize=16_384)
def says_more(heading: str) -> bool:
    """Whether a heading carries words of its own, beyond those that only lead to a facet."""
    words = (word for word in key_of(heading).split("-") if word)
    return any(word not in heading_words() and not word.isdigit() for word in words)


def leads_below(above: Place | None, place: Place | None) -> bool:
    """Whether a heading below another decides; else it only qualifies ("Pain points > Onboarding")."""
    if not isinstance(above, Facet) or place is None:
        return place is not None
    if isinstance(place, Facet):
        return above.row.labelled or not place.row.labelled
    return place in (Slot.PROVENANCE, Slot.DENIED)


def _words_of(heading: str) -> tuple[str, ...]:
    """The words that are compared: without numbers before them, brackets, and humps of camels."""
    plain = CAMEL.sub(" ", BRACKETS.sub(" ", heading.replace("(s)", "s")))
    plain = CONJUNCTION.sub(" and ", ENUMERATED.sub("", plain.strip(), count=1).strip(" :*_#"))
    return tuple(word for word in key_of(plain).split("-") if word)


def _in(language: Language, words: tuple[str, ...]) -> Place | None:
    if not language.compounds and language.words.isdisjoint(words):
        return None
    asked = words[0] in ASKING and len(words) == 3 and words[1] in PRONOUNS
    if place := _as_it_is(language, words) or (_as_it_is(language, words[2:]) if asked else None):
        return place
    kept = _stripped(words, language)
    denied = bool(language.negations & set(words))
    if not denied and (place := language.whole.get("-".join(kept)) or language.places.get("-".join(kept))):
        return place
    matches = list(_matches(language, words))
    inside = {at for start, end, _ in matches for at in range(start, end)}
    if any(word in language.negations and at not in inside for at, word in enumerate(words)):
        return Slot.DENIED if matches else None
    if words[0] in ASKING and matches:
        return max(matches, key=lambda match: (match[1], match[1] - match[0]))[2]
    return _decided(language, words, matches, inside)


def _as_it_is(language: Language, words: tuple[str, ...]) -> Place | None:
    key = "-".join(words)
    return language.whole.get(key) or language.places.get(key)


Match = tuple[int, int, Place]


def _matches(language: Language, words: tuple[str, ...]) -> Iterator[Match]:
    for start in range(len(words)):
        longest = language.longest if words[start] in language.begins else 0
        for end in range(start + 1, min(len(words), start + longest) + 1):
            if place := language.places.get("-".join(words[start:end])):
                yield start, end, place
        if language.compounds and (place := _compound(language, words[start])):
            yield start, start + 1, place


def _decided(
    language: Language, words: tuple[str, ...], matches: list[Match], inside: set[int]
) -> Place | None:
    """The place of the noun the heading is about: it ends, or begins, what stands before the first small word."""
    head = next(
        (at for at, word in enumerate(words) if word in language.joiners and at not in inside), len(words)
    )
    leading = [match for match in matches if match[1] <= head]
    if language.first:
        begin = _begin(words, head, language)
        starting = [match for match in leading if match[0] == begin and _ends(words, match, language)]
        return max(starting, key=lambda match: match[1])[2] if starting else None
    end = _end(words, head, language, {match[1] for match in leading})
    ending = [match for match in leading if match[1] == end or words[match[1] - 1] in language.joiners]
    if ending:
        return min(ending, key=lambda match: match[0])[2]
    open_noun = all(word in language.fillers | language.light for word in words[:head])
    if head == len(words) or leading:
        return None
    after = [match for match in matches if match[0] > head]
    if not open_noun and words[head] not in PRONOUNS:
        after = [match for match in after if match[1] - match[0] > 1]
    return min(after, key=lambda match: (match[0], -match[1]))[2] if after else None


def _ends(words: tuple[str, ...], match: Match, language: Language) -> bool:
    """Whether a noun that stands first is all of it, or of this language: "Gain creators" is English."""
    rest = words[match[1] :]
    own = "-".join(words[match[0] : match[1]]) not in languages()[0].places
    return own or not rest or rest[0] in language.joiners | language.fillers


def _begin(words: tuple[str, ...], head: int, language: Language) -> int:
    return next((at for at in range(head) if words[at] not in language.fillers | language.light), head)


def _end(words: tuple[str, ...], head: int, language: Language, ends: set[int]) -> int:
    """Where the deciding noun ends: "Goal statement" is about goals, "Goal tracker" is not."""
    end = head
    while end > 1 and end not in ends and (words[end - 1] in language.light or words[end - 1].isdigit()):
        end -= 1
    return end


def _stripped(words: tuple[str, ...], language: Language) -> tuple[str, ...]:
    skipped = language.fillers
    start = next(
        (at for at, word in enumerate(words) if word not in skipped and not word.isdigit()), len(words)
    )
    kept = words[start:]
    while kept and (kept[-1].isdigit() or kept[-1] in skipped):
        kept = kept[:-1]
    return kept


def _compound(language: Language, word: str) -> Place | None:
    """German joins its nouns: the last one says what the word is."""
    ends = (word[at:] for at in range(3, len(word) - COMPOUND + 1))
    return next((language.places[end] for end in ends if end in language.places), None)
