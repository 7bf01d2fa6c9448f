"""Quotation marks are for what a user said; what a colleague reported stands without them."""

from dataclasses import replace
from datetime import UTC, datetime

from personas.decision import Decision, Grounds
from personas.evidence import Evidence, Kind, Polarity, Source, State
from personas.views import decision as decision_view
from personas.views import evidence as evidence_view

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
SAID = Evidence(
    7, 7, "I gave up.", Kind.STUCK, Source.TICKET, Polarity.SUPPORTS, State.FILED, "U1", NOW, NOW, own_words=True
)  # fmt: skip
REPORTED = replace(SAID, own_words=False, text="Gave up at step two.")


def test_evidence_is_quoted_as_what_it_is() -> None:
    assert evidence_view.verbatim(SAID).startswith("> I gave up.\n> — ticket")
    assert evidence_view.verbatim(REPORTED).startswith("Gave up at step two.\n— reported: ticket")


def test_a_decision_quotes_only_what_was_said() -> None:
    decision = Decision(
        7, 44, "two paths", "they differ", Grounds.EVIDENCE, "U1", NOW, cited=(SAID, REPORTED)
    )
    shown = str(decision_view.whole(decision, logger="Mara"))
    assert "“I gave up.”  ticket" in shown
    assert "Gave up at step two.  reported: ticket" in shown
    assert "“Gave up" not in shown
