"""What becomes of the message that evidence was filed from shows on the piece; its words stay as they were filed."""

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import pytest

from handlers import commands, message
from handlers.access import require_access
from handlers.call import Call, Nothing, Reply
from handlers.payload import event
from personas.evidence import SourceChange, State
from storage.store import Store
from tests.conftest import NOW, TENANT
from tests.scheduler.desk import DEVIN, MARA, PRIYA, SUPPORT, Desk, open_desk

Make = Callable[..., Call]
SAID = "She is stuck at the export step"


pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def desk(lite: Store) -> AsyncIterator[Desk]:
    async with open_desk(lite) as opened:
        yield opened


async def filed(desk: Desk) -> str:
    """A colleague's message, filed about the buyer."""
    said = await desk.town.act("say", **{"as": DEVIN, "channel": SUPPORT, "text": SAID})
    ts = str(said["ts"])
    await desk.react(PRIYA, ts, "p-buyer")
    return ts


async def edited(desk: Desk, ts: str) -> None:
    await desk.town.act("edit", **{"as": DEVIN, "channel": SUPPORT, "ts": ts, "text": "No, at the import"})


async def removed(desk: Desk, ts: str) -> None:
    await desk.town.act("remove", **{"as": DEVIN, "channel": SUPPORT, "ts": ts})


async def looked_at(desk: Desk) -> None:
    await desk.reaction_worker.once()
    while await desk.sender.send_due():
        pass


def opened(desk: Desk, call: Make) -> str:
    """What `/persona EV-1` says."""
    said = commands.answer(call("EV-1", channel=SUPPORT, now=desk.clock[0]), desk.store)
    assert isinstance(said, Reply)
    return str(said.blocks)


async def test_an_edit_shows_when_the_piece_is_opened_and_the_words_stay(desk: Desk, call: Make) -> None:
    ts = await filed(desk)
    await edited(desk, ts)
    desk.clock[0] += _minutes(10)
    opened(desk, call)
    await looked_at(desk)
    shown = opened(desk, call)
    assert "source was edited" in shown
    assert SAID in shown


async def test_a_deleted_source_is_gone_and_its_link_with_it_but_not_the_evidence(
    desk: Desk, call: Make
) -> None:
    ts = await filed(desk)
    await edited(desk, ts)
    await removed(desk, ts)
    desk.clock[0] += _minutes(10)
    assert "archives" in opened(desk, call)
    await looked_at(desk)
    shown = opened(desk, call)
    assert ("source is gone" in shown, SAID in shown, "archives" in shown) == (True, True, False)
    assert desk.piece(ts).state is State.FILED  # type: ignore[union-attr]


async def test_a_reaction_that_changes_tells_of_an_edit_as_well(desk: Desk) -> None:
    ts = await filed(desk)
    await edited(desk, ts)
    await desk.react(MARA, ts, "p-buyer")
    assert desk.piece(ts).source_change is SourceChange.EDITED  # type: ignore[union-attr]


async def test_opening_again_at_once_asks_slack_no_more_and_tells_nobody(desk: Desk, call: Make) -> None:
    ts = await filed(desk)
    before = await desk.whispers(PRIYA)
    desk.clock[0] += _minutes(10)
    for _ in range(3):
        opened(desk, call)
    with desk.store.system() as system:
        assert [(look.ts, look.user) for look in system.captures.take(desk.clock[0], limit=9)] == [(ts, "")]
    assert await desk.whispers(PRIYA) == before


@pytest.mark.parametrize("change", ["message_changed", "message_deleted"])
async def test_where_the_app_may_read_along_it_hears_of_it_at_once(desk: Desk, change: str) -> None:
    ts = await filed(desk)
    await (edited if change == "message_changed" else removed)(desk, ts)
    what: dict[str, Any] = {
        "message_changed": {"message": {"ts": ts, "edited": {"user": DEVIN, "ts": "1795170120.0"}}},
        "message_deleted": {"deleted_ts": ts},
    }[change]
    told = {"type": "message", "subtype": change, "channel": SUPPORT, "channel_type": "channel", "ts": "9.9"}
    heard = event(
        {"team_id": TENANT, "event_id": "Ev9", "event": {**told, **what}}, desk.clock[0] + _minutes(1)
    )
    asked = require_access(message.heard, "event", "message", home="")
    assert asked(heard, desk.store) == Nothing()
    desk.clock[0] += _minutes(1)
    await looked_at(desk)
    expected = {"message_changed": SourceChange.EDITED, "message_deleted": SourceChange.GONE}
    assert desk.piece(ts).source_change is expected[change]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "more",
    [
        {"subtype": "message_changed", "message": {"ts": "1.0"}},
        {"subtype": "message_changed", "message": {"ts": "1.0", "edited": {"ts": "2.0"}}},
        {"subtype": "message_deleted", "deleted_ts": "1.0"},
        {"subtype": "message_changed", "message": "odd"},
    ],
)
async def test_messages_of_which_nothing_was_filed_leave_nothing_to_look_at(desk: Desk, more: Any) -> None:
    told = {"type": "message", "channel": SUPPORT, "channel_type": "channel", "ts": "9.9", **more}
    heard = event({"team_id": TENANT, "event_id": "Ev9", "event": told}, NOW)
    assert message.heard(heard, desk.store) == Nothing()
    assert not desk.due()


def _minutes(many: int) -> timedelta:
    return timedelta(minutes=many)
