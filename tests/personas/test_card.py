"""The card: what was said last stands with the claim it is about, or by itself."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from personas.evidence import Backing, Evidence, Kind, Polarity, Source, State, Tally
from personas.persona import Claim, Facet, Persona, Type
from personas.views.parts import Blocks
from personas.views.persona import foot, summary
from personas.views.persona_card import READINGS, Line, Shown, badges, best, card, changed

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
STALL = Claim(7, 1, Facet.STUCK, "Stops at the integration step")


def said(claim_id: int | None) -> Evidence:
    return Evidence(
        24, 24, "It is Thursday.", Kind.STUCK, Source.TICKET, Polarity.SUPPORTS, State.FILED, "U1", NOW, NOW,
        persona_id=1, claim_id=claim_id, own_words=True,
    )  # fmt: skip


def sections(blocks: Blocks) -> list[str]:
    return [block["text"]["text"] for block in blocks if block["type"] == "section"]


def test_words_about_the_stall_stand_with_it() -> None:
    shown = sections(card(Shown(Persona(1, "a", "A", Type.USER, claims=(STALL,)), said(7))))
    assert "*Gets stuck*  ○  _Stops at the integration step_\n> It is Thursday." in shown
    assert not [each for each in shown if each.startswith("*In their words*")]


@pytest.mark.parametrize("claims", [(STALL,), ()])
def test_words_about_anything_else_stand_by_themselves(claims: tuple[Claim, ...]) -> None:
    blocks = card(Shown(Persona(1, "a", "A", Type.USER, claims=claims), said(None)))
    assert "*In their words*\n> It is Thursday." in sections(blocks)
    assert not [each for each in sections(blocks) if "Gets stuck" in each and "Thursday" in each]
    assert "Newest quote: ticket" in str(blocks)


def test_a_contested_persona_says_what_is_contested_and_leads_to_both_sides_of_it() -> None:
    backing = Backing((Tally(Source.INTERVIEW, 1, 1, n=4, m=6, contradictions=1, newest=NOW),))
    claims = (replace(STALL, backing=backing), Claim(9, 1, Facet.IGNORES, "Branding", backing=backing))
    persona = Persona(1, "a", "A", Type.USER, claims=claims, backing=backing)
    rows = [block for block in card(Shown(persona)) if "*Contested: " in str(block)]
    assert [row["accessory"]["value"] for row in rows] == ["a stuck", "a owns"]
    assert "◐  *Contested: Gets stuck*  “Stops at the integration step”" in rows[0]["text"]["text"]
    assert "◐ contested: Gets stuck, Can ignore" in summary(persona.line)


def test_the_foot_counts_pieces_of_evidence_and_calls_them_that() -> None:
    backing = Backing((Tally(Source.INTERVIEW, 3, 1), Tally(Source.TICKET, 1, 1)))
    assert "4 pieces of evidence from 2 kinds of source" in foot(
        Persona(1, "a", "A", Type.USER, backing=backing)
    )


def test_words_nobody_is_on_record_with_say_so() -> None:
    claim = Claim(8, 1, Facet.WORDS, "That is my list.")
    blocks = card(Shown(Persona(1, "a", "A", Type.USER, claims=(claim,))))
    assert "*In their words*\n> That is my list." in sections(blocks)
    assert "No evidence yet" in str(blocks)


def test_another_tuple_of_lines_is_another_card() -> None:
    claims = (
        STALL,
        Claim(8, 1, Facet.OBJECTIONS, "We tried that once."),
        Claim(9, 1, Facet.CRITERIA, "One invoice"),
    )
    sales: tuple[Line, ...] = (
        badges,
        best(Facet.OBJECTIONS),
        best(Facet.CRITERIA),
        best(Facet.RISK, silent="ask"),
        changed,
    )
    shown = Shown(Persona(1, "a", "A", Type.BUYER, claims=claims))
    read = [text.partition("  ")[0] for text in sections(card(shown, reading=sales))]
    assert read == ["`buyer`", "*Objections*", "*Criteria*", "*Risks*"]
    assert not [each for each in sections(card(shown)) if "Objections" in each]


def test_every_type_is_read_and_only_a_user_lacks_a_risk() -> None:
    assert set(READINGS) == set(Type)
    for kind in Type:
        shown = str(card(Shown(Persona(1, "a", "A", kind))))
        assert ("no personal risk on record" in shown) is (kind is Type.USER)
