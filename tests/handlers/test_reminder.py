"""Pressing what is not there any more, twice, or wrongly; and asking for silence in words."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from handlers import reminder
from handlers.call import Call, Replace, Reply, UserError
from handlers.commands import answer
from handlers.vocabulary import ACTIONS
from personas.decision import Decision, Grounds
from personas.evidence import Evidence, Kind, Polarity, Source, State
from personas.people import Person
from personas.persona import Persona, Type
from personas.views.mistake import plain_sentence
from personas.views.mistake import sentence as sentence_of
from scheduler.reminder import collect
from storage.installation import Workspace
from storage.store import Store
from tests.calls import make_call
from tests.conftest import NOW, TENANT

AGO = NOW - timedelta(days=60)


@pytest.fixture
def told(lite: Store) -> Store:
    """Mara was told about a persona (item 1) and an open decision (item 2)."""
    kind = (Kind.STUCK, Source.TICKET, Polarity.SUPPORTS)
    with lite.system() as system:
        system.installations.save(Workspace(TENANT, "Northlight", "U0BOT", "B0BOT", "", frozenset(), AGO))
    with lite.begin(TENANT) as tx:
        tx.people.mirror(Person("U0MARA", "Mara"), AGO)
        made = Persona(0, "ops-admin", "Ops admin", Type.USER, steward="U0MARA")
        persona = tx.personas.get(tx.personas.create(made, by="U0MARA", at=AGO))
        assert persona
        logged = NOW - timedelta(days=8)
        tx.decisions.log(
            Decision(0, 0, "two paths", "why", Grounds.OPEN, "U0MARA", logged, served=(persona.ref,))
        )
        for state, visibility in ((State.FILED, "G0RENEW"), (State.WITHDRAWN, "")):
            tx.evidence.file(
                Evidence(0, 0, "x", *kind, state, "U0PRIYA", AGO, AGO, persona_id=1, visibility=visibility)
            )
    assert collect(lite, NOW) == 1
    return lite


def tapped(word: str) -> Callable[[Call, Store], Any]:
    """The button of a way out, as the vocabulary answers it."""
    return lambda call, store: ACTIONS[f"reminder_{word}"](
        replace(call, action=f"reminder_{word}:{call.value}"), store
    )


def press(store: Store, handler: Any, value: str, **more: Any) -> str:
    shown = handler(make_call(TENANT, "U0MARA", NOW, value=value, **more), store)
    assert isinstance(shown, Replace)
    return str(shown.blocks)


def test_pressing_twice_is_pressing_once(told: Store) -> None:
    for _ in range(2):
        assert "*Ops admin*: still true, noted." in press(told, tapped("true"), "1")
        assert "*D-1* stands as a judgement call." in press(told, tapped("judgement"), "2")


def test_what_was_settled_elsewhere_is_not_settled_again(told: Store) -> None:
    with told.begin(TENANT) as tx:
        tx.decisions.reverse(1, by="U0PRIYA", at=NOW)
    assert "*D-1* is taken back." in press(told, tapped("judgement"), "2")
    with told.read(TENANT) as reading:
        decision = reading.decisions.get(1)
        assert decision
        assert decision.grounds is Grounds.OPEN


@pytest.mark.parametrize(
    ("handler", "value", "sentence"),
    [
        (tapped("true"), "99", "That reminder is not there any more"),
        (tapped("true"), "", "That reminder is not there any more"),
        (reminder.snooze, "x:7", "That reminder is not there any more"),
        (tapped("link"), "2:99", "That evidence is not there any more"),
        (tapped("link"), "2:1", "That evidence is not there any more"),  # from a private channel
        (tapped("link"), "2:2", "That evidence is not there any more"),  # withdrawn
        (tapped("link"), "2:", "That evidence is not there any more"),
        (tapped("judgement"), "1", "That reminder is not there any more"),
        (reminder.mute_here, "1", "That reminder is not there any more"),
    ],
)
def test_a_button_whose_object_is_gone_is_a_sentence(
    told: Store, handler: Any, value: str, sentence: str
) -> None:
    with pytest.raises(UserError) as user_error:
        press(told, handler, value)
    assert plain_sentence(user_error.value.mistake).startswith(sentence)


def test_an_answer_to_one_item_leaves_the_other_open(told: Store) -> None:
    shown = press(told, reminder.snooze, "1:30")
    assert "*Ops admin*: I'll ask once more on" in shown
    assert "One thing, when it suits you." in shown


def test_less_of_this_twice_is_silence_about_it_and_more_is_not_less(told: Store) -> None:
    where = {"action": "reminder_less:1"}
    assert "each persona is brought up once" in press(told, reminder.less, "M1", **where)
    for _ in range(3):
        assert "personas are not brought up any more" in press(told, reminder.less, "M1", **where)
    press(told, reminder.less, "M99", **where)
    with told.read(TENANT) as reading:
        assert reading.people.known("U0MARA").less == ("M1", "M1")


def test_mute_under_a_message_says_until_when(told: Store) -> None:
    assert "Muted until" in press(told, reminder.mute_here, "1", action="reminder_mute:1")
    with told.read(TENANT) as reading:
        assert reading.people.known("U0MARA").muted_until == datetime(2026, 12, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    "words", ["forever", "0d", "until yesterday", "<!channel>", "2 w e e k s", "x" * 900]
)
def test_a_time_nobody_can_read_is_a_sentence_with_an_example(
    told: Store, call: Callable[..., Call], words: str
) -> None:
    with pytest.raises(UserError) as user_error:
        answer(call(f"mute {words}"), told)
    blocks, _ = sentence_of(user_error.value.mistake)
    sentence = str(blocks)
    assert "as a time. Try" in sentence
    assert "`2w`, `3d` or `until 14 May`" in sentence
    assert "<!channel>" not in sentence


def test_mute_answers_with_the_day_and_the_way_back(told: Store, call: Callable[..., Call]) -> None:
    said = answer(call("mute until 14 May"), told)
    assert isinstance(said, Reply)
    assert "No messages from me until" in str(said.blocks)
    said = answer(call("unmute"), told)
    assert isinstance(said, Reply)
    assert "Welcome back." in str(said.blocks)
