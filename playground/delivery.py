"""What the app is sent, and what becomes of it: acknowledged in three seconds, answered, or tried again."""

import time
from dataclasses import dataclass, field
from typing import Protocol

from playground.clock import DemoClock
from playground.model import Json, Tasks
from playground.records import Records

# Slack tries an event again nearly at once, after a minute and after five; seconds of the demo's clock.
RETRY_WAITS = (0.0, 60.0, 300.0)


@dataclass(frozen=True)
class Answer:
    """How the app took a delivery. `problem` is empty when it acknowledged."""

    problem: str = ""
    status: int = 200
    payload: Json = field(default_factory=dict)
    no_retry: bool = False

    @property
    def ok(self) -> bool:
        """Whether the app acknowledged in time."""
        return not self.problem

    @property
    def label(self) -> str:
        """The outcome in a word, for the log."""
        return f"{self.problem} {self.status}" if self.problem == "http_error" else self.problem or "ok"


@dataclass(frozen=True)
class Parcel:
    """One thing to deliver, and which attempt this is."""

    kind: str  # slash_commands, interactive or events_api, as the Socket Mode envelope says
    payload: Json
    attempt: int = 0
    reason: str = ""


class Carrier(Protocol):
    """A way to the app: Socket Mode or signed HTTP."""

    @property
    def connected(self) -> bool:
        """Whether the app is there."""

    async def carry(self, parcel: Parcel) -> Answer:
        """Deliver, and wait for the acknowledgement."""

    async def close(self) -> None:
        """Let go of the app."""


class Delivery:
    """Everything the app is sent goes through here and is recorded."""

    def __init__(self, carrier: Carrier, *, clock: DemoClock, records: Records, tasks: Tasks) -> None:
        self.carrier, self._clock, self._records, self._tasks = carrier, clock, records, tasks
        self.waits: tuple[float, ...] = RETRY_WAITS

    @property
    def connected(self) -> bool:
        """Whether the app is there."""
        return self.carrier.connected

    async def ask(self, kind: str, payload: Json) -> Answer:
        """A command or an interaction: once, never again."""
        return await self._carry(Parcel(kind, payload))

    def tell(self, payload: Json) -> None:
        """An event: in the background, with Slack's retries."""
        self._tasks.start(self._insist(payload))

    async def _insist(self, payload: Json) -> None:
        answer = await self._carry(Parcel("events_api", payload))
        for attempt, wait in enumerate(self.waits, start=1):
            if answer.ok or answer.no_retry:
                return
            await self._clock.sleep(wait)
            answer = await self._carry(Parcel("events_api", payload, attempt, answer.problem))

    async def _carry(self, parcel: Parcel) -> Answer:
        started = time.monotonic()
        answer = await self.carrier.carry(parcel)
        self._records.delivery(
            parcel.kind, parcel.payload, status=answer.label, started=started, attempt=parcel.attempt
        )
        return answer
