"""The app with one token, built as `run` builds it, before a Slack on a socket that says whose token that is."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import httpx
from aiohttp import web as aio
from sqlalchemy import func, select

from bot import web
from bot.settings import Settings
from bot.wiring import Part, Running, running
from handlers import remembered
from personas.people import Person
from storage.columns import Row
from storage.store import Store
from tests.conftest import NOW, TENANT
from tests.conversations.harness import MARA, SECRET, Json
from tests.faults.signed import FORM, request

TEAMS = {TENANT: "Northlight", "T0HARBOR": "Harbor & Finch"}
SILENT = aio.Response(status=503)
OF_A_TENANT = [table for table in Row.metadata.sorted_tables if "tenant" in table.c]


def token_of(team: str, **more: Any) -> Json:
    """What Slack says of a token."""
    return {"ok": True, "team_id": team, "team": TEAMS[team], "user_id": "U0BOT", "bot_id": "B0", **more}


@dataclass
class Slack:
    """Answers `auth.test` as it is told and takes everything else."""

    who: Any
    answers: dict[str, Any] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    said: list[str] = field(default_factory=list)

    async def answer(self, request: aio.Request) -> aio.StreamResponse:
        method = request.match_info["method"]
        self.asked[method] += 1
        self.said.append((await request.read()).decode())
        told = self.who if method == "auth.test" else self.answers.get(method, {"ok": True, "ts": "1.1"})
        if isinstance(told, aio.Response):
            return aio.Response(status=told.status, body=told.body, headers=told.headers)
        return aio.json_response(told)

    async def url(self, request: aio.Request) -> aio.StreamResponse:
        """A response URL."""
        self.said.append((await request.read()).decode())
        return aio.Response()

    async def file(self, _: aio.Request) -> aio.StreamResponse:
        """A file that is not handed out."""
        return aio.Response(status=403)


@dataclass
class App:
    """The app as one process serves it over HTTP."""

    built: Running
    slack: Slack
    http: httpx.AsyncClient
    address: str

    async def hear(self, payload: Json) -> httpx.Response:
        """Slack's payload, signed; returns once all is said that follows from it."""
        if "response_url" in payload:
            payload = {**payload, "response_url": f"{self.address}/url"}
        answer = await self.http.post("/slack/events", **signed(payload))
        while self.built.edge.background.busy:
            await self.built.edge.background.drain(10)
        return answer

    async def ready(self) -> httpx.Response:
        return await self.http.get("/readyz")

    async def becomes(self, status: int) -> str:
        """What readiness says once it has this status."""

        async def look() -> str:
            ready = await self.ready()
            return ready.text if ready.status_code == status else ""

        return str(await until(look))

    async def settled(self) -> dict[tuple[str, str], int]:
        """The rows there are once readiness has left its own."""
        await self.ready()
        return rows(self.built.store)


@asynccontextmanager
async def served(store: Store, slack: Slack) -> AsyncIterator[App]:
    """The part of `run` that answers people."""
    async with listening(slack) as address, _served(store, slack, address) as app:
        yield app


@asynccontextmanager
async def _served(store: Store, slack: Slack, address: str) -> AsyncIterator[App]:
    settings = Settings(
        _env_file=None, slack_bot_token="xoxb-1", slack_signing_secret=SECRET, slack_app_token="",
        slack_api_url=f"{address}/api/", database_url=store.url.render_as_string(hide_password=False), clock_url="",
    )  # fmt: skip
    async with running(settings, store, Part(answers=True)) as built:
        asgi = web.build(
            built.app, secret=SECRET, failure=built.failure, why_unready=built.why_unready,
            remembered=lambda body: remembered(built.edge, body),
        )  # fmt: skip
        transport = httpx.ASGITransport(asgi)
        async with httpx.AsyncClient(transport=transport, base_url="http://edge") as http:
            yield App(built, slack, http, address)


@asynccontextmanager
async def listening(slack: Slack) -> AsyncIterator[str]:
    """Slack's address."""
    app = aio.Application()
    app.router.add_route("*", "/api/{method}", slack.answer)
    app.router.add_route("*", "/url", slack.url)
    app.router.add_route("*", "/file", slack.file)
    runner = aio.AppRunner(app)
    await runner.setup()
    await aio.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def signed(payload: Json) -> Json:
    """As Slack posts this kind of payload."""
    if "event" in payload:
        return request(_json(payload), kind="application/json")
    form = payload if "command" in payload else {"payload": _json(payload).decode()}
    return request(urlencode(form).encode(), kind=FORM)


def _json(payload: Json) -> bytes:
    return httpx.Request("POST", "http://x", json=payload).read()


async def until(look: Callable[[], Awaitable[Any]]) -> Any:
    """Look until there is something; fail where nothing comes in five seconds."""
    for _ in range(250):
        if found := await look():
            return found
        await asyncio.sleep(0.02)
    raise AssertionError("nothing came")


def command(text: str = "list", team: str = TENANT, **more: str) -> Json:
    """`/persona …` of Mara's."""
    return {
        "command": "/persona", "text": text, "user_id": MARA, "team_id": team, "channel_id": "C0ONBOARD",
        "channel_name": "onboarding", "trigger_id": "1.1", **more,
    }  # fmt: skip


def meet(store: Store, tenant: str = TENANT) -> None:
    """The directory names Mara."""
    with store.begin(tenant) as tx:
        tx.people.mirror(Person(MARA, "Mara", team=tenant), NOW)


def rows(store: Store) -> dict[tuple[str, str], int]:
    """How many rows each tenant has in each table."""
    found: dict[tuple[str, str], int] = {}
    with store.engine.connect() as connection:
        for table in OF_A_TENANT:
            counted = select(table.c.tenant, func.count()).group_by(table.c.tenant)
            found |= {(table.name, tenant): number for tenant, number in connection.execute(counted)}
    return found
