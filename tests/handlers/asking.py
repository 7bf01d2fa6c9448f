"""Look-ups through the edge, from memory where it holds, and how each of them would be answered anew."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

import httpx
from slack_bolt.context.ack.async_ack import AsyncAck

from handlers import commands
from handlers.access import require_access
from handlers.call import Call
from handlers.edge import Edge
from personas.people import Person
from storage.installation import Workspace
from storage.store import Store
from tests.conftest import NOW, TENANT

MARA, CHANNEL = "U0MARA", "C0ONBOARD"


@dataclass
class Asking:
    """One process that answers, and how often it did so from memory."""

    store: Store
    loop: asyncio.AbstractEventLoop
    edge: Edge = field(init=False)
    remembered: int = 0

    def __post_init__(self) -> None:
        self.edge = Edge(self.store, httpx.AsyncClient(), lambda: NOW, frozenset())

    def ask(self, text: str, *, user: str = MARA, channel: str = CHANNEL, now: datetime = NOW) -> str:
        """The body of the acknowledgement."""
        call = Call(TENANT, user, now, text, channel, action="/persona", idempotency_key="trigger:1")
        return self.loop.run_until_complete(self._asked(call))

    async def _asked(self, call: Call) -> str:
        if said := await self.edge.remembered(call, home=""):
            self.remembered += 1
            return said
        ack = AsyncAck()
        handler = require_access(commands.answer, "command", "/persona", home="")
        await self.edge.command(call, handler, ack=ack, client=None, url="")  # type: ignore[arg-type]
        assert ack.response
        return ack.response.body


@contextmanager
def asking(store: Store) -> Iterator[Asking]:
    """A process that answers Mara, whom the directory names."""
    with store.system() as system:
        system.installations.save(Workspace(TENANT, "Northlight", "U0BOT", "B0", MARA, frozenset(), NOW))
    with store.begin(TENANT) as tx:
        tx.people.mirror(Person(MARA, "Mara"), NOW)
    loop = asyncio.new_event_loop()
    here = Asking(store, loop)
    yield here
    loop.run_until_complete(here.edge.http.aclose())
    here.edge.pool.shutdown()
    loop.close()
