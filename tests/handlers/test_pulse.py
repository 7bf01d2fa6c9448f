"""A pulse from its sending to its result: when it closes, who may close it, and what becomes of it."""

from datetime import timedelta

import pytest

from handlers import ask, commands, pulse
from handlers.call import Form, Replace, Reply, UserError
from handlers.form_state import FormState
from personas.errors import NobodyToAsk, Twice
from personas.people import Person
from personas.views import mistake as mistake_view
from scheduler.reconcile import Seen, Verdict
from scheduler.reconcile import decide as uncertain
from storage.delivery import Progress
from tests.conftest import TENANT
from tests.handlers.pulses import GUEST, MARA, USERS, Town, picked, ticked, words
from tests.outbox import leased


def test_sending_asks_everybody_once_and_numbers_the_pulse(both: Town) -> None:
    sent = both.ask()
    assert sent.label == "P-1"
    assert len(both.messages()) == 8
    assert "3 of 8" not in both.shown("result")
    with pytest.raises(UserError) as twice:
        pulse.sent(
            both.call(MARA, metadata=FormState(subject=sent.id).dump(), idempotency_key=f"view:V{sent.id}"),
            both.store,
        )
    assert twice.value.mistake == Twice()
    with pytest.raises(UserError) as again:
        pulse.sent(
            both.call(MARA, metadata=FormState(subject=sent.id).dump(), idempotency_key="view:other"),
            both.store,
        )
    assert isinstance(again.value.mistake, Twice | NobodyToAsk)
    assert len(both.messages()) == 8


def test_the_quota_closes_it_a_little_later_with_the_result(both: Town) -> None:
    sent = both.ask()
    for place, user in enumerate(USERS):
        both.tap(user, sent, 2 if place < 5 else 0)
    both.type(USERS[0], "It was all somebody else's, ask jo@example.com")
    assert "It closes in a moment" in both.shown("result")
    both.tick(minutes=3)
    card = both.shown("result")
    assert "*5 of 8*  No" in card
    assert "*3 of 8*  Yes, quickly" in card
    assert "enough answers" in card
    assert "It was all somebody else" in card
    assert "jo@example.com" not in card
    assert "Make it evidence" in card
    assert "8 people answered; 5 said *No*" in both.shown("ask", USERS[1])


def test_it_closes_when_its_time_is_up_and_those_who_did_not_answer_read_only_that(here: Town) -> None:
    sent = here.ask()
    for user in USERS[:6]:
        here.tap(user, sent, 1)
    here.tick(days=7, hours=6)
    assert "closed" in here.shown("result")
    assert not here.pulse(sent.id).open
    assert "This question is closed." in here.shown("ask", USERS[7])
    assert "6 people answered" not in here.shown("ask", USERS[7])
    assert "6 people answered; 6 said *After a while*" in here.shown("ask", USERS[0])


def test_an_admin_may_close_and_see_what_the_author_may(here: Town) -> None:
    sent = here.ask(people=USERS[:2], mode="named", quota="2")
    with here.store.begin(TENANT) as tx:
        tx.people.mirror(Person(GUEST, "Boss", admin=True), here.now)
    assert isinstance(here.press(GUEST, pulse.closed, str(sent.id)), Replace)


def test_the_result_becomes_evidence_once(both: Town) -> None:
    sent = both.ask()
    for place, user in enumerate(USERS):
        both.tap(user, sent, 2 if place < 5 else 0)
    both.press(MARA, pulse.closed, str(sent.id))
    form = both.press(MARA, pulse.evidence_form, str(sent.id))
    assert isinstance(form, Form)
    claim = next(
        option["value"]
        for option in form.view["blocks"][1]["element"]["options"]
        if "nothing of their own" in str(option)
    )
    values = {"claim": picked(claim), "supports": ticked("2")}
    form_state = form.view["private_metadata"]
    answer = pulse.filed(
        both.call(MARA, form=values, metadata=form_state, idempotency_key="view:E"), both.store
    )
    assert "*EV-1* about *End user*: 5 of 8 pulse answers" in words(answer)
    with pytest.raises(UserError) as twice:
        pulse.filed(both.call(MARA, form=values, metadata=form_state, idempotency_key="view:E2"), both.store)
    assert twice.value.mistake == Twice()
    assert "Filed as *EV-1*" in both.shown("result")
    assert "Make it evidence" not in both.shown("result")
    card = commands.answer(both.call(MARA, "end-user stuck"), both.store)
    assert "5 of 8 pulse answers" in words(card)


def test_sharing_needs_the_bot_in_the_channel(here: Town) -> None:
    sent = here.ask()
    for user in USERS:
        here.tap(user, sent, 1)
    here.press(MARA, pulse.closed, str(sent.id))
    form = here.press(MARA, pulse.share_form, str(sent.id))
    assert isinstance(form, Form)
    values = {"channel": {"x": {"type": "conversations_select", "selected_conversation": "C0PRODUCT"}}}
    call = here.call(
        MARA,
        form=values,
        metadata=form.view["private_metadata"],
        members=("U0MARA",),
        idempotency_key="view:S",
    )
    assert isinstance(pulse.shared(call, here.store), Reply)
    assert "*8 of 8*  After a while" in here.shown("result_shared")
    assert "Make it evidence" not in here.shown("result_shared")


def test_the_list_shows_what_is_open_and_mine(here: Town) -> None:
    assert "No pulse yet" in words(commands.answer(here.call(MARA, "pulses"), here.store))
    here.ask()
    assert "*P-1*" in words(commands.answer(here.call(MARA, "pulses"), here.store))
    assert "There is no" not in words(commands.answer(here.call(MARA, "pulse p-1"), here.store))


def test_an_unknown_number_names_the_list_of_pulses(here: Town) -> None:
    with pytest.raises(UserError) as user_error:
        commands.answer(here.call(MARA, "pulse P-99"), here.store)
    assert "`/persona pulses`" in str(mistake_view.sentence(user_error.value.mistake)[0])


def test_a_pulse_closes_when_the_last_person_awaited_declines(both: Town) -> None:
    asked = both.ask(mode="named", quota=str(len(USERS)))
    for user in USERS[:-1]:
        both.tap(user, asked, 1)
    before = both.pulse(asked.id).closes_at
    both.press(USERS[-1], ask.stopped, str(asked.id))
    assert both.pulse(asked.id).closes_at < before


def test_what_may_not_have_arrived_is_not_said_again_until_its_author_presses(both: Town) -> None:
    sent = both.send(both.draft(people=USERS), deliver=False)
    lost = [row for row in leased(both.store, both.now) if row.kind == "ask"][:4]
    for row in lost:
        uncertain(both.store, row, Seen(Verdict.UNKNOWN), error="internal_error", now=both.now)
    with both.store.read(TENANT) as reading:
        states = [row.state for row in reading.deliveries.of("ask", sent.id)]
        assert states.count(Progress.UNCERTAIN) == 4
        assert Progress.PENDING not in states, "nothing is said again by itself"
    card = both.shown("result")
    assert "4 people may not have been asked" in card
    assert "Ask them again" in card
    both.tap(lost[0].person, sent, 1)
    assert "3 people may not have been asked" in both.shown("result"), "who answered was asked"
    with pytest.raises(UserError):
        both.press(USERS[0], pulse.ask_again, str(sent.id))
    answer = both.press(MARA, pulse.ask_again, str(sent.id))
    assert "may not have been asked" not in words(answer)
    soon = both.now + timedelta(seconds=2)
    again = {row.person for row in leased(both.store, soon) if row.kind == "ask"}
    assert again == {row.person for row in lost[1:]}
    with both.store.read(TENANT) as reading:
        states = [row.state for row in reading.deliveries.of("ask", sent.id)]
        assert (states.count(Progress.SUPERSEDED), reading.deliveries.uncertain()) == (4, 0)


def test_a_shared_result_that_may_be_lost_is_posted_by_the_next_press(here: Town) -> None:
    sent = here.ask()
    for user in USERS:
        here.tap(user, sent, 1)
    here.press(MARA, pulse.closed, str(sent.id))
    values = {"channel": {"x": {"type": "conversations_select", "selected_conversation": "C0PRODUCT"}}}
    metadata = FormState(subject=sent.id).dump()
    for once in ("view:S1", "view:S2", "view:S3"):
        call = here.call(MARA, form=values, metadata=metadata, members=("U0MARA",), idempotency_key=once)
        pulse.shared(call, here.store)
        for row in leased(here.store, here.now + timedelta(seconds=2)):
            if row.kind == "result_shared":
                uncertain(here.store, row, Seen(Verdict.UNKNOWN), error="500", now=here.now)
    with here.store.read(TENANT) as reading:
        states = [row.state for row in reading.deliveries.of("result_shared", sent.id)]
        assert states == [Progress.SUPERSEDED, Progress.PENDING], "posted once more, whoever presses again"
