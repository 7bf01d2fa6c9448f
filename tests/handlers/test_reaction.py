"""Reactions as they are heard: which of them leave a look at the message, and which change nothing."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event

from handlers import evidence
from handlers.call import Call, Nothing, Quoted
from personas.people import Person
from storage.store import Store
from storage.unit_of_work import DuplicateRequest
from tests.conftest import NOW, TENANT
from tests.handlers.pieces import ops_and_buyer

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
