"""Every press, command, form and event comes twice: the second time nothing changes."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest
from slack_bolt.response import BoltResponse
from sqlalchemy import select

from handlers import persona
from handlers.call import Call, Quoted
from handlers.commands import COMMANDS, SUBCOMMANDS
from handlers.edge import Edge
from handlers.event import parse
from handlers.vocabulary import ACTIONS, EVENTS, QUIET_EVENTS, SHORTCUTS, SUBMISSIONS
from storage.columns import Row
from storage.store import Store
from storage.unit_of_work import DuplicateRequest
from tests.conftest import NOW, TENANT
from tests.handlers.test_edge import Slack

pytestmark = pytest.mark.slow
Make = Callable[..., Call]
WORDS = [each.word for each in SUBCOMMANDS]


def dump(store: Store) -> dict[str, list[Any]]:
    """Every row of every table."""
    with store.engine.connect() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(select(table)).all()))
            for table in Row.metadata.sorted_tables
        }


async def said(store: Store, way: str, call: Call, handler: Any, **keys: Any) -> list[dict[str, Any]]:
    """One call through the edge, as Slack brings it."""
    acked: list[dict[str, Any]] = []

    async def ack(**arguments: Any) -> BoltResponse:
        acked.append(arguments)
        return BoltResponse(status=200, body=json.dumps(arguments))

    async with httpx.AsyncClient(transport=httpx.MockTransport(lambda _: httpx.Response(200))) as http:
        edge = Edge(store, http, lambda: NOW, frozenset())
        await getattr(edge, way)(call, handler, ack=ack, client=Slack(), **keys)
        await edge.drain()
    return acked


def twice(store: Store, way: str, call: Call, handler: Any, **keys: Any) -> bool:
    """Whether the first time changed something; the second time nothing may."""
    before = dump(store)
    asyncio.run(said(store, way, call, handler, **keys))
    after = dump(store)
    asyncio.run(said(store, way, call, handler, **keys))
    assert dump(store) == after
    return before != after


@pytest.fixture
def kept(lite: Store, call: Make) -> Store:
    """Three personas and a piece of evidence."""
    persona.start(call(idempotency_key="trigger:start"), lite)
    return lite


@pytest.mark.parametrize("word", sorted(ACTIONS))
def test_a_press_that_comes_again_changes_nothing(kept: Store, call: Make, word: str) -> None:
    for value in ("", "1", "1:1", "1:yes", "1:0:x", "list", "start", "mute 2w"):
        pressed = call(
            trigger=f"t{word}{value}", idempotency_key=f"trigger:t{word}{value}", action=word, value=value,
            message=Quoted("1.1"), in_home=word.startswith("home"),
        )  # fmt: skip
        twice(kept, "pressed", pressed, ACTIONS[word], need=None, url="")


@pytest.mark.parametrize("word", sorted(SHORTCUTS))
def test_a_shortcut_that_comes_again_changes_nothing(kept: Store, call: Make, word: str) -> None:
    used = call(
        trigger="1", idempotency_key="trigger:1", action=word, message=Quoted("1.1", "They gave up", "U0JO")
    )
    twice(kept, "pressed", used, SHORTCUTS[word], need=None, url="")


@pytest.mark.parametrize("word", [*WORDS, "admin add they gave up", "decide because admin: two paths"])
def test_a_command_that_comes_again_changes_nothing(kept: Store, call: Make, word: str) -> None:
    for command, text in (("/persona", word), ("/persona", f"admin {word}"), ("/decided", word)):
        typed = call(
            text, trigger=f"t{command}{text}", idempotency_key=f"trigger:t{command}{text}", action=command
        )
        twice(kept, "command", typed, COMMANDS[command], url="")


@pytest.mark.parametrize("word", sorted(SUBMISSIONS))
def test_a_form_that_comes_again_changes_nothing(kept: Store, call: Make, word: str) -> None:
    filled = {
        "name": field(value="Night auditor"),
        "role": field(value="Checks the day's takings"),
        "text": field(value="They gave up at step two"),
        "type": field(selected_option={"value": "user"}),
        "persona": field(selected_option={"value": "1"}),
    }
    submitted = call(
        trigger="1", idempotency_key="view:V1", action=word, form=filled, metadata='{"persona": 1, "subject": 1}',
        in_modal=True, view_id="V1",
    )  # fmt: skip
    twice(kept, "submitted", submitted, SUBMISSIONS[word], need=None)


def test_a_form_submitted_twice_is_one_thing(lite: Store, call: Make) -> None:
    form = {"name": field(value="Night auditor"), "type": field(selected_option={"value": "user"})}
    first = call(
        trigger="1", idempotency_key="view:V1", action="persona_new", form=form, in_modal=True, view_id="V1"
    )
    asyncio.run(said(lite, "submitted", first, persona.created, need=None))
    after = dump(lite)
    [acked] = asyncio.run(said(lite, "submitted", replace(first, trigger="2"), persona.created, need=None))
    assert acked["response_action"] == "errors"
    assert {name: rows for name, rows in dump(lite).items() if name != "heard"} == {
        name: rows for name, rows in after.items() if name != "heard"
    }


@pytest.mark.parametrize("kind", sorted(EVENTS))
def test_an_event_that_comes_again_changes_nothing(kept: Store, call: Make, kind: str) -> None:
    user = {"id": "U0NEW", "name": "new", "profile": {}, "tz": "Europe/Berlin"}
    raw = {
        "type": kind,
        "user": user,
        "tokens": {"bot": ["U0"]},
        "team_ids": ["T9"],
        "old_channel_id": "C0ONBOARD",
        "new_channel_id": "C0NEW",
    }
    told = call(
        "start", idempotency_key="Ev1", action=kind, value="card_index", message=Quoted("1.1"), in_dm=kind == "message",
        event=parse(raw, tenant=TENANT, seconds=None),
    )  # fmt: skip
    changed = twice(kept, "event", told, EVENTS[kind], raises=kind not in QUIET_EVENTS)
    assert len([row for row in dump(kept)["heard"] if "Ev1" in row]) == int(changed)


def test_a_day_later_an_old_change_of_a_person_does_not_undo_a_newer_one(lite: Store, call: Make) -> None:
    def told(name: str, event_id: str) -> Call:
        user = {"id": "U0JO", "name": name, "profile": {}}
        raw = {"type": "user_change", "user": user}
        return call(
            idempotency_key=event_id, action="user_change", event=parse(raw, tenant=TENANT, seconds=None)
        )

    for change in (told("Jo", "Ev1"), told("Joanna", "Ev2"), told("Jo", "Ev1")):
        asyncio.run(said(lite, "event", change, EVENTS["user_change"], raises=True))
    with lite.read(TENANT) as reading:
        assert reading.people.get("U0JO").name == "Joanna"


def test_the_key_belongs_to_the_transaction_it_guards(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.for_user("U1", NOW, idempotency_key="press:1").begin(TENANT):
        raise ZeroDivisionError
    with store.for_user("U1", NOW, idempotency_key="press:1").begin(TENANT) as tx:
        tx.captures.want("C1", "1.1", user="U1", now=NOW)
    with pytest.raises(DuplicateRequest), store.for_user("U1", NOW, idempotency_key="press:1").begin(TENANT):
        pass


def test_one_act_may_need_two_transactions(store: Store) -> None:
    for_user = store.for_user("U1", NOW, idempotency_key="press:1")
    for ts in ("1.1", "1.2"):
        with for_user.begin(TENANT) as tx:
            tx.captures.want("C1", ts, user="U1", now=NOW)
    with store.system() as system:
        assert len(system.captures.take(NOW, limit=9)) == 2


def field(**state: Any) -> dict[str, Any]:
    return {"field": state}
