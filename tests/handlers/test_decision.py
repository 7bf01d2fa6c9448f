"""Logging decisions, and what is said about them afterwards."""

import json
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta

import pytest

from handlers import commands, decision
from handlers.call import Call, Form, Nothing, UserError
from handlers.form_state import FormState
from handlers.vocabulary import ACTIONS
from personas.decision import Grounds, Validity
from personas.errors import Gone, KeptElsewhere
from personas.persona import Claim, Facet
from scheduler.delivery_kind import KINDS
from storage.store import Store
from storage.unit_of_work import DuplicateRequest
from tests.calls import acting, field_errors
from tests.conftest import NOW, TENANT
from tests.handlers.decisions import filed, filled, log, newest, state, three, words_of
from tests.outbox import say_all

Make = Callable[..., Call]


@pytest.fixture
def ids(lite: Store, call: Make) -> dict[str, int]:
    return three(lite, call)


def test_logging_wants_a_receipt_where_it_was_made(lite: Store, call: Make, ids: dict[str, int]) -> None:
    assert log(lite, call, filled(ids), thread_ts="17.5") == Nothing()
    made = newest(lite)
    assert (made.label, made.grounds, made.revisit_on) == (
        "D-1",
        Grounds.OPEN,
        (NOW + timedelta(days=60)).date(),
    )
    assert [ref.slug for ref in made.served] == ["admin"]
    assert [ref.slug for ref in made.unserved] == ["buyer"]
    with lite.read(TENANT) as reading:
        [wanted] = reading.deliveries.of("decision", made.id)
    assert (wanted.channel, wanted.thread_ts, wanted.key) == ("C0ONBOARD", "17.5", f"decision:{made.id}")


def test_nothing_it_is_new_and_nobody_are_answers(lite: Store, call: Make, ids: dict[str, int]) -> None:
    log(lite, call, filled(ids, **{"from": "Nothing, it is new.", "served": [0], "unserved": [0]}))
    made = newest(lite)
    assert (made.changed_from, made.served, made.unserved, made.nobody_unserved) == ("", (), (), True)


def test_a_form_that_comes_twice_counts_once(lite: Store, call: Make, ids: dict[str, int]) -> None:
    sent = call(form=filled(ids), idempotency_key="view:1")
    for expected in (nullcontext(), pytest.raises(DuplicateRequest)):
        with expected:
            decision.logged(sent, acting(lite, sent))
    assert newest(lite).number == 1


def test_what_gives_pause_is_said_once_and_stops_nobody(lite: Store, call: Make, ids: dict[str, int]) -> None:
    with lite.begin(TENANT) as tx:
        weekly = Claim(0, ids["admin"], Facet.IGNORES, "onboarding paths")
        tx.personas.state(ids["admin"], weekly, by="U0MARA", at=NOW, position=9)
    old = filed(lite, ids["admin"], account="Acme", happened_at=NOW - timedelta(days=200))
    said = words_of(log(lite, call, filled(ids, evidence=[old.id])))
    assert "EV-1 (interview) is from" in said
    assert "one account, Acme" in said
    assert "can ignore this" in said
    assert newest(lite).grounds is Grounds.EVIDENCE


def test_linked_evidence_brings_every_receipt_up_to_date(
    lite: Store, call: Make, ids: dict[str, int]
) -> None:
    log(lite, call, filled(ids))
    made, piece = newest(lite), filed(lite, ids["admin"])
    say_all(lite, NOW)
    asked = decision.link(call(value=str(made.id)), lite)
    assert isinstance(asked, Form)
    form, form_state = state(evidence=[piece.id]), asked.view["private_metadata"]
    said = decision.linked(call(form=form, metadata=form_state, idempotency_key="view:2"), lite)
    assert "4 of 6 in interviews, November" in words_of(said)
    with lite.read(TENANT) as reading:
        [wanted] = reading.deliveries.of("decision", made.id)
    assert wanted.wanted == 2
    assert newest(lite).cited[0].id == piece.id


def test_evidence_that_is_gone_or_private_cannot_be_linked(
    lite: Store, call: Make, ids: dict[str, int]
) -> None:
    log(lite, call, filled(ids))
    hidden = filed(lite, ids["admin"], visibility="C0SECRET", reporter="U0PRIYA")
    form_state = json.dumps({"subject": newest(lite).id})
    chosen = call(form=state(evidence=[hidden.id]), metadata=form_state, idempotency_key="view:2")
    assert set(field_errors(decision.linked, chosen, lite)) == {"evidence"}
    assert newest(lite).cited == ()


def test_it_can_be_called_a_judgement_or_taken_back(lite: Store, call: Make, ids: dict[str, int]) -> None:
    log(lite, call, filled(ids))
    key = str(newest(lite).id)
    shown = decision.judged(call(value=key, ephemeral=True), lite)
    assert "a judgement call" in words_of(shown)
    assert ACTIONS["decision_menu"](call(value=f"judgement {key}"), lite) == Nothing()
    metadata = FormState(subject=int(key)).dump()
    why = call(form=state(why="Sales asked"), metadata=metadata, idempotency_key="view:9")
    assert "Taken back" in words_of(decision.taken_back(why, lite))
    assert newest(lite).validity is Validity.REVERSED


def test_what_is_typed_into_the_form_is_masked_as_what_was_typed_before_it(
    lite: Store, call: Make, ids: dict[str, int]
) -> None:
    said = "ask jo@acme.example or +49 170 1234567"
    typed = dict.fromkeys(("from", "to", "because", "known"), said)
    log(lite, call, filled(ids, **typed, area=("onboarding",)))
    made = newest(lite)
    for kept in (made.changed_from, made.changed_to, made.because, made.how_known):
        assert kept == "ask [e-mail] or [phone]"


def test_what_was_decided_in_private_stays_there(lite: Store, call: Make, ids: dict[str, int]) -> None:
    log(lite, call, filled(ids), channel="G0SECRET", private=True)
    made = newest(lite)
    assert made.visibility == "G0SECRET"
    with pytest.raises(UserError) as user_error:
        commands.answer(call("why D-1", user="U0SAM"), lite)
    assert user_error.value.mistake == KeptElsewhere("D-1")
    assert "two onboarding paths" in words_of(
        commands.answer(call("D-1", user="U0SAM", channel="G0SECRET"), lite)
    )
    assert "two onboarding paths" in words_of(commands.answer(call("D-1"), lite))
    for asked in ("admin decisions", "decisions", "proof"):
        said = words_of(commands.answer(call(asked, user="U0SAM"), lite))
        assert "+1 from a private channel" in said
        assert "two onboarding paths" not in said
    with pytest.raises(UserError) as user_error:
        decision.details(call(value=str(made.id), user="U0SAM"), lite)
    assert isinstance(user_error.value.mistake, Gone)


@pytest.mark.parametrize("words", ["D-1", "decision D-1", "why D-1", "who is not served by D-1"])
def test_a_decision_is_shown_by_its_number(lite: Store, call: Make, ids: dict[str, int], words: str) -> None:
    log(lite, call, filled(ids))
    said = words_of(commands.answer(call(words), lite))
    assert "*Not served:*  Buyer" in said
    assert "Logged, <!date" in said


def test_decisions_are_listed_for_all_and_per_persona(lite: Store, call: Make, ids: dict[str, int]) -> None:
    assert "No decisions yet" in words_of(commands.answer(call("decisions"), lite))
    log(lite, call, filled(ids))
    assert "D-1" in words_of(commands.answer(call("decisions"), lite))
    assert "Changed because of them" in words_of(commands.answer(call("what changed because of admin"), lite))
    assert "Decided without serving them" in words_of(commands.answer(call("buyer decisions"), lite))
    assert "D-1" in words_of(commands.answer(call("admin"), lite))
    assert "D-1" not in words_of(commands.answer(call("buyer"), lite))


def test_the_proof_names_personas_that_changed_nothing(lite: Store, call: Make, ids: dict[str, int]) -> None:
    log(lite, call, filled(ids, evidence=[filed(lite, ids["admin"]).id]))
    log(lite, call, filled(ids, served=[0]), idempotency_key="view:2")
    said = words_of(commands.answer(call("proof"), lite))
    assert "*1 of 2 logged decisions* names a persona, *1* cites evidence." in said
    assert "No decision yet because of *Buyer*, *End user*." in said


def test_a_receipt_is_posted_again_only_where_none_stands(
    lite: Store, call: Make, ids: dict[str, int]
) -> None:
    log(lite, call, filled(ids))
    pressed = replace(call(idempotency_key="trigger:9"), value=str(newest(lite).id))
    decision.post_there(pressed, lite)
    with lite.read(TENANT) as reading:
        assert len(reading.deliveries.of("decision", newest(lite).id)) == 1


def test_taking_back_is_told_reasoned_and_undoable(store: Store, call: Make) -> None:
    ids = three(store, call)
    log(store, call, filled(ids, revisit="2027-01-22"), user="U0SAM")
    made = newest(store)
    form = decision.reversed_(call(value=str(made.id)), store)
    assert isinstance(form, Form)
    assert newest(store).stands, "nothing happens before a reason is given"
    metadata = form.view["private_metadata"]
    silent = call(form=state(why=" "), metadata=metadata, idempotency_key="view:2")
    assert set(field_errors(decision.taken_back, silent, store)) == {"why"}
    reason = state(why="Sales promised it, ask jo@x.example")
    said = decision.taken_back(call(form=reason, metadata=metadata, idempotency_key="view:3"), store)
    gone = newest(store)
    assert (gone.taken_back_by, gone.taken_back_at) == ("U0MARA", NOW)
    assert gone.taken_back_why == "Sales promised it, ask [e-mail]"
    assert "Sales promised it" in words_of(said)
    assert "ook again" not in words_of(said)
    with store.read(TENANT) as reading:
        [told] = reading.deliveries.of("decision_taken_back", made.id)
        assert told.person == "U0SAM"
        note = str(KINDS["decision_taken_back"].render(reading, told, NOW))
        assert "Sales promised it" in note
        assert "Put it back" in note
        [receipt] = reading.deliveries.of("decision", made.id)
        assert "Sales promised it" in str(KINDS["decision"].render(reading, receipt, NOW))
    decision.put_back(call(value=str(made.id), user="U0SAM"), store)
    assert replace(newest(store), edited_by="", edited_at=None) == made
    with store.read(TENANT) as reading:
        assert "stands again" in str(
            KINDS["decision_taken_back"].render(reading, replace(told, ts="1.0"), NOW)
        )


def test_who_takes_back_their_own_decision_is_not_told_so(store: Store, call: Make) -> None:
    ids = three(store, call)
    log(store, call, filled(ids))
    made = newest(store)
    metadata = FormState(subject=made.id, channel="C0ONBOARD").dump()
    decision.taken_back(call(form=state(why="Changed"), metadata=metadata, idempotency_key="view:2"), store)
    with store.read(TENANT) as reading:
        assert reading.deliveries.of("decision_taken_back", made.id) == []
