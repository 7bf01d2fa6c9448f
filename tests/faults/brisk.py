"""`python -m bot run` where everything passes ten times as fast: the playground's clock, and with it Slack's pace and
every lease; here the machine's own patience too, so that what a killed process held is taken over in seconds.

Usage: python -m tests.faults.brisk
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from bot import wiring
from bot.__main__ import main
from scheduler import capture, delivery, worker
from scheduler.delivery import Sender
from tests.conversations.harness import ROOT, SECRET, Team, _answers, _free_port, team

RATE = 10
TICK_S = "0.3"


@contextmanager
def brisk(database_url: str) -> Iterator[Team]:
    """A Slack that tells of events over HTTP; no app yet."""
    with team(database_url, mode="http", app=False) as here:
        yield here


def start(here: Team, processes: int) -> None:
    """So many processes at once, with nothing in common but the database."""
    here.post("clock", {"rate": RATE})
    ports = [str(_free_port()) for _ in range(processes)]
    here.processes += [_process(here, port) for port in ports]
    for port in ports:
        here.until(lambda port=port: _answers(f"http://127.0.0.1:{port}/readyz"), seconds=60)


def _process(here: Team, port: str) -> subprocess.Popen[str]:
    given = {
        "SLACK_SIGNING_SECRET": SECRET, "SLACK_BOT_TOKEN": "xoxb-playground", "SLACK_API_URL": f"{here.url}/api/",
        "DATABASE_URL": here.database_url, "CLOCK_URL": f"{here.url}/clock", "TICK_SECONDS": TICK_S, "PORT": port,
    }  # fmt: skip
    return subprocess.Popen(
        [sys.executable, "-m", "tests.faults.brisk"],
        cwd=ROOT, text=True, stdout=subprocess.DEVNULL, env={**os.environ, **given},
    )  # fmt: skip


def _hasten() -> None:
    idle = Sender.idle
    Sender.idle = lambda sender, lane: idle(sender, lane) / RATE  # type: ignore[method-assign]
    looking = capture.Looker.idle
    capture.Looker.idle = lambda looker, lane: looking(looker, lane) / RATE  # type: ignore[method-assign]
    worker.HEARTBEAT_S /= RATE
    delivery.RECOVERY_S /= RATE
    delivery.STALE_S = capture.STALE_S = worker.STALE_S / RATE
    wiring.SLACK_TIMEOUT_S //= RATE


if __name__ == "__main__":
    _hasten()
    sys.exit(main(["run"]))
