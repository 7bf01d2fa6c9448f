"""Which claim a piece of evidence seems to back: by the stems of the words they share."""

from collections import Counter
from collections.abc import Iterable

from personas.persona import Claim
from personas.search import RUN, SMALL_WORDS, fold
from personas.stem import stem

# Fewer words in common are a coincidence; of a long claim so large a part of its weight has to be said.
SHARED_LEAST, PART_LEAST = 2, 0.3


def likely_claim(text: str, claims: Iterable[Claim]) -> Claim | None:
    """The claim that a text says most of; None where it says little of each. Words in fewer claims weigh more."""
    telling = {claim: telling_stems(claim.text) for claim in claims if not claim.unknown}
    often = Counter(each for stems in telling.values() for each in stems)
    said = telling_stems(text)

    def weight(stems: Iterable[str]) -> float:
        return sum(1 / often[each] for each in stems)

    fits = {
        claim: weight(stems & said)
        for claim, stems in telling.items()
        if len(stems & said) >= SHARED_LEAST and weight(stems & said) >= PART_LEAST * weight(stems)
    }
    return max(fits, key=lambda claim: fits[claim], default=None)


def telling_stems(text: str) -> frozenset[str]:
    """The stems of a text's words, without those that say nothing."""
    words = RUN.findall(fold(text))
    return frozenset(
        stem(word) for word in words if word not in SMALL_WORDS and (len(word) > 1 or word.isdigit())
    )
