"""A desk where messages are looked at again: a playground, the reaction worker, the sender, and a clock that stands."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from personas.evidence import Evidence
from personas.people import Person
from personas.persona import Persona, Type
from scheduler.capture import ReactionWorker
from scheduler.delivery import Sender
from storage.installation import Workspace
from storage.store import Store
from tests.conftest import NOW, TENANT
from tests.playground.town import Town, open_town

SUPPORT, RENEWALS, SHARED, RANDOM = "C0SUPPORT", "G0RENEW", "C0SHARED", "C0RANDOM"
PRIYA, DEVIN, MARA = "U0PRIYA", "U0DEVIN", "U0MARA"
BOT = "U0DRAMATIS"
BEFORE = NOW - timedelta(seconds=1)


@dataclass
class Desk:
    """A message in a real playground, the reaction worker and the sender, and a clock that stands."""

    town: Town
    store: Store
    reaction_worker: ReactionWorker
    sender: Sender
    clock: list[Any]
    once: int = 0

    async def react(
        self, who: str, ts: str, emoji: str = "card_index", *, channel: str = SUPPORT, remove: bool = False
    ) -> None:
        await self.town.act(
            "react", **{"as": who, "channel": channel, "ts": ts, "emoji": emoji, "remove": remove}
        )
        await self.look(who, ts, channel=channel)

    async def look(self, who: str, ts: str, *, channel: str = SUPPORT) -> None:
        with self.store.begin(TENANT) as tx:
            tx.captures.want(channel, ts, user=who, now=self.clock[0])
        await self.reaction_worker.once()
        while await self.sender.send_due():
            pass

    def piece(self, ts: str, *, channel: str = SUPPORT) -> Evidence | None:
        with self.store.read(TENANT) as reading:
            return reading.evidence.of_message(channel, ts)

    async def marks(self, ts: str, *, channel: str = SUPPORT, thread: str = "") -> set[str]:
        found = next(m for m in await self.town.messages(MARA, channel, thread) if m["ts"] == ts)
        return {each["name"] for each in found.get("reactions") or [] if BOT in each["users"]}

    async def whispers(self, who: str, *, channel: str = SUPPORT, thread: str = "") -> list[str]:
        return [
            str(m["blocks"]) for m in await self.town.messages(who, channel, thread) if m.get("ephemeral")
        ]

    async def ticket(self, number: str = "4711") -> str:
        return next(str(m["ts"]) for m in await self.town.messages(MARA, SUPPORT) if number in str(m))

    def due(self) -> bool:
        """Whether anything is still to be looked at."""
        with self.store.system() as system:
            return system.captures.next_at(BEFORE) is not None


@asynccontextmanager
async def open_desk(store: Store) -> AsyncIterator[Desk]:
    """Two personas, filing switched on in #support-tickets, where nobody is bound."""
    async with open_town() as town:
        with store.system() as system:
            system.installations.save(Workspace(TENANT, "Northlight", BOT, "B0", "", frozenset(), NOW))
        with store.begin(TENANT) as tx:
            tx.personas.create(
                Persona(0, "ops-admin", "Ops admin", Type.USER, emoji="p-ops-admin"), by=MARA, at=NOW
            )
            tx.personas.create(Persona(0, "buyer", "Buyer", Type.BUYER, emoji="p-buyer"), by=MARA, at=NOW)
            for channel in (SUPPORT, RENEWALS, SHARED, RANDOM):
                tx.channels.bind(channel, [], filing=True, by=MARA, at=NOW)
            tx.people.mirror(Person("U0TICKETS", "Tickets", is_bot=True), NOW)
        clock: list[Any] = [NOW]
        reaction_worker = ReactionWorker(store, lambda _: town.slack, lambda: clock[0])
        sender = Sender(store, lambda _: town.slack, lambda: clock[0])
        yield Desk(town, store, reaction_worker, sender, clock)
