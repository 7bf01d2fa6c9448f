"""Which claim words seem to back: the one they share most with, by stems, or none."""

import pytest

from personas.likely_claim import likely_claim
from personas.persona import UNKNOWN, Claim, Facet

TEXTS = (
    "Is asked to map 63 columns before she sees a single number",
    "Stops at the integration step and waits three days or more for IT's read-only account",
    "Closes “Invite your team” because she cannot tell who should be a viewer",
    "Puts off inviting anybody until there is something to show",
)
CLAIMS = (
    *(Claim(place, 1, Facet.STUCK, text) for place, text in enumerate(TEXTS, 1)),
    Claim(9, 1, Facet.RISK, UNKNOWN, unknown=True),
)


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("Our export has 63 columns and you ask me to map each one before I see anything", 1),
        ("IT wants a read-only account before I may connect anything, I have waited 3 days", 2),
        ("I put off the invitations until I had something to show", 4),
        ("We don't know yet", None),
        ("Lovely chart", None),
        ("I stopped", None),
        ("", None),
        ("Der Export ist leer", None),
    ],
)
def test_words_back_the_claim_they_share_most_with(text: str, claim: int | None) -> None:
    found = likely_claim(text, CLAIMS)
    assert (found.id if found else None) == claim


def test_without_claims_there_is_none() -> None:
    assert likely_claim("Our export has 63 columns", []) is None
