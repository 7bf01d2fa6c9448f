"""Connections that never say what they want are closed, in time and in size; those that go on are not."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest

from bot.http_connection import HEAD_MAX, HttpConnection
from bot.request_body import BodyReader
from tests.bot.test_request_body import Connect, Connection, served, signed

# Time enough to send something on a machine that is busy.
HEAD_S = 0.6
HALF = b"POST /slack/events HTTP/1.1\r\nhost: edge\r\nx-slack-request-timestamp: 1"


class Brisk(HttpConnection):
    """The same with less patience."""

    head_s = HEAD_S


def walked(test: Callable[[Connect], Awaitable[None]], http: type[HttpConnection] = Brisk) -> None:
    async def run() -> None:
        async with served(BodyReader(), http) as connect:
            await test(connect)

    asyncio.run(run())


async def trickled(line: Connection, what: bytes) -> float:
    """Send it byte by byte; seconds until the other side hung up."""
    began = time.monotonic()
    for byte in what:
        line.writer.write(bytes([byte]))
        if await line.is_cut(within=0.05):
            return time.monotonic() - began
    return 0.0


@pytest.mark.parametrize(
    "sent", [b"", b"\r\n", b"POST", HALF], ids=["none", "an empty line", "a word", "half"]
)
def test_a_head_that_never_ends_is_given_up_in_time(sent: bytes) -> None:
    async def test(connect: Connect) -> None:
        line, began = await connect(), time.monotonic()
        line.writer.write(sent)
        assert await line.is_cut()
        assert HEAD_S / 2 <= time.monotonic() - began < 5 * HEAD_S

    walked(test)


@pytest.mark.parametrize("sent", [HALF, b"\r\n" * 40], ids=["half", "empty lines"])
def test_byte_by_byte_is_no_way_to_hold_a_connection(sent: bytes) -> None:
    async def test(connect: Connect) -> None:
        assert 0 < await trickled(await connect(), sent) < 5 * HEAD_S
        used = await connect()
        await used.send(signed())
        assert await used.answer() == 200
        assert 0 < await trickled(used, sent) < 5 * HEAD_S

    walked(test)


def test_a_body_that_was_answered_unread_holds_no_connection_either() -> None:
    async def test(connect: Connect) -> None:
        line = await connect()
        line.writer.write(b"POST /healthz HTTP/1.1\r\nhost: edge\r\ncontent-length: 1000000\r\n\r\n")
        assert await line.answer() == 405
        assert 0 < await trickled(line, b"x" * 100) < 5 * HEAD_S

    walked(test)


def test_a_head_larger_than_any_is_given_up_at_once() -> None:
    async def test(connect: Connect) -> None:
        line = await connect()
        line.writer.write(HALF + b"1" * HEAD_MAX)
        assert await line.is_cut()

    walked(test, HttpConnection)


def test_a_body_is_no_part_of_the_head_and_has_limits_of_its_own() -> None:
    async def test(connect: Connect) -> None:
        whole, slow = await connect(), await connect()
        await whole.send(signed(b"x" * 4 * HEAD_MAX))
        assert await whole.answer() == 400
        await slow.send(signed(), sent=10)
        assert not await slow.is_cut(within=2 * HEAD_S)
        slow.writer.write(signed()["content"][10:])
        assert await slow.answer() == 200

    walked(test)


def test_requests_in_line_are_answered_whole() -> None:
    async def test(connect: Connect) -> None:
        line = await connect()
        for _ in range(3):
            await line.send(signed())
        assert [await line.answer() for _ in range(3)] == [200, 200, 200]
        assert await line.is_cut()

    walked(test)
