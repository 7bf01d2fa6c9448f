"""Several reaction workers on one database: each look is one's own, silence is everybody's, and the newest answer stands."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from personas.evidence import Evidence, State
from scheduler.capture import ReactionWorker
from storage.installation import Workspace
from storage.outbox import LEASE
from storage.rate_limit import GET, INFO
from storage.store import Store
from tests.conftest import NOW, TENANT
from tests.playground.town import Town, eventually, open_town

pytestmark = pytest.mark.anyio
SUPPORT, PRIYA, DEVIN = "C0SUPPORT", "U0PRIYA", "U0DEVIN"
SECOND = timedelta(seconds=1)
BEFORE = NOW - SECOND


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@dataclass
class Two:
    """Two processes' reaction workers, each with connections of its own, before one Slack; and one clock that stands."""

    town: Town
    store: Store
    clock: list[datetime]
    workers: tuple[ReactionWorker, ReactionWorker]

    async def react(self, who: str, ts: str, *, remove: bool = False) -> None:
        """The emoji changes in Slack, and the event is heard."""
        await self.town.act(
            "react", **{"as": who, "channel": SUPPORT, "ts": ts, "emoji": "card_index", "remove": remove}
        )
        self.want(ts, who)

    def want(self, ts: str, who: str = PRIYA) -> None:
        with self.store.begin(TENANT) as tx:
            tx.captures.want(SUPPORT, ts, user=who, now=self.clock[0])

    async def say(self, messages: int) -> list[str]:
        posted = [await self.town.say(DEVIN, SUPPORT, f"Waiting for {n} days") for n in range(messages)]
        assert all(each["ok"] for each in posted)
        return [str(each["ts"]) for each in (await self.town.messages(PRIYA, SUPPORT))[-messages:]]

    async def asked(self, method: str = GET) -> list[str]:
        """The messages Slack was asked about, in turn."""
        calls = (await self.town.look("calls", method=method))["calls"]
        return [str(each["args"].get("timestamp")) for each in calls]

    def due(self, after: timedelta = timedelta()) -> bool:
        """Whether a message is to be looked at by then."""
        with self.store.system() as system:
            soonest = system.captures.next_at(BEFORE)
        return soonest is not None and soonest <= self.clock[0] + after

    def piece(self, ts: str) -> Evidence | None:
        with self.store.read(TENANT) as reading:
            return reading.evidence.of_message(SUPPORT, ts)


@pytest.fixture
async def two(database_url: str) -> AsyncIterator[Two]:
    async with _two(database_url) as here:
        yield here


@asynccontextmanager
async def _two(url: str) -> AsyncIterator[Two]:
    stores, clock = (Store.open(url), Store.open(url)), [NOW]
    with stores[0].system() as system:
        system.installations.save(Workspace(TENANT, "Northlight", "U0BOT", "B0", "", frozenset(), NOW))
    with stores[0].begin(TENANT) as tx:
        tx.channels.bind(SUPPORT, [], filing=True, by=PRIYA, at=NOW)
        tx.channels.describe(SUPPORT, name="support", private=False, shared=False, at=NOW)
    async with open_town() as town:
        first, second = (ReactionWorker(each, lambda _: town.slack, lambda: clock[0]) for each in stores)
        yield Two(town, stores[0], clock, (first, second))
    for store in stores:
        store.close()


async def test_two_lookers_at_once_ask_about_each_message_once(two: Two) -> None:
    stamps = await two.say(16)
    for ts in stamps:
        await two.react(PRIYA, ts)

    async def work(reaction_worker: ReactionWorker) -> int:
        looked = 0
        while found := await reaction_worker.once():
            looked += found
        return looked

    shares = await asyncio.gather(*map(work, two.workers))
    assert sum(shares) == 16
    assert Counter(await two.asked()) == Counter(stamps)
    assert [two.piece(ts) is not None for ts in stamps] == [True] * 16


async def test_what_a_killed_looker_held_is_looked_at_by_another_when_its_lease_is_over(two: Two) -> None:
    [ts] = await two.say(1)
    await two.react(PRIYA, ts)
    killed, other = two.workers
    assert len(killed.take(0, 8)) == 1
    two.clock[0] += LEASE - SECOND
    assert await other.once() == 0
    two.clock[0] += SECOND
    assert await other.once() == 1
    assert two.piece(ts) is not None
    assert await two.asked() == [ts]


async def test_silence_that_one_was_told_is_kept_by_the_other_even_for_what_it_holds(two: Two) -> None:
    stamps = await two.say(2)
    for ts in stamps:
        await two.react(PRIYA, ts)
    first, second = two.workers
    [mine], [theirs] = first.take(0, 1), second.take(0, 1)
    await two.town.act("faults", method=GET, answer="429", retry_after=20)
    await first.work(mine)
    await second.work(theirs)
    assert len(await two.asked()) == 1
    two.clock[0] += 19 * SECOND
    assert [await each.once() for each in two.workers] == [0, 0]
    two.clock[0] += SECOND
    assert await second.once() == 2
    assert [two.piece(ts) is not None for ts in stamps] == [True, True]


async def test_an_answer_that_was_overtaken_changes_nothing(two: Two) -> None:
    [ts] = await two.say(1)
    slow, quick = two.workers
    await two.town.act("faults", method=GET, answer="late", delay=3)
    await two.react(PRIYA, ts)
    under_way = asyncio.create_task(slow.once())
    await eventually(two.asked)
    await two.react(PRIYA, ts, remove=True)
    assert await quick.once() == 1
    assert not under_way.done()
    assert (two.piece(ts), two.due(LEASE * 2)) == (None, False)
    await under_way
    assert (two.piece(ts), two.due(LEASE * 2)) == (None, False)


@pytest.mark.parametrize("kept", [True, False])
async def test_whatever_changes_during_a_look_is_looked_at_again(two: Two, kept: bool) -> None:
    [ts] = await two.say(1)
    await two.react(PRIYA, ts)
    await two.town.act("faults", method=GET, answer="late", delay=0.7)
    under_way = asyncio.create_task(two.workers[0].once())
    await eventually(two.asked)
    for remove in (True, False, True)[: 2 if kept else 3]:
        await two.react(PRIYA, ts, remove=remove)
    await under_way
    assert two.due()
    assert await two.workers[1].once() == 1
    piece = two.piece(ts)
    assert piece
    assert piece.state is (State.DRAFT if kept else State.WITHDRAWN)
    assert (two.due(LEASE * 2), len(await two.asked())) == (False, 2)


async def test_a_look_that_began_too_long_ago_is_given_back(two: Two) -> None:
    [ts] = await two.say(1)
    await two.react(PRIYA, ts)
    [job] = two.workers[0].take(0, 1)
    old = type(job)(job.look, job.since - 13)
    await two.workers[0].work(old)
    assert (await two.asked(), await two.asked(INFO), two.due()) == ([], [], True)
