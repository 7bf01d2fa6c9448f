"""Reactions as they are heard: which of them leave a look at the message, and which change nothing."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event

from handlers import evidence
from handlers.call import Call, Nothing, Quoted, Replace, UserError
from handlers.prefetch import place
from handlers.vocabulary import ACTIONS, NEEDS
from personas.people import Person, Place
from playground.surfaces import faults_in_blocks
from scheduler import evidence as later
from scheduler.outgoing import Drop, EphemeralPost
from storage.store import Store
from storage.unit_of_work import DuplicateRequest
from tests.conftest import NOW, TENANT
from tests.handlers.pieces import ops_and_buyer
from tests.outbox import leased

Make = Callable[..., Call]


@pytest.fixture
def ids(lite: Store) -> tuple[int, int, int]:
    return ops_and_buyer(lite)


def reaction(call: Make, **parts: Any) -> Call:
    given = {"channel": "C0SUPPORT", "value": "card_index", "message": Quoted("1.0"), "user": "U0PRIYA"}
    return call("", **{**given, **parts})


@pytest.mark.parametrize("emoji", ["card_index", "p-ops", "p-ops::skin-tone-3"])
def test_an_emoji_of_ours_or_a_personas_leaves_a_look_and_twice_the_same_event_one(
    lite: Store, ids: Any, call: Make, emoji: str
) -> None:
    heard = reaction(call, value=emoji)
    assert evidence.reacted(heard, lite.for_user("", NOW, idempotency_key="event:Ev1")) == Nothing()
    with pytest.raises(DuplicateRequest):
        evidence.reacted(heard, lite.for_user("", NOW, idempotency_key="event:Ev1"))
    with lite.system() as system:
        assert [look.wanted for look in system.captures.take(NOW, limit=50)] == [1]


@pytest.mark.parametrize(
    "more",
    [
        {"value": "eyes"},
        {"value": "white_check_mark"},
        {"channel": "C0PRODUCT"},
        {"user": "U0BOT"},
        {"user": "U0STRANGER"},
        {"message": Quoted("")},
    ],
)
def test_what_does_not_matter_is_ignored_without_a_write(
    lite: Store, ids: Any, call: Make, more: Any
) -> None:
    with lite.begin(TENANT) as tx:
        tx.people.mirror(Person("U0BOT", "Bot", is_bot=True), NOW)
        tx.people.mirror(Person("U0STRANGER", "Olu", stranger=True), NOW)
    begun: list[str] = []
    event.listen(lite.engine, "begin", lambda _: begun.append("a write"))
    assert evidence.reacted(reaction(call, **more), lite) == Nothing()
    with lite.read(TENANT) as reading:
        looks = reading.connection.exec_driver_sql("SELECT count(*) FROM capture").scalar()
    assert (looks, begun) == (0, [])


def hints(store: Store) -> list[tuple[str, str]]:
    """Who was told, and where."""
    with store.read(TENANT) as reading:
        rows = reading.connection.exec_driver_sql(
            "SELECT person, channel FROM delivery WHERE kind = 'filing_off' ORDER BY id"
        )
        return [(row[0], row[1]) for row in rows]


def put_on(call: Make, **parts: Any) -> Call:
    return reaction(call, action="reaction_added", channel="C0PRODUCT", **parts)


def test_where_filing_is_off_each_person_is_told_once_in_each_channel(
    lite: Store, ids: Any, call: Make
) -> None:
    for user in ("U0PRIYA", "U0PRIYA", "U0DEVIN"):
        assert evidence.reacted(put_on(call, user=user), lite) == Nothing()
    assert hints(lite) == [("U0PRIYA", "C0PRODUCT"), ("U0DEVIN", "C0PRODUCT")]


@pytest.mark.parametrize(
    "more",
    [{"value": "eyes"}, {"action": "reaction_removed"}, {"user": "U0GUEST"}, {"channel": "D0PRIYA"},
     {"place": Place("C0PRODUCT", shared=True)}],
)  # fmt: skip
def test_nobody_is_told_where_it_would_help_nobody(lite: Store, ids: Any, call: Make, more: Any) -> None:
    with lite.begin(TENANT) as tx:
        tx.people.mirror(Person("U0GUEST", "Sam", guest=True), NOW)
    evidence.reacted(replace(put_on(call), **more), lite)
    assert hints(lite) == []


def test_nobody_is_told_where_somebody_switched_it_off_by_hand(lite: Store, ids: Any, call: Make) -> None:
    with lite.begin(TENANT) as tx:
        for on in (True, False):
            tx.channels.bind("C0PRODUCT", [], filing=on, by="U1", at=NOW)
    evidence.reacted(put_on(call), lite)
    assert hints(lite) == []


def test_switched_on_from_the_hint_it_files_the_message_that_asked_for_it(
    lite: Store, ids: Any, call: Make
) -> None:
    evidence.reacted(put_on(call), lite)
    [hint] = [each for each in leased(lite, NOW) if each.kind == "filing_off"]
    with lite.read(TENANT) as reading:
        told = later.filing_off(reading, hint, NOW)
    assert isinstance(told, EphemeralPost)
    assert faults_in_blocks(told.blocks) == []
    on, hush = told.blocks[-1]["elements"]
    known = Place("C0PRODUCT", "product", known=True)
    pressed = call(channel="C0PRODUCT", value=on["value"], place=known, action=on["action_id"])
    assert NEEDS[on["action_id"]] is place
    said = ACTIONS[on["action_id"]](pressed, lite)
    assert isinstance(said, Replace)
    with lite.read(TENANT) as reading:
        assert reading.channels.filing("C0PRODUCT")
        assert later.filing_off(reading, hint, NOW) == Drop("switched on, or closed, meanwhile")
    with lite.system() as system:
        assert [look.ts for look in system.captures.take(NOW, limit=50)] == ["1.0"]
    assert "won't mention it here" in str(ACTIONS[hush["action_id"]](call(channel="C0PRODUCT"), lite))


@pytest.mark.parametrize(
    "there",
    [
        Place("C0PRODUCT"),
        Place("C0PRODUCT", known=True, shared=True),
        Place("C0PRODUCT", known=True, member=False),
    ],
)
def test_it_is_not_switched_on_where_words_stay_or_can_not_be_read(
    lite: Store, ids: Any, call: Make, there: Place
) -> None:
    with pytest.raises(UserError):
        ACTIONS["filing_on"](call(channel="C0PRODUCT", value="C0PRODUCT:1.0", place=there), lite)
    with lite.read(TENANT) as reading:
        assert not reading.channels.filing("C0PRODUCT")
