"""`/decided` and what it reads out of a sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personas.decided import Draft, parse_decided

SENTENCES = [
    (
        "because ops-admin: two onboarding paths instead of one",
        Draft(("ops-admin",), "one", "two onboarding paths"),
    ),
    ("Because of the Ops Admin: two paths instead of one.", Draft(("Ops Admin",), "one", "two paths")),
    ("two paths instead of one because ops-admin", Draft(("ops-admin",), "one", "two paths")),
    ("two paths instead of one, because of the ops admin", Draft(("ops admin",), "one", "two paths")),
    (
        "because ops-admin and new teammate: from one wizard to two paths",
        Draft(("ops-admin", "new teammate"), "one wizard", "two paths"),
    ),
    ("because a, b and c: from X to Y", Draft(("a", "b", "c"), "X", "Y")),
    ("because ops-admin & buyer: X rather than Y", Draft(("ops-admin", "buyer"), "Y", "X")),
    ("because ops-admin - drop the weekly mail", Draft(("ops-admin",), "", "drop the weekly mail")),
    ("because ops-admin: one wizard -> two paths", Draft(("ops-admin",), "one wizard", "two paths")),
    ("because ops-admin: instead of one wizard, two paths", Draft(("ops-admin",), "one wizard", "two paths")),
    (
        "because ops-admin: replace the wizard with two paths",
        Draft(("ops-admin",), "the wizard", "two paths"),
    ),
    ("because ops-admin: a checklist, not a tour", Draft(("ops-admin",), "a tour", "a checklist")),
    (
        "because ops-admin: setup from one wizard to two paths",
        Draft(("ops-admin",), "one wizard", "setup: two paths"),
    ),
    (
        "because ops-admin: two paths instead of one because four of six stopped at integration",
        Draft(("ops-admin",), "one", "two paths", "four of six stopped at integration"),
    ),
    (
        "two paths instead of one because ops-admin: four of six stopped",
        Draft(("ops-admin",), "one", "two paths", "four of six stopped"),
    ),
    (
        "drop the mail because nobody in six interviews had read it",
        Draft((), "", "drop the mail", "nobody in six interviews had read it"),
    ),
    ("two onboarding paths", Draft((), "", "two onboarding paths")),
    ("two paths instead of one", Draft((), "one", "two paths")),
    ("because \u201cops-admin\u201d: two paths", Draft(("ops-admin",), "", "two paths")),
    ("", Draft()),
    ("because", Draft((), "", "because")),
]


@pytest.mark.parametrize(("text", "draft"), SENTENCES)
def test_a_sentence_becomes_a_draft(text: str, draft: Draft) -> None:
    """Whom it serves, from what, to what, and why."""
    assert parse_decided(text) == draft


@given(st.text())
def test_any_text_becomes_some_draft(text: str) -> None:
    """The form asks for the rest."""
    assert isinstance(parse_decided(text), Draft)


@pytest.mark.parametrize("piece", ["because ", "from ", ", ", "-", " instead of ", "x because y: ", ": "])
def test_ten_thousand_characters_become_some_draft(piece: str) -> None:
    """No pattern runs away."""
    assert isinstance(parse_decided(piece * (10_000 // len(piece))), Draft)
