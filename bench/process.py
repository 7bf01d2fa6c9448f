"""The processes a bench run needs, each ended by its own handle."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from bench.requests import SECRET
from tests.ports import free_port
from tests.processes import memory_mb

ROOT = Path(__file__).parents[1]
PATIENCE_S = 30


@dataclass(frozen=True)
class App:
    """A running `python -m bot run` and how long it took to be ready."""

    port: int
    process: subprocess.Popen[str]
    ready_s: float

    @property
    def resident_mb(self) -> float:
        """Memory its processes hold now; what they share counts once."""
        return memory_mb(self.process.pid)


@contextmanager
def slack() -> Iterator[str]:
    """The playground's Slack; hands back the address of its Web API."""
    with _python("playground", "--port", "0", "--manifest", str(ROOT / "manifest.yaml")) as process:
        assert process.stdout
        line = process.stdout.readline()
        yield f"{line.split()[-1]}/api/"


@contextmanager
def app(api: str, database_url: str, *, module: str = "bot", **more: str) -> Iterator[App]:
    """The real thing over signed HTTP."""
    port = free_port()
    settings = {
        "SLACK_BOT_TOKEN": "xoxb-playground", "SLACK_SIGNING_SECRET": SECRET, "SLACK_API_URL": api,
        "DATABASE_URL": database_url, "PORT": str(port), "LOG_LEVEL": "WARNING", **more,
    }  # fmt: skip
    started = time.perf_counter()
    arguments = ("run",) if module == "bot" else ()
    with _python(module, *arguments, settings=settings) as process:
        _wait(f"http://127.0.0.1:{port}/readyz")
        yield App(port, process, time.perf_counter() - started)


@contextmanager
def other(name: str, *arguments: str) -> Iterator[int]:
    """Another server, by its name in `bench.server`; hands back its port."""
    port = free_port()
    with _python("bench.server", str(port), name, *arguments):
        _wait(f"http://127.0.0.1:{port}/")
        yield port


@contextmanager
def writer(database_url: str) -> Iterator[None]:
    """Somebody who writes all the time."""
    with _python("bench.writing", database_url):
        yield


@contextmanager
def _python(
    module: str, *arguments: str, settings: dict[str, str] | None = None
) -> Iterator[subprocess.Popen[str]]:
    environment = {**os.environ, **(settings or {})}
    process = subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)


def _wait(url: str) -> None:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        try:
            if httpx.get(url).status_code < 500:
                return
        except httpx.HTTPError:
            time.sleep(0.02)
    raise RuntimeError(f"{url} did not come up")
