"""The playground as a test holds it: people act, a real Bolt app listens, Slack's client calls."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from playground.clock import OPENING, DemoClock
from playground.manifest import Manifest
from playground.sample import CUSTOM_EMOJI, sample_team
from playground.server import serving
from playground.stage import Stage

BOT_TOKEN, APP_TOKEN = "xoxb-playground", "xapp-playground"
PATIENCE_SECONDS = 30.0


class Town:
    def __init__(self, stage: Stage, people: httpx.AsyncClient, slack: AsyncWebClient) -> None:
        self.stage, self.people, self.slack = stage, people, slack
        self.app = AsyncApp(token=BOT_TOKEN, client=slack, process_before_response=True)

    async def act(self, gesture: str, **asked: Any) -> Any:
        reply = await self.people.post(f"/playground/{gesture}", json=asked)
        return reply.json()

    async def look(self, thing: str, **query: str) -> Any:
        return (await self.people.get(f"/playground/{thing}", params=query)).json()

    async def say(self, user: str, channel: str, text: str, **more: str) -> Any:
        return await self.act("say", **{"as": user, "channel": channel, "text": text, **more})

    async def messages(self, user: str, channel: str, thread: str = "") -> list[dict[str, Any]]:
        more = {"thread": thread} if thread else {}
        found: list[dict[str, Any]] = (
            await self.look("messages", **{"as": user, "channel": channel, **more})
        )["messages"]
        return found

    async def last(self, user: str, channel: str) -> dict[str, Any]:
        return (await self.messages(user, channel))[-1]

    @contextlib.asynccontextmanager
    async def app_running(self) -> AsyncIterator[None]:
        """The Bolt app on a real WebSocket."""
        handler = AsyncSocketModeHandler(self.app, APP_TOKEN, web_client=self.slack)
        await handler.connect_async()  # type: ignore[no-untyped-call]
        await until(lambda: self.stage.delivery.connected)
        try:
            yield
        finally:
            await handler.close_async()  # type: ignore[no-untyped-call]


@contextlib.asynccontextmanager
async def open_town(manifest: Manifest | None = None, **options: str) -> AsyncIterator[Town]:
    manifest = manifest or Manifest(accepts_any_shortcut=True)
    stage = Stage(sample_team(manifest.name, now=OPENING), manifest=manifest, clock=DemoClock(), **options)
    stage.custom_emoji.extend(CUSTOM_EMOJI)
    async with serving(stage), httpx.AsyncClient(base_url=stage.base_url, timeout=10) as people:
        slack = AsyncWebClient(BOT_TOKEN, base_url=f"{stage.base_url}/api/", retry_handlers=[])
        yield Town(stage, people, slack)


async def until(true: Callable[[], Any]) -> Any:
    """Waits for what another task is about to do, and gives back what it found."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not (found := true()):  # noqa: ASYNC110
            await asyncio.sleep(0.005)
    return found


async def eventually(look: Callable[[], Awaitable[Any]]) -> Any:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not (found := await look()):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    return found
