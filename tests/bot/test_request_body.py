"""Requests over real connections: half-sent bodies are held neither for ever nor in any number, and none cuts another."""

import asyncio
import contextlib
import json
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult

from bot import web
from bot.http_connection import HttpConnection
from bot.request_body import BodyReader
from tests.faults.signed import FORM, Json, request

SECRET = "shh"
COMMAND = b"command=%2Fpersona&text=x&user_id=U1&team_id=T1&channel_id=C1&trigger_id=1"
SOON_S = 0.3
DECLARED = 900_000


class Connection:
    """One kept-alive connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def send(self, made: Json, *, sent: int | None = None) -> None:
        """Post a request, or only so many bytes of its body."""
        body: bytes = made["content"]
        lines = [f"{name}: {value}" for name, value in made["headers"].items()]
        head = "\r\n".join(
            ["POST /slack/events HTTP/1.1", "host: edge", *lines, f"content-length: {len(body)}"]
        )
        self.writer.write(head.encode() + b"\r\n\r\n" + body[:sent])
        await self.writer.drain()

    async def answer(self) -> int:
        """The status of the next answer; 0 where the connection was cut without one."""
        head = b""
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            head = await asyncio.wait_for(self.reader.readuntil(b"\r\n\r\n"), 5)
            length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0] or 0)
            await self.reader.readexactly(length)
        return int(head.split()[1]) if head else 0

    async def is_cut(self, *, within: float = 2.0) -> bool:
        """Whether the other side hung up."""
        try:
            return await asyncio.wait_for(self.reader.read(1), within) == b""
        except TimeoutError:
            return False
        except ConnectionError:
            return True


Connect = Callable[[], Awaitable[Connection]]


@asynccontextmanager
async def served(bodies: BodyReader, http: type[HttpConnection] = HttpConnection) -> AsyncIterator[Connect]:
    """The edge behind a real server."""

    async def authorize(**_: object) -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None, team_id="T1", bot_token="xoxb-1", bot_id="B1", bot_user_id="U0"
        )

    async def failure() -> None:
        return None

    app = AsyncApp(authorize=authorize, process_before_response=True, request_verification_enabled=False)

    @app.command("/persona")
    async def heard(ack: AsyncAck) -> None:
        await ack("heard")

    listening = socket.create_server(("127.0.0.1", 0))
    asgi = web.build(app, secret=SECRET, failure=failure, bodies=bodies)
    server = uvicorn.Server(uvicorn.Config(asgi, log_config=None, lifespan="off", http=http))
    server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign, assignment]
    serving = asyncio.create_task(server.serve([listening]))
    opened: list[Connection] = []

    async def connect() -> Connection:
        opened.append(Connection(*await asyncio.open_connection(*listening.getsockname())))
        return opened[-1]

    try:
        yield connect
    finally:
        for each in opened:
            each.writer.close()
        server.should_exit = True
        await serving


def asked(test: Callable[[Connect], Awaitable[None]], bodies: BodyReader) -> None:
    async def run() -> None:
        async with served(bodies) as connect:
            await test(connect)

    asyncio.run(run())


def signed(body: bytes = COMMAND, kind: str = FORM) -> Json:
    return request(body, kind=kind, secret=SECRET)


ODD: list[tuple[str, Any]] = [
    ("an item of an odd kind", {"event": {"type": "reaction_added", "user": "U1", "item": {"type": {}}}}),
    ("no kind of event", {"event": {"user": "U1"}}),
    ("authorizations of words", {"event": {"type": "message"}, "authorizations": ["T1"]}),
    ("a team of a number", {"event": {"type": "message", "team": 5}}),
    ("a person of no name", {"event": {"type": "user_change", "user": {"profile": {}}}}),
]


@pytest.mark.parametrize("odd", [each for _, each in ODD], ids=[name for name, _ in ODD])
def test_after_an_odd_body_the_connection_lives_on(odd: Json) -> None:
    told = {"type": "event_callback", "team_id": "T1", "event_id": "E1", **odd}

    async def test(connect: Connect) -> None:
        line = await connect()
        for made, status in ((signed(json.dumps(told).encode(), "application/json"), 400), (signed(), 200)):
            await line.send(made)
            assert await line.answer() == status

    asked(test, BodyReader())


def test_who_sends_no_signature_is_answered_before_the_body_and_hung_up_on() -> None:
    async def test(connect: Connect) -> None:
        line = await connect()
        await line.send({"content": b"x" * DECLARED, "headers": {}}, sent=0)
        assert (await line.answer(), await line.is_cut()) == (401, True)

    asked(test, BodyReader())


def test_a_body_that_does_not_come_to_its_end_is_given_up_in_time() -> None:
    async def test(connect: Connect) -> None:
        line, began = await connect(), time.monotonic()
        await line.send(signed(b"x" * DECLARED), sent=DECLARED - 1)
        assert (await line.answer(), await line.is_cut()) == (408, True)
        assert SOON_S <= time.monotonic() - began < 10 * SOON_S

    asked(test, BodyReader(seconds=SOON_S))


@pytest.mark.parametrize(
    "bodies", [BodyReader(most=5), BodyReader(most_bytes=5 * DECLARED)], ids=["number", "bytes"]
)
def test_too_many_half_sent_bodies_turn_away_the_oldest_and_never_a_new_signed_request(
    bodies: BodyReader,
) -> None:
    async def test(connect: Connect) -> None:
        lines = []
        for _ in range(12):
            lines.append(await connect())
            await lines[-1].send(signed(b"x" * DECLARED), sent=DECLARED - 1)
            await asyncio.sleep(0.05)
            whole = await connect()
            await whole.send(signed())
            assert await whole.answer() == 200
        assert await asyncio.gather(*(line.answer() for line in lines[:6])) == [408] * 6

    asked(test, bodies)
