"""Asks Slack who somebody is whom the directory does not name: once, in time, and for a minute."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from handlers.prefetch import UnreadableAnswer
from handlers.responder import code_of
from personas.people import NOBODY, Person, person_of
from personas.permission import Role, role_of
from personas.refusal import SLOW_DOWN, retry_after
from storage.failure import failure_of
from storage.store import DatabaseFailed, Store

# Of the two seconds a person waits, so much is left for the answer itself.
ASK_S = 1.0
HOLDS = timedelta(minutes=1)
HELD_MOST = 5000
UNTOLD_S = 30.0

Key = tuple[str, str]


@dataclass(slots=True)
class PersonLookup:
    """What Slack said lately of people whom the directory did not name. Another process asks for itself.

    Members and guests enter the directory; strangers and nobody are only remembered here, for they may join.
    """

    store: Store
    now: Callable[[], datetime]
    ask_s: float = ASK_S
    _held: dict[Key, tuple[datetime, Person | None]] = field(default_factory=dict)
    _asking: dict[Key, asyncio.Task[Person | None]] = field(default_factory=dict)
    _paused: dict[str, tuple[datetime, SlackApiError]] = field(default_factory=dict)

    def held(self, tenant: str, user: str) -> Person | None:
        """The person as Slack told of them less than a minute ago. May be called from any thread."""
        until, person = self._held.get((tenant, user), (None, None))
        return person if until and self.now() < until else None

    async def ask(self, tenant: str, user: str, client: AsyncWebClient) -> bool:
        """Whether Slack knows this person; `held` tells what they are.

        Raises what the client or the network raise, and `TimeoutError` where Slack takes longer than people wait.
        """
        if not self._is_held(tenant, user):
            if (paused := self._paused.get(tenant)) and self.now() < paused[0]:
                raise paused[1]
            question = self._one_question((tenant, user), client)
            await asyncio.wait({question}, timeout=self.ask_s)
            if question.done():
                question.result()
            elif not self._is_held(tenant, user):
                raise TimeoutError
        return self.held(tenant, user) is not None

    def _is_held(self, tenant: str, user: str) -> bool:
        until, _ = self._held.get((tenant, user), (None, None))
        return until is not None and self.now() < until

    def _one_question(self, key: Key, client: AsyncWebClient) -> "asyncio.Task[Person | None]":
        """One question at a time about somebody, however often they press meanwhile."""
        if key not in self._asking:
            task = asyncio.create_task(self._asked(key, client))
            self._asking[key] = task
            task.add_done_callback(lambda done: self._answered(key, done))
        return self._asking[key]

    def _answered(self, key: Key, task: "asyncio.Task[Person | None]") -> None:
        self._asking.pop(key, None)
        error = None if task.cancelled() else task.exception()
        if isinstance(error, SlackApiError) and error.response.status_code == SLOW_DOWN:
            wait = timedelta(seconds=retry_after(error.response.headers) or UNTOLD_S)
            self._paused[key[0]] = (self.now() + wait, error)

    async def _asked(self, key: Key, client: AsyncWebClient) -> Person | None:
        tenant, user = key
        asked = self.now()
        try:
            person = _read((await client.users_info(user=user)).get("user"), user, tenant)
        except SlackApiError as error:
            if code_of(error) not in NOBODY:
                raise
            person = None
        self._hold(key, person)
        if person and role_of(person) is not Role.EXTERNAL:
            await asyncio.to_thread(self._mirror, tenant, person, asked)
        return person

    def _hold(self, key: Key, person: Person | None) -> None:
        if len(self._held) >= HELD_MOST:
            self._held.clear()
        self._held[key] = (self.now() + HOLDS, person)

    def _mirror(self, tenant: str, person: Person, asked: datetime) -> None:
        """Where the database can't be written to, the answer still holds for its minute."""
        try:
            with self.store.begin(tenant) as tx:
                tx.people.mirror(person, self.now(), said=asked)
        except DatabaseFailed as error:
            if failure_of(error) is None:
                raise


def _read(told: Any, user: str, tenant: str) -> Person:
    try:
        return replace(person_of(told, tenant=tenant), user=user)
    except (AttributeError, KeyError, TypeError) as error:
        raise UnreadableAnswer(user) from error
