"""The mirror of the directory: read whole when it is due, in Slack's pages, by one process."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from personas.people import NOBODY, Person, person_of
from personas.refusal import SLOW_DOWN, refusal, retry_after
from scheduler.failure_log import FailureLog
from storage.installation import Workspace
from storage.store import Store

PAGE = 200
READ_AGAIN, TRY_AGAIN = timedelta(hours=6), timedelta(minutes=10)
# A large directory takes an hour: so many are read side by side, and who becomes due meanwhile is looked for so often.
AT_A_TIME, LOOK_AGAIN_S = 4, 15.0
# Slack's word where a workspace of an organisation does not let us in: a normal answer.
SHUT_OUT = "team_access_not_granted"


@dataclass(slots=True)
class DirectoryLease:
    """A directory that is ours to read until `ends`. Each page puts that off, so that no other process begins too."""

    store: Store
    tenant: str
    now: Callable[[], datetime]
    ends: datetime

    async def extend(self) -> None:
        """A page was read. Where somebody asked for all of it again meanwhile, it stays due."""
        again = self.now() + TRY_AGAIN
        await asyncio.to_thread(_read, self.store, self.tenant, self.ends, again)
        self.ends = again


async def _nothing() -> None:
    """Nobody else could read it."""


async def mirror(
    store: Store,
    tenant: str,
    client: AsyncWebClient,
    now: Callable[[], datetime],
    paged: Callable[[], Awaitable[None]] = _nothing,
) -> int:
    """Read every page of users.list into the people table; tells how many people there are. `paged` hears of each."""
    workspace = await asyncio.to_thread(_workspace, store, tenant)
    if workspace is None or not workspace.is_enterprise:
        return await _team(store, tenant, client, now, paged)
    teams = await _teams(client)
    await asyncio.to_thread(_stay, store, tenant, teams)
    return sum([await _part(store, tenant, client, now, paged, team_id=team) for team in teams])


async def _part(
    store: Store,
    tenant: str,
    client: AsyncWebClient,
    now: Callable[[], datetime],
    paged: Callable[[], Awaitable[None]],
    *,
    team_id: str,
) -> int:
    """One workspace of an organisation; one that shut us out meanwhile keeps nobody from the next."""
    try:
        return await _team(store, tenant, client, now, paged, team_id=team_id)
    except SlackApiError as error:
        if refusal(error.response.data, error.response.status_code) != SHUT_OUT:
            raise
        return 0


async def _team(
    store: Store,
    tenant: str,
    client: AsyncWebClient,
    now: Callable[[], datetime],
    paged: Callable[[], Awaitable[None]],
    *,
    team_id: str | None = None,
) -> int:
    """One workspace's directory; in an organisation Slack wants to be told which."""
    count, cursor = 0, ""
    while True:
        asked, page = now(), await _page(client, cursor, team_id)
        people = [person_of(user, tenant=tenant) for user in page["members"]]
        await asyncio.to_thread(keep, store, tenant, people, asked, now())
        for user in page["members"]:
            if user.get("is_primary_owner"):
                await asyncio.to_thread(_name_installer, store, tenant, str(user["id"]))
        await paged()
        count += len(people)
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return count


async def _teams(client: AsyncWebClient) -> list[str]:
    """The workspaces of an organisation that let the app in."""
    teams: list[str] = []
    cursor = ""
    while True:
        page = await client.auth_teams_list(limit=PAGE, cursor=cursor)
        teams += [str(team["id"]) for team in page["teams"]]
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return teams


async def mirror_due(
    store: Store,
    client_for: Callable[[str], AsyncWebClient],
    now: Callable[[], datetime],
    failure_log: FailureLog | None = None,
) -> None:
    """Mirror every workspace whose directory is due; one that Slack refuses is tried again in a few minutes."""
    failure_log, reading = failure_log or FailureLog(), dict[str, asyncio.Task[None]]()
    try:
        while True:
            due = await asyncio.to_thread(_due, store, now())
            waiting = [each for each in due if each not in reading and failure_log.ready(_what(each), now())]
            for tenant in waiting[: AT_A_TIME - len(reading)]:
                one = _one(store, tenant, client_for(tenant), now, failure_log)
                reading[tenant] = asyncio.create_task(one)
            if not reading:
                return
            await asyncio.wait(reading.values(), timeout=LOOK_AGAIN_S, return_when=asyncio.FIRST_COMPLETED)
            reading = {tenant: task for tenant, task in reading.items() if not task.done()}
    finally:
        for task in reading.values():
            task.cancel()


async def _one(
    store: Store, tenant: str, client: AsyncWebClient, now: Callable[[], datetime], failure_log: FailureLog
) -> None:
    """Read a directory, if no other process does."""
    with failure_log.watched(_what(tenant), now()):
        lease = DirectoryLease(store, tenant, now, now() + TRY_AGAIN)
        if await asyncio.to_thread(_taken, store, tenant, now(), lease.ends):
            await mirror(store, tenant, client, now, lease.extend)
            await asyncio.to_thread(_read, store, tenant, lease.ends, now() + READ_AGAIN)


def _what(tenant: str) -> str:
    return f"the directory of {tenant}"


async def _page(client: AsyncWebClient, cursor: str, team_id: str | None) -> Any:
    """One page. A directory of thousands is longer than Slack lets us read in a minute: then we wait as told."""
    while True:
        try:
            return await client.users_list(limit=PAGE, cursor=cursor, team_id=team_id)
        except SlackApiError as error:
            seconds = retry_after(error.response.headers)
            if seconds is None or error.response.status_code != SLOW_DOWN:
                raise
            await asyncio.sleep(seconds)


async def asked_about(client: AsyncWebClient, user: str, *, tenant: str) -> Person | None:
    """Who somebody is whom the directory does not name; None where Slack shows nobody of this id."""
    try:
        told = (await client.users_info(user=user))["user"]
    except SlackApiError as error:
        if refusal(error.response.data, error.response.status_code) not in NOBODY:
            raise
        return None
    return replace(person_of(told, tenant=tenant), user=user)


def _due(store: Store, now: datetime) -> list[str]:
    with store.system() as system:
        return system.installations.directories_due(now)


def _taken(store: Store, tenant: str, now: datetime, again: datetime) -> bool:
    with store.system() as system:
        return system.installations.take_directory(tenant, now=now, again=again)


def _read(store: Store, tenant: str, taken: datetime, due: datetime) -> None:
    with store.system() as system:
        system.installations.directory_read(tenant, taken=taken, due=due)


def _stay(store: Store, tenant: str, teams: list[str]) -> None:
    with store.begin(tenant) as tx:
        tx.people.stay(teams)


def _name_installer(store: Store, tenant: str, user: str) -> None:
    """A token alone does not say who installed the app: the workspace's primary owner answers for it."""
    with store.system() as system:
        system.installations.name_installer(tenant, user)


def _workspace(store: Store, tenant: str) -> Workspace | None:
    with store.read(tenant) as reading:
        return reading.installation.get()


def keep(store: Store, tenant: str, people: list[Person], asked: datetime, now: datetime) -> None:
    """What an event told since Slack was asked is younger than the page."""
    with store.begin(tenant, now=now) as tx:
        erased = tx.erasures.of(person.user for person in people)
        for person in people:
            # Whom Slack names as they left, or as they were before they were erased here, does not come back.
            gone = person.user in erased and (person.deleted or asked <= erased[person.user])
            if not gone:
                tx.people.mirror(person, now, said=asked)
