"""Words as they are looked for: how a text is cut for the search index, and what is typed for looking in it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from personas.decision import Decision
from personas.evidence import Evidence
from personas.persona import Claim, PersonaRef

# Words that say nothing of what is looked for.
_SMALL = (
    "a about all also am an and any anybody anyone anything are around as at be because been before being both "
    "but by can cannot come could couldn did didn do does doesn doing don done for from get gets getting give go "
    "goes going got had has have having he her here hers him his how i if in into is isn it its just know let "
    "like made make makes me more most much my no not of off on one ones or our ours out over own please really "
    "say says she should shouldn so some somebody someone something still such tell than thanks that the their "
    "theirs them then there these they thing things this those through to too under until up us ve very want "
    "wants was wasn we were what when where which while who whom whose why will with without won would wouldn yes "
    "you your "
)
SMALL_WORDS = frozenset(_SMALL.split())
RUN = re.compile(r"\w+")
# A longer run of letters (an address, a sentence without spaces) is kept in windows that overlap by half.
WINDOW = 64
# So much of what is typed lies within one window, wherever it begins.
TERM_MAX = WINDOW // 2
TERMS_MAX = 8


@dataclass(frozen=True, slots=True)
class Hit:
    """Something in the record, and the personas it is about."""

    found: Claim | Evidence | Decision
    about: tuple[PersonaRef, ...] = ()


def words_of(*texts: str) -> frozenset[str]:
    """The different words of some texts, without case."""
    return frozenset(part for text in texts for run in RUN.findall(fold(text)) for part in _windows(run))


def terms_of(typed: str) -> tuple[str, ...]:
    """Parts of words that a text must hold to hold everything typed; where none are, no word tells."""
    runs = (run[:TERM_MAX] for word in typed.split()[:TERMS_MAX] for run in RUN.findall(fold(word)))
    return tuple(dict.fromkeys(runs))


def tells(typed: str) -> bool:
    """Whether any word says what is looked for."""
    return any(word not in SMALL_WORDS for word in asked_for(typed))


def asked_for(typed: str) -> tuple[str, ...]:
    """The different words of a question that say what is looked for; where it has none, all of its words."""
    words = tuple(dict.fromkeys(run[:TERM_MAX] for run in RUN.findall(fold(typed))))
    telling = tuple(word for word in words if word not in SMALL_WORDS and len(word) > 1)
    return (telling or words)[:TERMS_MAX]


def fold(text: str) -> str:
    """A text without case, as far as either database folds it: the index may offer too much, never too little."""
    return text.upper().casefold()


def _windows(run: str) -> Iterator[str]:
    yield run[:WINDOW]
    for start in range(TERM_MAX, len(run) - TERM_MAX, TERM_MAX):
        yield run[start : start + WINDOW]
