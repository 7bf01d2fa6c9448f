"""`python -m playground`: a Slack in a browser tab, and the server behind it."""

import argparse
import asyncio
import contextlib
import os
import signal
import sys
import threading
import webbrowser
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path

from playground.clock import OPENING, DemoClock
from playground.manifest import read_manifest
from playground.sample import CUSTOM_EMOJI, sample_team
from playground.server import serving
from playground.stage import Stage

TAKEN = "Nothing can listen on {}:{} ({}). Choose another --port, or leave it out to take any free one."
LACKING = "The playground needs {}. Install it with Dramatis: pip install 'dramatis[playground]'."
PACKAGES = {"websockets": "websockets", "python_multipart": "python-multipart"}


def main() -> None:
    """Run until interrupted."""
    options = _arguments().parse_args()
    if lacking := [name for module, name in PACKAGES.items() if find_spec(module) is None]:
        sys.exit(LACKING.format(" and ".join(lacking)))
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_run(options))


async def _run(options: argparse.Namespace) -> None:
    ended = asyncio.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(sign, ended.set)
    if options.with_parent:
        _end_with_parent(asyncio.get_running_loop(), ended)
    async with contextlib.AsyncExitStack() as stack:
        try:
            stage = await stack.enter_async_context(
                serving(_stage(options), host=options.host, port=options.port)
            )
        except OSError as error:
            sys.exit(TAKEN.format(options.host, options.port, error.strerror or error))
        print(f"playground {stage.base_url}", flush=True)
        if options.open:
            webbrowser.open(stage.base_url)
        await ended.wait()


def _end_with_parent(loop: asyncio.AbstractEventLoop, ended: asyncio.Event) -> None:
    """Whoever started us holds the other end of our standard input. It closes with them, however they ended."""

    def watch() -> None:
        with contextlib.suppress(OSError):
            while os.read(sys.stdin.fileno(), 1024):
                pass
        with contextlib.suppress(RuntimeError):  # the loop may have ended before
            loop.call_soon_threadsafe(ended.set)

    threading.Thread(target=watch, daemon=True).start()


def _stage(options: argparse.Namespace) -> Stage:
    manifest = read_manifest(options.manifest)
    stage = Stage(
        sample_team(manifest.name, now=options.start),
        manifest=manifest,
        clock=DemoClock(options.start),
        events_url=options.events_url if options.events == "http" else "",
        signing_secret=options.signing_secret,
    )
    stage.custom_emoji.extend(CUSTOM_EMOJI)
    return stage


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m playground", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 takes any free port")
    parser.add_argument("--manifest", type=Path, default=Path("manifest.yaml"))
    parser.add_argument("--events", choices=("socket", "http"), default="socket")
    parser.add_argument("--events-url", default="http://127.0.0.1:3000/slack/events")
    parser.add_argument("--signing-secret", default="playground")
    parser.add_argument("--start", type=datetime.fromisoformat, default=OPENING)
    parser.add_argument("--with-parent", action="store_true", help="end when standard input is closed")
    parser.add_argument("--open", action="store_true", help="open a browser")
    return parser


if __name__ == "__main__":
    main()
