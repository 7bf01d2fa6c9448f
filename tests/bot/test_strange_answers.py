"""What answers in Slack's place (a proxy's page, half a body, a number that is none) loses nothing and is told."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
import pytest
from aiohttp import web

from bot.client import Client
from handlers.call import Call, Reply
from handlers.edge import Edge
from personas.views.mistake import words as said
from scheduler.delivery import Sender
from storage.delivery import Progress
from storage.store import Store
from tests.conftest import NOW, TENANT
from tests.scheduler.test_delivery import row, want, words

__all__ = ["words"]
pytestmark = pytest.mark.anyio
HTML, JSON, PLAIN = "text/html", "application/json", "text/plain"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@dataclass
class Between:
    """Something before Slack that answers in its place as long as there is something in `first`."""

    first: list[web.Response] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    client: Any = None

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append(request.path)
        if self.first:
            return self.first.pop(0)
        return web.json_response({"ok": True, "channel": "D1", "ts": "1.0001"})


@asynccontextmanager
async def between(*first: web.Response) -> AsyncIterator[Between]:
    here = Between(list(first))
    app = web.Application()
    app.router.add_route("*", "/{anything:.*}", here.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    here.client = Client("xoxb-1", base_url=f"http://127.0.0.1:{port}/api/", retry_handlers=[])
    try:
        yield here
    finally:
        await runner.cleanup()


def page(status: int, kind: str, body: str | bytes, **headers: str) -> web.Response:
    body = body.encode() if isinstance(body, str) else body
    return web.Response(status=status, headers={"Content-Type": kind, **headers}, body=body)


def slow_down(told: str) -> web.Response:
    return page(429, JSON, '{"ok": false, "error": "ratelimited"}', **{"Retry-After": told})


async def send(store: Store, here: Between, late: timedelta = timedelta()) -> None:
    await Sender(store, lambda _: here.client, lambda: NOW + late).send_due()


UNCLEAR = {
    "a page": (200, HTML, "<html>welcome</html>"),
    "half a body": (200, JSON, '{"ok": tr'),
    "a word": (200, PLAIN, "OK"),
    "a list": (200, JSON, '["ok"]'),
    "not even letters": (200, JSON, b"\xff\xfe\x00"),
    "a page of trouble": (503, HTML, "<html>503</html>"),
    "a body of trouble": (502, JSON, "<html>502</html>"),
}


@pytest.mark.parametrize("answer", UNCLEAR.values(), ids=UNCLEAR)
async def test_a_first_post_of_which_nobody_knows_is_not_called_failed(
    lite: Store, words: dict[str, str], answer: tuple[int, str, str | bytes]
) -> None:
    want(lite)
    async with between(page(*answer)) as here:
        await send(lite, here)
    assert row(lite).state is Progress.UNCERTAIN


@pytest.mark.parametrize("answer", UNCLEAR.values(), ids=UNCLEAR)
async def test_an_edit_of_which_nobody_knows_is_made_again(
    lite: Store, words: dict[str, str], answer: tuple[int, str, str | bytes]
) -> None:
    want(lite)
    async with between() as here:
        await send(lite, here)
        want(lite)
        here.first = [page(*answer)]
        await send(lite, here, timedelta(seconds=1))
        await send(lite, here, timedelta(minutes=1))
        assert here.asked == ["/api/chat.postMessage", "/api/chat.update", "/api/chat.update"]
    assert row(lite).state is Progress.SENT


@pytest.mark.parametrize(
    "answer", [(403, HTML, "<html>blocked</html>"), (404, PLAIN, "no"), (407, JSON, "<")]
)
async def test_what_was_kept_from_slack_is_said_when_nothing_keeps_it_any_more(
    lite: Store, words: dict[str, str], answer: tuple[int, str, str]
) -> None:
    want(lite)
    async with between(page(*answer)) as here:
        await send(lite, here)
        assert row(lite).state is Progress.PENDING
        await send(lite, here, timedelta(minutes=1))
    assert row(lite).state is Progress.SENT


@pytest.mark.parametrize(
    "answer",
    [
        page(429, HTML, "<html>slower</html>"),
        page(429, JSON, '{"ok": false, "error": "ratelimited"}'),
        slow_down("soon"),
        slow_down("Wed, 21 Oct 2026 07:28:00 GMT"),
        slow_down("nan"),
        slow_down("-5"),
    ],
    ids=["a page", "without a time", "a word", "a date", "no number", "the past"],
)
async def test_slow_down_is_heeded_however_it_is_said(
    lite: Store, words: dict[str, str], answer: web.Response
) -> None:
    want(lite)
    async with between(answer) as here:
        await send(lite, here)
        await send(lite, here)
        assert len(here.asked) == 1
        await send(lite, here, timedelta(minutes=1))
    assert row(lite).state is Progress.SENT


@pytest.mark.parametrize("told", ["7200", "864000", "1e300"])
async def test_a_silence_longer_than_any_of_slacks_is_kept_for_an_hour_by_every_message(
    store: Store, words: dict[str, str], told: str
) -> None:
    want(store)
    async with between(slow_down(told)) as here:
        await send(store, here)
        with store.begin(TENANT) as tx:
            tx.deliveries.want("note", key="another", now=NOW, person="U2", subject_id=2)
        await send(store, here, timedelta(minutes=50))
        assert len(here.asked) == 1
        await send(store, here, timedelta(hours=1))
        assert len(here.asked) == 3
    assert row(store).state is Progress.SENT


@pytest.mark.parametrize(
    "answer",
    [(200, JSON, '{"ok": tr'), (200, PLAIN, "OK"), (502, JSON, "<html>"), (429, HTML, "slower")],
    ids=["half a body", "a word", "trouble", "slow down"],
)
async def test_a_person_hears_when_something_else_answers_in_slacks_place(
    lite: Store, call: Callable[..., Call], answer: tuple[int, str, str]
) -> None:
    async def ack(**_: Any) -> None:
        pass

    async with between(page(*answer)) as here, httpx.AsyncClient() as http:
        edge = Edge(lite, http, lambda: NOW, frozenset())
        reply = Reply(*said("Heard."))
        await edge.pressed(call(), lambda *_: reply, None, ack=ack, client=here.client, url="")
        while edge.background.busy:
            await edge.background.drain(10)
        await edge.drain()
        assert here.asked[1:] == ["/api/chat.postEphemeral"]
