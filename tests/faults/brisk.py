"""`python -m bot run` where everything passes several times as fast: the playground's clock, and with it Slack's pace;
here the machine's own patience too, so that what a killed process held is taken over in seconds. Leases pass half as fast
as the rest: a database takes no less time than in earnest.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot import wiring
from bot.__main__ import main
from scheduler import capture, delivery, worker
from scheduler.delivery import Sender
from storage import capture as looks
from storage import outbox
from tests.conversations.harness import SECRET, Team, _answers, team
from tests.faults.forked import Forked
from tests.ports import free_port

STRETCHED = 2
TICK_S = "0.3"


@contextmanager
def brisk(database_url: str) -> Iterator[Team]:
    """A Slack that tells of events over HTTP; no app yet."""
    with team(database_url, mode="http", app=False) as here:
        yield here


def start(here: Team, processes: int, *, rate: int) -> None:
    """So many processes at once, with nothing in common but the database."""
    here.post("clock", {"rate": rate})
    ports = [str(free_port()) for _ in range(processes)]
    started = [_process(here, port, rate) for port in ports]
    here.processes += [process for process, _ in started]
    for port, (process, told) in zip(ports, started, strict=True):
        ready = f"http://127.0.0.1:{port}/readyz"
        here.until(lambda process=process, ready=ready: process.poll() or _answers(ready), seconds=60)
        assert process.poll() is None, told.read_text()


def _process(here: Team, port: str, rate: int) -> tuple[Forked, Path]:
    given = {
        "SLACK_SIGNING_SECRET": SECRET, "SLACK_BOT_TOKEN": "xoxb-playground", "SLACK_API_URL": f"{here.url}/api/",
        "DATABASE_URL": here.database_url, "CLOCK_URL": f"{here.url}/clock", "TICK_SECONDS": TICK_S, "PORT": port,
        "RATE": str(rate),
    }  # fmt: skip
    return Forked.command(run, {**os.environ, **given})


def run() -> None:
    """`python -m bot run` at the rate the environment says."""
    _hasten(int(os.environ["RATE"]))
    sys.exit(main(["run"]))


def _hasten(rate: int) -> None:
    idle = Sender.idle
    Sender.idle = lambda sender, lane: idle(sender, lane) / rate  # type: ignore[method-assign]
    looking = capture.ReactionWorker.idle
    capture.ReactionWorker.idle = lambda reaction_worker, lane: looking(reaction_worker, lane) / rate  # type: ignore[method-assign]
    worker.HEARTBEAT_S /= rate
    delivery.RECOVERY_S /= rate
    delivery.STALE_S = capture.STALE_S = worker.STALE_S * STRETCHED / rate
    outbox.LEASE = looks.LEASE = outbox.LEASE * STRETCHED
    wiring.SLACK_TIMEOUT_S = wiring.SLACK_TIMEOUT_S * STRETCHED // rate
