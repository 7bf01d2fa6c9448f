"""A question to 10,000 people: how long it takes to write down, and what the sender costs beside a bare loop."""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from statistics import median

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import text, update

from bench import asking, process
from bench.filling import NOW, TENANT
from bench.ratio import ratio
from scheduler import pulse
from scheduler.delivery import Sender
from scheduler.outgoing import Post
from scheduler.reconcile import stamp
from scheduler.send import QUIET
from storage import tables
from storage.delivery import Delivery, Progress
from storage.migrations import upgrade
from storage.rate_limit import RATE_LIMITS, RateLimit
from storage.store import Store
from tests.postgresql import MISSING, cluster, installed

ROUNDS, MESSAGES = 5, 80
ACTS = 40
PATIENCE_S = 60.0
MATERIALISED_S, PROMPT_MS = 2.0, 20
# How long the Slack of this bench takes to answer: as the real one at its fastest, and not at all.
FAST, INSTANT = 0.02, 0.0
TIMES = {"sqlite": 2.5, "postgresql": 4.0}
# Slack's pace is not what is measured here: this many a minute is as good as none.
UNPACED = dict.fromkeys(RATE_LIMITS, RateLimit(6_000_000, 100_000))

Wave = list[tuple[Delivery, Post]]
_D = tables.Delivery.__table__.c


def measure(folder: Path) -> None:
    """Print the figures of a wave, engine by engine."""
    with ExitStack() as open_things:
        slacks = {
            late: open_things.enter_context(process.other("slack", str(late))) for late in (INSTANT, FAST)
        }
        for engine, url in _databases(folder, open_things):
            store = Store.open(url)
            print(f"\nA question to {asking.PEOPLE:,} people, {engine}")
            asyncio.run(
                _measured(store, engine, {late: f"http://127.0.0.1:{slacks[late]}/api/" for late in slacks})
            )
            store.close()


def _databases(folder: Path, open_things: ExitStack) -> Iterator[tuple[str, str]]:
    path = f"sqlite:///{folder}/wave.db"
    store = Store.open(path)
    upgrade(store)
    store.close()
    yield "sqlite", path
    if installed():
        yield "postgresql", open_things.enter_context(cluster()).url
    else:
        print(f"\n{MISSING}")


async def _measured(store: Store, engine: str, slacks: dict[float, str]) -> None:
    pulse_id, spent = _materialised(store)
    ratio("materialised, s", spent, most=MATERIALISED_S)
    # A database in use knows its tables: PostgreSQL looks at them by itself a minute after they were filled.
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    async with aiohttp.ClientSession() as session:
        for late, api in slacks.items():
            client = AsyncWebClient(token="xoxb-bench", base_url=api, session=session, retry_handlers=[])
            bare, ours = await _in_turns(store, client, pulse_id)
            words = f"Slack {late * 1000:.0f} ms"
            print(f"{f'{words}: bare loop, sender, ms':38}{bare:8.2f}{ours:8.2f}")
            ratio(f"{words}: sender / bare loop", ours / bare, most=TIMES[engine])
        ratio("commit to Slack's call, ms", await _prompt(store, client), most=PROMPT_MS)


def _materialised(store: Store) -> tuple[int, float]:
    """Seconds from *Send* to every message being written down, the wait for the clock's tick left out."""
    draft = asking.draft(store, asking.people(store), NOW)
    began = time.perf_counter()
    asking.send(store, draft, NOW)
    asking.hand_out(store, NOW)
    spent = time.perf_counter() - began
    with store.read(TENANT) as reading:
        written = len(reading.deliveries.of("ask", draft.id))
    if written != asking.PEOPLE:
        raise RuntimeError(f"{written} of {asking.PEOPLE} messages were written down")
    return draft.id, spent


async def _in_turns(store: Store, client: AsyncWebClient, pulse_id: int) -> tuple[float, float]:
    """Milliseconds a message, posted one after the other: by a loop that does nothing else, and by the sender."""
    bare, ours, wave = [], [], _pending(store, pulse_id, ROUNDS * MESSAGES)
    await _posted(client, wave[:MESSAGES])
    for start in range(0, len(wave), MESSAGES):
        some = wave[start : start + MESSAGES]
        bare.append(await _posted(client, some))
        ours.append(await _sent(store, client, [delivery for delivery, _ in some]))
    return median(bare), median(ours)


def _pending(store: Store, pulse_id: int, number: int) -> Wave:
    """So many messages with their words; until their turn comes, all are put off."""
    _due(store, NOW + timedelta(days=90))
    with store.read(TENANT) as reading:
        rows = [row for row in reading.deliveries.of("ask", pulse_id) if row.state is Progress.PENDING][
            :number
        ]
        words = pulse.asks(reading, rows, NOW)
    return [(row, said) for row, said in zip(rows, words, strict=True) if isinstance(said, Post)]


def _due(store: Store, when: datetime, rows: list[Delivery] | None = None) -> None:
    some = _D.id.in_([row.id for row in rows]) if rows is not None else _D.state == Progress.PENDING.value
    with store.begin(TENANT) as tx:
        tx.connection.execute(
            update(tables.Delivery).where(_D.tenant == TENANT, some).values(not_before=when)
        )


async def _posted(client: AsyncWebClient, wave: Wave) -> float:
    began = time.perf_counter()
    for delivery, said in wave:
        await client.chat_postMessage(
            channel=delivery.person, blocks=said.blocks, text=said.text, metadata=stamp(delivery), **QUIET
        )
    return (time.perf_counter() - began) * 1000 / len(wave)


async def _sent(store: Store, client: AsyncWebClient, rows: list[Delivery]) -> float:
    """All of them marked at the end. One workspace, so one call is in flight."""
    _due(store, NOW, rows)
    with _sending(store, client, len(rows)) as (sender, called):
        began = time.perf_counter()
        task = asyncio.create_task(sender.run())
        await asyncio.wait_for(called.wait(), PATIENCE_S)
        sender.stop()
        await task
        spent = time.perf_counter() - began
    with store.read(TENANT) as reading:
        states = {row.id: row.state for row in reading.deliveries.of("ask", rows[0].subject_id)}
    if {states[row.id] for row in rows} != {Progress.SENT}:
        raise RuntimeError("not every message was said")
    return spent * 1000 / len(rows)


@contextmanager
def _sending(store: Store, client: AsyncWebClient, most: int = 0) -> Iterator[tuple[Sender, asyncio.Event]]:
    """A sender, and whether it has called Slack so often."""
    calls, called = count(1), asyncio.Event()

    def client_for(_: str) -> AsyncWebClient:
        if next(calls) == most:
            called.set()
        return client

    sender = Sender(store, client_for, _clock(), UNPACED)
    yield sender, called
    sender.pool.shutdown()


def _clock() -> Callable[[], datetime]:
    """A clock that runs, so that what is put off comes."""
    began = time.monotonic()
    return lambda: NOW + timedelta(minutes=1, seconds=time.monotonic() - began)


async def _prompt(store: Store, client: AsyncWebClient) -> float:
    """Milliseconds from the commit of one person's act to Slack being called: the median of some."""
    small = asking.draft(store, ["U00001WAVE"], NOW)
    with _sending(store, client) as (sender, _):
        loop = asyncio.get_running_loop()
        store.after_commit(lambda: sender.wake(loop))
        task = asyncio.create_task(sender.run())
        waits = [await _act(store, small.id, number) for number in range(ACTS)]
        sender.stop()
        await task
    return median(waits)


async def _act(store: Store, pulse_id: int, number: int) -> float:
    """One result card wanted by its author; Slack's `ts` says when it was called."""
    key = f"bench:{pulse_id}:{number}"
    committed = await asyncio.to_thread(_want, store, pulse_id, key)
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        await asyncio.sleep(0.05)
        with store.read(TENANT) as reading:
            (row,) = [each for each in reading.deliveries.of("result", pulse_id) if each.key == key]
        if row.state is Progress.SENT:
            return (float(row.ts) - committed) * 1000
    raise RuntimeError(f"an act is still {row.state}: {row}")


def _want(store: Store, pulse_id: int, key: str) -> float:
    with store.begin(TENANT) as tx:
        tx.deliveries.want(
            "result", key=key, now=NOW, subject_id=pulse_id, person=asking.AUTHOR, channel=f"C{key}"
        )
    return time.time()


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        measure(Path(name))
