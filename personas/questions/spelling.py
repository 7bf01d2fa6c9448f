"""Spelling: a word nobody knows becomes the known one it is a slip of the finger away from."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from personas.questions.vocabulary import NOT_TYPOS

SHORTEST = 4  # letters: shorter words differ by one letter too easily
LONGEST = 24
LONG_WORD = 8  # from here on two slips are still recognisable


@dataclass(frozen=True, slots=True)
class Spelling:
    """Known words, and for each of them what is left of it when a letter is missing."""

    known: Collection[str]
    missing: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, words: Collection[str]) -> "Spelling":
        """The spelling of these words."""
        missing: dict[str, tuple[str, ...]] = {}
        for word in sorted(words):
            if SHORTEST <= len(word) <= LONGEST and word.isalpha():
                for shorter in {word, *_shorter(word)}:
                    missing[shorter] = (*missing.get(shorter, ()), word)
        return cls(frozenset(words), missing)

    def corrected(self, word: str) -> str:
        """The word as it was meant; itself where it is known, or like no other."""
        if (
            word in self.known
            or word in NOT_TYPOS
            or not SHORTEST <= len(word) <= LONGEST
            or not word.isalpha()
        ):
            return word
        near = {each for shorter in (word, *_shorter(word)) for each in self.missing.get(shorter, ())}
        ranked = ((OSA.distance(word, each), each[0] != word[0], each) for each in near)
        slips, _, best = min(ranked, default=(9, True, word))
        return best if slips <= (2 if len(word) >= LONG_WORD else 1) else word


def _shorter(word: str) -> Iterator[str]:
    return (word[:at] + word[at + 1 :] for at in range(len(word)))
