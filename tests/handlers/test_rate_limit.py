"""What Slack says about its pace to a person's own call: the clock hears of it, the person is never held up."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest

from handlers.call import Call, Form, Reply
from handlers.edge import Edge
from handlers.prefetch import place_if_told
from personas.views.mistake import notice, words
from storage.delivery import WAVE, Delivery
from storage.outbox import Throttle
from storage.rate_limit import INFO, LOOKUP_RATE_LIMITS
from storage.store import Store
from tests.conftest import NOW, TENANT
from tests.playground.town import Town, open_town

Make = Callable[..., Call]
WHISPER = "chat.postEphemeral"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def answer(
    store: Store, town: Town, call: Call, said: Any, need: Any = None, late: timedelta = timedelta()
) -> None:
    """One press through the edge, until all of it was said."""

    async def ack(**_: Any) -> None:
        pass

    async with httpx.AsyncClient() as http:
        edge = Edge(store, http, lambda: NOW + late, frozenset())
        await edge.pressed(call, lambda *_: said, need, ack=ack, client=town.slack, url="")
        while edge.background.busy:
            await edge.background.drain(10)
        await edge.drain()


def blocked(store: Store) -> dict[str, float]:
    with store.read(TENANT) as reading:
        found = reading.limits.blocked(NOW)
    return {method: (until - NOW).total_seconds() for method, until in found.items()}


def leased(store: Store, seconds: float) -> list[Delivery]:
    with store.system() as system:
        at, throttle = NOW + timedelta(seconds=seconds), Throttle()
        return system.deliveries.take(at, owner="another", limit=9, lane=WAVE, throttle=throttle)


@pytest.mark.anyio
async def test_the_clock_keeps_the_silence_a_persons_call_was_told_and_people_do_not(
    store: Store, call: Make
) -> None:
    async with open_town() as town:
        await town.act("faults", method=WHISPER, answer="429", retry_after=40)
        await answer(store, town, call(idempotency_key="press:1"), Reply(*words("Heard.")))
        assert blocked(store) == {WHISPER: 40}
        await answer(store, town, call(idempotency_key="press:2"), Reply(*words("Heard all the same.")))
        said = [str(each["blocks"]) for each in await town.messages("U0MARA", "C0ONBOARD")]
        assert ["Heard all the same." in each for each in said[-1:]] == [True]
        assert blocked(store) == {WHISPER: 40}


@pytest.mark.anyio
async def test_a_look_that_was_gone_without_keeps_the_looker_silent(store: Store, call: Make) -> None:
    async with open_town() as town:
        await town.act("faults", method=INFO, answer="429", retry_after=25)
        await answer(store, town, call(idempotency_key="press:1"), Reply(*words("Heard.")), place_if_told)
        assert blocked(store) == {INFO: 25}
    with store.system() as system:
        waits = [
            system.limits.spend(TENANT, INFO, LOOKUP_RATE_LIMITS[INFO], NOW + timedelta(seconds=s))
            for s in (24, 25)
        ]
    assert waits == [NOW + timedelta(seconds=25), None]


@pytest.mark.anyio
async def test_a_silence_is_kept_from_when_slack_asked_for_it_not_from_the_press(
    store: Store, call: Make
) -> None:
    async with open_town() as town:
        await town.act("faults", method=WHISPER, answer="429", retry_after=40)
        said, late = Reply(*words("Heard.")), timedelta(seconds=8)
        await answer(store, town, call(idempotency_key="press:1"), said, late=late)
    assert blocked(store) == {WHISPER: 48}


@pytest.mark.anyio
async def test_what_the_clock_never_calls_leaves_no_row(store: Store, call: Make) -> None:
    async with open_town() as town:
        await town.act("faults", method="views.open", answer="429", retry_after=25)
        await answer(store, town, call(idempotency_key="press:1", trigger="1.2"), Form(notice("Heard.")))
    assert blocked(store) == {}


@pytest.mark.anyio
async def test_a_wave_waits_as_long_as_a_persons_call_was_told(store: Store, call: Make) -> None:
    with store.begin(TENANT) as tx:
        tx.deliveries.want("ask", key="ask:1", now=NOW, person="U0JO")
    async with open_town() as town:
        await town.act("faults", method="chat.postMessage", answer="429", retry_after=40)
        await answer(store, town, call(idempotency_key="press:1", channel=""), Reply(*words("Heard.")))
    assert [len(leased(store, seconds)) for seconds in (39, 41)] == [0, 1]
