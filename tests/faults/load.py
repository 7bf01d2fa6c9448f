"""People and events at work on the playground at a steady rate, from a thread, until told to stop."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx
from sqlalchemy import select

from storage import tables
from storage.store import Store
from tests.conversations.harness import MARA, ONBOARDING, Json, Team
from tests.faults.signed import reaction

MARK = "EvLOAD"


@dataclass
class Load:
    """What was told so far."""

    events: int = 0
    commands: int = 0
    over: threading.Event = field(default_factory=threading.Event)


@contextmanager
def load(here: Team, *, events: float, commands: float) -> Iterator[Load]:
    """So many events and look-ups a second as long as the block lasts."""
    told = Load()
    thread = threading.Thread(target=lambda: asyncio.run(_work(here, told, events, commands)))
    thread.start()
    try:
        yield told
    finally:
        told.over.set()
        thread.join()


def taken(here: Team) -> set[str]:
    """The messages whose events the app has acknowledged."""
    return {
        str(each["payload"]["event"]["item"]["ts"])
        for each in here.get("deliveries")["deliveries"]
        if each["kind"] == "events_api"
        and each["status"] == "ok"
        and each["payload"]["event_id"].startswith(MARK)
    }


def kept(store: Store) -> dict[str, int]:
    """The messages that are to be looked at, and how often each was asked for."""
    captured = tables.Capture.__table__
    with store.engine.connect() as connection:
        return {row.ts: row.wanted for row in connection.execute(select(captured.c.ts, captured.c.wanted))}


async def _work(here: Team, told: Load, events: float, commands: float) -> None:
    async with httpx.AsyncClient(base_url=f"{here.url}/playground/", timeout=20) as http:
        await asyncio.gather(_tell(http, told, events), _ask(http, told, commands))


async def _tell(http: httpx.AsyncClient, told: Load, rate: float) -> None:
    while not told.over.is_set():
        body = {"event": reaction(f"{told.events}.1"), "event_id": f"{MARK}{told.events}"}
        await _post(http, "event", body)
        told.events += 1
        await asyncio.sleep(1 / rate)


async def _ask(http: httpx.AsyncClient, told: Load, rate: float) -> None:
    asking = set()
    while not told.over.is_set():
        said = {"as": MARA, "channel": ONBOARDING, "text": "/persona list"}
        task = asyncio.create_task(_post(http, "say", said))
        asking.add(task)
        task.add_done_callback(asking.discard)
        told.commands += 1
        await asyncio.sleep(1 / rate)
    await asyncio.gather(*asking)


async def _post(http: httpx.AsyncClient, path: str, body: Json) -> None:
    (await http.post(path, json=body)).raise_for_status()
