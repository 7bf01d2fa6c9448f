"""`python -m bot run`: the real thing, over Socket Mode or HTTP, until SIGTERM or Ctrl-C."""

import argparse
import asyncio
import contextlib
import logging
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from bot import clock_offset, logs
from bot.error_message import TAKEN, WRONG, complain, plainly
from bot.settings import Settings, load
from bot.wiring import Running, running
from storage.migrations import upgrade
from storage.store import Store

log = logging.getLogger(__name__)
# Every request is answered within three seconds; answers under way and sends have the rest of the 25 s.
STOP_S = 5
# Whatever hangs then (a database that neither answers nor goes away) is left behind.
END_S = 24.0
# A supervisor starts a process that ended with this again.
BROKEN = 1


def options(_: argparse.ArgumentParser) -> None:
    """Everything is a setting."""


def main(_: argparse.Namespace) -> int:
    """Start, or say in one sentence why not."""
    return plainly(_run)


def _run() -> int:
    # Only the process that serves pays for the fast event loop.
    import uvloop

    settings = load()
    logs.set_up(settings.log_level)
    return uvloop.run(serve(settings))


def announce(built: Running) -> None:
    """Say that Slack is heard now."""
    log.info("ready: listening to %s over Socket Mode", built.workspace.name if built.workspace else "Slack")


async def serve(settings: Settings, *, ready: Callable[[Running], None] = announce) -> int:
    """Migrate, listen, and end cleanly when told to. `ready` is called once Slack is heard over a socket."""
    store = Store.open(settings.database_url)
    store.kept = settings.kept
    try:
        await asyncio.to_thread(upgrade, store)
        if wrong := clock_offset.apart(await asyncio.to_thread(store.clock), machine=datetime.now(UTC)):
            log.error(wrong)
        async with running(settings, store) as built:
            stop = asyncio.Event()
            for name in (signal.SIGTERM, signal.SIGINT):
                asyncio.get_running_loop().add_signal_handler(name, stop.set)
            watching = asyncio.create_task(_stop_when(built.broken, stop))
            status = await (_socket(built, stop, ready) if settings.socket_mode else _http(built, stop))
            watching.cancel()
            return BROKEN if built.broken.is_set() else status
    finally:
        store.close()


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

    socket = Socket(built.app, app_token=built.settings.slack_app_token, client=built.client)
    await socket.connect()
    ready(built)
    watch, told = asyncio.create_task(socket.watch()), asyncio.create_task(stop.wait())
    done, waiting = await asyncio.wait({watch, told}, return_when=asyncio.FIRST_COMPLETED)
    _end_in_time()
    for task in waiting:
        task.cancel()
    await socket.close()
    return 0 if told in done else BROKEN


async def _http(built: Running, stop: asyncio.Event) -> int:
    """Hear Slack over HTTP."""
    import uvicorn

    from bot import web

    settings = built.settings
    try:
        door = _door(settings)
    except OSError as error:
        return complain(TAKEN.format(f"{settings.host}:{settings.port}", error.strerror or error))
    asgi = web.build(built.app, secret=settings.slack_signing_secret, failure=built.failure, more=built.pages)
    config = uvicorn.Config(
        asgi, host=settings.host, port=settings.port, log_config=None, access_log=False, server_header=False,
        timeout_graceful_shutdown=STOP_S, lifespan="off",
    )  # fmt: skip
    server = uvicorn.Server(config)
    server.capture_signals = _signals_left_to_us  # type: ignore[method-assign]
    serving = asyncio.create_task(server.serve([door]))
    told = asyncio.create_task(stop.wait())
    await asyncio.wait({serving, told}, return_when=asyncio.FIRST_COMPLETED)
    _end_in_time()
    server.should_exit = True
    await serving
    told.cancel()
    return 0 if server.started else WRONG


def _door(settings: Settings) -> socket.socket:
    """Where we listen: bound by us, since a server that can't ends the process without a word of its own."""
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
