"""The load client: keep-alive connections, requests written as bytes, each timed. In a process of its own."""

import asyncio
import itertools
import statistics
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

Make = Callable[[int], bytes]


@dataclass(frozen=True)
class Figures:
    """What one measurement says. Times in milliseconds."""

    p50: float
    p99: float
    per_second: float


class _Line(asyncio.Protocol):
    """One connection: writes a request, waits for the whole response."""

    def __init__(self) -> None:
        self.buffer = b""
        self.answered: asyncio.Future[int] | None = None
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        head, found, body = self.buffer.partition(b"\r\n\r\n")
        if not found:
            return
        fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
        chunked = fields.get(b"transfer-encoding") == b"chunked"
        complete = (
            body.endswith(b"0\r\n\r\n") if chunked else len(body) >= int(fields.get(b"content-length", 0))
        )
        if complete and self.answered and not self.answered.done():
            self.buffer = b""
            self.answered.set_result(int(head[9:12]))

    def connection_lost(self, exc: Exception | None) -> None:
        if self.answered and not self.answered.done():
            self.answered.set_exception(exc or ConnectionError("the server hung up"))

    async def ask(self, request: bytes) -> int:
        self.answered = asyncio.get_running_loop().create_future()
        assert self.transport
        self.transport.write(request)
        return await self.answered


async def alone(port: int, make: Make, *, requests: int) -> Figures:
    """One request after the other on one connection."""
    _, line = await asyncio.get_running_loop().create_connection(_Line, "127.0.0.1", port)
    times = []
    for number in range(requests):
        request = make(number)
        started = time.perf_counter()
        status = await line.ask(request)
        times.append((time.perf_counter() - started) * 1000)
        if status != 200:
            raise RuntimeError(f"the server answered {status}")
    line.transport.close()  # type: ignore[union-attr]
    times.sort()
    return Figures(statistics.median(times), times[int(len(times) * 0.99)], 1000 / statistics.mean(times))


async def together(port: int, make: Make, *, lines: int, seconds: float) -> Figures:
    """Many requests in flight for a while."""
    end = time.perf_counter() + seconds
    times: list[float] = []

    async def one(start: int) -> None:
        _, line = await asyncio.get_running_loop().create_connection(_Line, "127.0.0.1", port)
        number = start
        while time.perf_counter() < end:
            request = make(number)
            started = time.perf_counter()
            if await line.ask(request) != 200:
                raise RuntimeError("the server refused under load")
            times.append((time.perf_counter() - started) * 1000)
            number += lines
        line.transport.close()  # type: ignore[union-attr]

    started = time.perf_counter()
    await asyncio.gather(*(one(start) for start in range(lines)))
    spent = time.perf_counter() - started
    times.sort()
    return Figures(statistics.median(times), times[int(len(times) * 0.99)], len(times) / spent)


async def steadily(port: int, make: Make, *, per_second: float, statuses: Counter[int]) -> None:
    """One request after the other at this rate, until cancelled; how each was answered is counted."""
    _, line = await asyncio.get_running_loop().create_connection(_Line, "127.0.0.1", port)
    began = time.perf_counter()
    for number in itertools.count():
        await asyncio.sleep(max(0.0, began + number / per_second - time.perf_counter()))
        statuses[await line.ask(make(number))] += 1
