"""`python -m bot run`: the real thing, over Socket Mode or HTTP, until SIGTERM or Ctrl-C."""

import argparse
import asyncio
import contextlib
import errno
import gc
import importlib
import logging
import os
import select
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial

from bot import clock_offset, logs
from bot.error_message import NEWER, REPLACED, SHARED, TAKEN, WRONG, complain, plainly
from bot.settings import Settings, load
from bot.supervisor import BROKEN, OUTDATED, Supervisor, Work
from bot.wake import Wake
from bot.wiring import ALONE, Part, Running, running
from handlers import remembered
from storage.failure import Failure, failure_of
from storage.migrations import upgrade
from storage.store import DatabaseFailed, Store

log = logging.getLogger(__name__)
# Every request is answered within three seconds; answers under way and sends have the rest of the 25 s.
STOP_S = 5
# Whatever hangs then (a database that neither answers nor goes away) is left behind.
END_S = 24.0
# How much longer the watching process waits for one that should have ended by itself.
GRACE_S = 0.5
OVER_A_SOCKET = ("bot.socketmode",)
OVER_HTTP = ("bot.web", "uvicorn.loops.uvloop", "bot.http_connection")
# A process that was killed a moment ago may still hold the port.
BIND_S = 2.0


def options(parser: argparse.ArgumentParser) -> None:
    """Everything else is a setting."""
    parser.add_argument(
        "--processes", type=int, default=1, metavar="N",
        help="how many processes answer people over HTTP; more than one needs PostgreSQL",
    )  # fmt: skip


def main(chosen: argparse.Namespace) -> int:
    """Start, or say in one sentence why not."""
    return plainly(lambda: _run(chosen.processes))


def _run(answering: int) -> int:
    """One process or more that answers people, and one that works in the background, under one that watches them."""
    settings = load()
    logs.set_up(settings.log_level)
    if answering > 1 and (settings.socket_mode or settings.database_url.startswith("sqlite")):
        return complain(SHARED)
    try:
        door = None if settings.socket_mode else _door(settings)
    except OSError as error:
        return complain(TAKEN.format(f"{settings.host}:{settings.port}", error.strerror or error))
    _prepare(settings)
    shared = Shared(door, [Wake() for _ in range(answering)])
    works: dict[str, Work] = {
        f"answering {number}": partial(plainly, partial(_answer, settings, shared, number))
        for number in range(answering)
    }
    works["the background"] = partial(plainly, partial(_work, settings, shared))
    supervisor = Supervisor(works, END_S + GRACE_S, begun=shared.has_begun, ending=shared.close)
    return supervisor.run()


@dataclass(frozen=True, slots=True)
class Shared:
    """What the processes of one `run` have in common: where Slack knocks, and how they wake each other."""

    door: socket.socket | None
    answering: list[Wake]
    background: Wake = field(default_factory=Wake)
    # Readable for good once people were answered.
    _begun: tuple[int, int] = field(default_factory=os.pipe)

    def begin(self, built: Running) -> None:
        """People are answered: the background may begin."""
        os.write(self._begun[1], b".")
        if built.settings.socket_mode:
            log.info(
                "ready: listening to %s over Socket Mode",
                built.name,
            )

    def wait_for_begin(self) -> None:
        """What keeps us from starting is said by one process, not by each."""
        select.select([self._begun[0]], [], [])

    def has_begun(self) -> bool:
        """Whether a start went well once."""
        return bool(select.select([self._begun[0]], [], [], 0)[0])

    def close(self) -> None:
        """Nothing more comes in."""
        if self.door:
            self.door.close()


def _prepare(settings: Settings) -> None:
    """Bring the database up to date, and import what stands in memory once and lets every process start at once."""
    store = Store.open(settings.database_url)
    try:
        upgrade(store)
        if wrong := clock_offset.apart(store.clock(), machine=datetime.now(UTC)):
            log.error(wrong)
    finally:
        store.close()
    for module in ("uvloop", *(OVER_A_SOCKET if settings.socket_mode else OVER_HTTP)):
        importlib.import_module(module)
    gc.freeze()


def _answer(settings: Settings, shared: Shared, number: int) -> int:
    import uvloop

    others = [each for each in (*shared.answering, shared.background) if each is not shared.answering[number]]
    part = Part(answers=True, wake=shared.answering[number], background=shared.background, others=others)
    return uvloop.run(serve(settings, ready=shared.begin, part=part, door=shared.door))


def _work(settings: Settings, shared: Shared) -> int:
    import uvloop

    shared.wait_for_begin()
    part = Part(works=True, wake=shared.background, others=shared.answering)
    return uvloop.run(serve(settings, ready=lambda _: None, part=part))


async def serve(
    settings: Settings,
    *,
    ready: Callable[[Running], None],
    part: Part = ALONE,
    door: socket.socket | None = None,
) -> int:
    """Migrate, do this process's part, and end cleanly when told to. `ready` is called once people can be answered.

    By itself, a process does everything.
    """
    store = Store.open(settings.database_url)
    store.kept = settings.kept
    try:
        await asyncio.to_thread(upgrade, store)
        async with running(settings, store, part) as built:
            stop = asyncio.Event()
            for name in (signal.SIGTERM, signal.SIGINT):
                asyncio.get_running_loop().add_signal_handler(name, stop.set)
            watching = asyncio.create_task(_stop_when(built.broken, stop))
            if not part.answers:
                status = await _background(stop)
            else:
                status = await (_http(built, stop, door, ready) if door else _socket(built, stop, ready))
            watching.cancel()
            if built.outdated:
                complain(REPLACED)
                return OUTDATED
            return BROKEN if built.broken.is_set() else status
    except DatabaseFailed as error:
        if failure_of(error) is not Failure.NEWER:
            raise
        complain(NEWER)
        return OUTDATED
    finally:
        store.close()


async def _background(stop: asyncio.Event) -> int:
    """Nothing is heard here: the clock, the sender and the reaction worker do it all."""
    await stop.wait()
    _end_in_time()
    return 0


async def _stop_when(broken: asyncio.Event, stop: asyncio.Event) -> None:
    await broken.wait()
    stop.set()


def _end_in_time() -> None:
    """A thread that waits for an answer can't be ended: in time the process ends around it, as if it were killed."""
    ending = threading.Timer(END_S, _end)
    ending.daemon = True
    ending.start()


def _end() -> None:
    log.error("something hangs; the process ends without it, and what it was at is gone on with elsewhere")
    os._exit(BROKEN)


async def _socket(built: Running, stop: asyncio.Event, ready: Callable[[Running], None]) -> int:
    """Hear Slack over a socket; a line that stays dead ends the process with 1."""
    from bot.socketmode import Socket

    socket = Socket(
        built.app,
        app_token=built.settings.slack_app_token,
        client=built.client,
        remembered=partial(remembered, built.edge),
    )
    await socket.connect()
    ready(built)
    watch, told = asyncio.create_task(socket.watch()), asyncio.create_task(stop.wait())
    done, waiting = await asyncio.wait({watch, told}, return_when=asyncio.FIRST_COMPLETED)
    _end_in_time()
    for task in waiting:
        task.cancel()
    await socket.close()
    return 0 if told in done else BROKEN


async def _http(
    built: Running, stop: asyncio.Event, door: socket.socket, ready: Callable[[Running], None]
) -> int:
    """Hear Slack over HTTP."""
    import uvicorn

    from bot import web
    from bot.http_connection import HttpConnection

    settings = built.settings
    asgi = web.build(
        built.app, secret=settings.slack_signing_secret, failure=built.failure, more=built.pages,
        remembered=partial(remembered, built.edge), why_unready=built.why_unready,
    )  # fmt: skip
    config = uvicorn.Config(
        asgi, host=settings.host, port=settings.port, log_config=None, access_log=False, server_header=False,
        timeout_graceful_shutdown=STOP_S, lifespan="off", http=HttpConnection, ws="none",
    )  # fmt: skip
    server = uvicorn.Server(config)
    server.capture_signals = _signals_left_to_us  # type: ignore[method-assign]
    serving = asyncio.create_task(server.serve([door]))
    ready(built)
    told = asyncio.create_task(stop.wait())
    await asyncio.wait({serving, told}, return_when=asyncio.FIRST_COMPLETED)
    _end_in_time()
    server.should_exit = True
    await serving
    told.cancel()
    return 0 if server.started else WRONG


def _door(settings: Settings) -> socket.socket:
    """Where we listen: bound before anything starts, and kept while a process that crashed starts again."""
    ends = time.monotonic() + BIND_S
    while True:
        try:
            return _bound(settings)
        except OSError as error:
            if error.errno != errno.EADDRINUSE or time.monotonic() > ends:
                raise
        time.sleep(BIND_S / 40)


def _bound(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    # Named TCP: asyncio turns Nagle's delay (40 ms an answer) off only where the protocol is named.
    door = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind((settings.host, settings.port))
    except OSError:
        door.close()
        raise
    return door


@contextlib.contextmanager
def _signals_left_to_us() -> Iterator[None]:
    yield
