"""`/decided` and what it reads out of a sentence."""

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personas.decided import Draft, parse_decided
from personas.decision import CHANGE_MAX
from personas.persona import key_of

GRAMMAR = (
    "because of the our a an and und instead rather than in place from to not we decided with by for replace"
)

NAMES = frozenset(map(key_of, ("ops-admin", "New teammate", "Buyer", "QA", "QA & Release", "a", "b", "c")))
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
    ("two paths, because ops-admin.", Draft(("ops-admin",), "", "two paths")),
    ("two paths \u2014 because of the ops admin", Draft(("ops admin",), "", "two paths")),
    (
        "two paths - because ops-admin: four of six stopped",
        Draft(("ops-admin",), "", "two paths", "four of six stopped"),
    ),
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
    # Whatever a sentence ends in stays: only what encloses all of it goes.
    ("because ops-admin: call it \u201cStart\u201d", Draft(("ops-admin",), "", "call it \u201cStart\u201d")),
    ("because ops-admin: one page (not two)", Draft(("ops-admin",), "", "one page (not two)")),
    ("because ops-admin: run `npm start`", Draft(("ops-admin",), "", "run `npm start`")),
    ("because ops-admin: ship it :rocket:", Draft(("ops-admin",), "", "ship it :rocket:")),
    ("because ops-admin: `A` instead of `B`", Draft(("ops-admin",), "`B`", "`A`")),
    ("because ops-admin: keep it...", Draft(("ops-admin",), "", "keep it...")),
    ("\u201cbecause ops-admin: one page\u201d", Draft(("ops-admin",), "", "one page")),
    # Names of the record, the longest first, whatever stands in them and behind them.
    ("because QA & Release: ship on Mondays", Draft(("QA & Release",), "", "ship on Mondays")),
    ("because the QA and buyer, one page", Draft(("QA", "buyer"), "", "one page")),
    ("because ops-admin, drop the mail", Draft(("ops-admin",), "", "drop the mail")),
    ("because ops-admin\u2014drop the mail", Draft(("ops-admin",), "", "drop the mail")),
    ("ops-admin, one page instead of two", Draft(("ops-admin",), "two", "one page")),
    ("one column, because QA & Release and buyer", Draft(("QA & Release", "buyer"), "", "one column")),
    ("one page (because ops-admin)", Draft(("ops-admin",), "", "one page")),
    ("ops-admin: one page instead of two", Draft(("ops-admin",), "two", "one page")),
    # What is no name is a reason, with every word of it.
    (
        "one page instead of a wizard, because ops-admin stopped there",
        Draft(("ops-admin",), "a wizard", "one page", "ops-admin stopped there"),
    ),
    ("drop the mail because nobody reads it", Draft((), "", "drop the mail", "nobody reads it")),
    ("because they left, one page", Draft((), "", "one page", "they left")),
    (
        "because the buyer never opened it, drop the mail",
        Draft(("buyer",), "", "drop the mail", "the buyer never opened it"),
    ),
    (
        "call it \u201cbecause you asked\u201d because ops-admin",
        Draft(("ops-admin",), "", "call it \u201cbecause you asked\u201d"),
    ),
    (
        "two plans because of ops-admin\u2019s budget",
        Draft(("ops-admin",), "", "two plans", "ops-admin\u2019s budget"),
    ),
    ("drop the mail because: nobody reads it", Draft((), "", "drop the mail", "nobody reads it")),
    ("because of the new price, two plans", Draft((), "", "two plans", "the new price")),
    (
        "drop it because it fails because of the limit",
        Draft((), "", "drop it", "it fails because of the limit"),
    ),
]


@pytest.mark.parametrize(("text", "draft"), SENTENCES)
def test_a_sentence_becomes_a_draft(text: str, draft: Draft) -> None:
    """Whom it serves, from what, to what, and why."""
    assert parse_decided(text, NAMES) == draft


def test_a_name_that_the_record_does_not_know_is_asked_about_and_kept_as_the_reason() -> None:
    """It may be a slip, or no name at all."""
    assert parse_decided("because bozo: two paths", NAMES) == Draft(("bozo",), "", "two paths", "bozo")


def test_a_sentence_too_long_for_a_field_is_kept_whole_as_the_reason() -> None:
    """The field shows its beginning, cut at a word, and says that there is more."""
    long = "a page that " + "shows every import and every export of the last month " * 4
    typed = f"because ops-admin: {long}".strip()
    draft = parse_decided(typed, NAMES)
    assert (draft.who, draft.because, draft.is_cut) == (("ops-admin",), typed, True)
    assert len(draft.changed_to) <= CHANGE_MAX
    assert draft.changed_to.endswith(" …")
    assert typed.startswith(f"because ops-admin: {draft.changed_to.removesuffix(' …')} ")


@given(st.text(alphabet=st.sampled_from("ab :,\u2014()\"'`*because instead of\u201c\u201d"), max_size=60))
def test_no_word_of_a_sentence_is_lost(text: str) -> None:
    """It stands in the change, in the reason or among the names, except for the words of the grammar."""
    draft = parse_decided(text, NAMES)
    kept = " ".join([*draft.who, draft.changed_from, draft.changed_to, draft.because])
    grammar = set(GRAMMAR.split())
    missing = Counter(re.findall(r"\w+", text)) - Counter(re.findall(r"\w+", kept))
    assert {word.casefold() for word in missing} <= grammar


@given(st.text())
def test_any_text_becomes_some_draft(text: str) -> None:
    """The form asks for the rest."""
    assert isinstance(parse_decided(text), Draft)


@pytest.mark.parametrize("piece", ["because ", "from ", ", ", "-", " instead of ", "x because y: ", ": "])
def test_ten_thousand_characters_become_some_draft(piece: str) -> None:
    """No pattern runs away."""
    assert isinstance(parse_decided(piece * (10_000 // len(piece))), Draft)
