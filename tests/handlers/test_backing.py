"""A piece backs the claim that its words are closest to by one press, and the quote that fits stays on the card."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from handlers import commands, evidence
from handlers.call import Call, Replace, UserError
from personas.errors import Gone
from personas.evidence import Evidence, Polarity, State
from personas.persona import Claim, Facet
from playground.surfaces import faults_in_blocks
from storage.store import Store
from tests.conftest import NOW, TENANT
from tests.handlers.pieces import drafted, ops_and_buyer

Make = Callable[..., Call]


def about_columns(
    store: Store, *, text: str = "Our 63 columns: you ask me to map each one"
) -> tuple[Evidence, int, int]:
    """A filed piece about the ops admin that says what a claim of theirs says, the persona and the claim."""
    admin, _, _ = ops_and_buyer(store)
    with store.begin(TENANT) as tx:
        asked = Claim(0, admin, Facet.STUCK, "Is asked to map 63 columns")
        claim = tx.personas.state(admin, asked, by="U1", at=NOW, position=1)
    piece = drafted(store, text=text, state=State.FILED, persona_id=admin, own_words=True)
    return piece, admin, claim


def test_the_receipt_proposes_the_claim_it_backs_and_one_press_makes_it_count(
    lite: Store, call: Make
) -> None:
    piece, _, claim = about_columns(lite)
    line = evidence.said(call(value=f"{piece.id}:1", action="evidence_words:line:own"), lite)
    assert isinstance(line, Replace)
    assert "Does it back _Is asked to map 63 columns_?" in str(line.blocks)
    assert faults_in_blocks(line.blocks) == []
    said = evidence.backs(call(value=f"{piece.id}:{claim}", action="evidence_backs:line"), lite)
    assert isinstance(said, Replace)
    assert "on _Is asked to map 63 columns_" in str(said.blocks)
    assert "Does it back" not in str(said.blocks)
    with lite.read(TENANT) as reading:
        backed = reading.personas.claim(claim)
    assert backed
    assert backed.backing.pieces == 1


def test_a_claim_of_somebody_else_is_not_backed(lite: Store, call: Make) -> None:
    piece, _, _ = about_columns(lite)
    with pytest.raises(UserError) as user_error:
        evidence.backs(call(value=f"{piece.id}:999"), lite)
    assert isinstance(user_error.value.mistake, Gone)


def test_what_says_otherwise_or_names_its_claim_is_proposed_none(lite: Store) -> None:
    piece, _, claim = about_columns(lite)
    with lite.read(TENANT) as reading:
        assert reading.evidence.likely_claim(replace(piece, polarity=Polarity.CONTRADICTS)) is None
        assert reading.evidence.likely_claim(replace(piece, claim_id=claim)) is None
        assert reading.evidence.likely_claim(replace(piece, state=State.DRAFT)) is None
        assert reading.evidence.likely_claim(replace(piece, text="Lovely")) is None


def test_a_newer_quote_about_something_else_leaves_the_fitting_one_on_the_card(
    lite: Store, call: Make
) -> None:
    piece, _, claim = about_columns(lite)
    evidence.backs(call(value=f"{piece.id}:{claim}"), lite)
    later = NOW + timedelta(days=1)
    newer = drafted(
        lite, text="The colours are lovely", state=State.FILED, persona_id=piece.persona_id, own_words=True,
        ts="2.0", source_key="ticket:4712", happened_at=later,
    )  # fmt: skip
    card = str(commands.answer(call("ops-admin", channel="C0SUPPORT"), lite))
    assert "you ask me to map each one" in card
    assert newer.text not in card


def test_what_is_left_of_an_address_is_not_shown_as_a_voice(lite: Store, call: Make) -> None:
    about_columns(lite, text="It fails.\nReach me: [e-mail], [phone].")
    card = str(commands.answer(call("ops-admin", channel="C0SUPPORT"), lite))
    assert "It fails." in card
    assert "[phone]" not in card
