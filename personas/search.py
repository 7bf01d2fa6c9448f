"""Words as they are looked for: how a text is cut for the search index, and what is typed for looking in it."""

import re
from collections.abc import Iterator

RUN = re.compile(r"\w+")
# A longer run of letters (an address, a sentence without spaces) is kept in windows that overlap by half.
WINDOW = 64
# So much of what is typed lies within one window, wherever it begins.
TERM_MAX = WINDOW // 2
TERMS_MAX = 8


def words_of(*texts: str) -> frozenset[str]:
    """The different words of some texts, without case."""
    return frozenset(part for text in texts for run in RUN.findall(fold(text)) for part in _windows(run))


def terms_of(typed: str) -> tuple[str, ...]:
    """Parts of words that a text must hold to hold everything typed; where none are, no word tells."""
    runs = (run[:TERM_MAX] for word in typed.split()[:TERMS_MAX] for run in RUN.findall(fold(word)))
    return tuple(dict.fromkeys(runs))


def fold(text: str) -> str:
    """A text without case, as far as either database folds it: the index may offer too much, never too little."""
    return text.upper().casefold()


def _windows(run: str) -> Iterator[str]:
    yield run[:WINDOW]
    for start in range(TERM_MAX, len(run) - TERM_MAX, TERM_MAX):
        yield run[start : start + WINDOW]
