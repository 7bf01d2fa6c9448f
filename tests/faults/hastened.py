"""`python -m bot run` where Slack's clock runs faster, so that half an hour of Slack's passes in minutes.

What Slack measures (its quotas, our tokens, a Retry-After, working hours) follows the playground's clock, and the sender
rests as long as that clock takes. A lease and the moment before a doubt is looked up bound how long machines may take:
stretched by the same factor they stay the real seconds they are in earnest.

Usage: RATE=12 python -m tests.faults.hastened
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.__main__ import main
from scheduler import reconcile, worker
from scheduler.delivery import Sender
from storage import outbox
from tests.conversations.harness import SECRET, Json, Team, _answers, team
from tests.faults.forked import Forked
from tests.ports import free_port
from tests.processes import memory_mb

TICK_S = 0.5


@contextmanager
def hastened(database_url: str, *, rate: float, people: int = 0) -> Iterator[Team]:
    """A Slack whose clock runs fast, with so many people besides the sample team; no app yet."""
    with team(database_url, mode="http", app=False) as here:
        here.post("crowd", {"people": crowd(people)})
        here.post("clock", {"rate": rate})
        yield here


def crowd(people: int) -> list[Json]:
    """So many people, by id and name."""
    return [{"id": f"U{number:05}CROWD", "name": f"Person {number}"} for number in range(people)]


def start(here: Team, processes: int = 1, *, rate: float, **settings: str) -> list[str]:
    """So many processes more, at once; hands back the addresses Slack posts to."""
    ports = [settings.get("PORT") or str(free_port()) for _ in range(processes)]
    started = [_process(here, port, rate, settings) for port in ports]
    here.processes += [process for process, _ in started]
    for port, (process, told) in zip(ports, started, strict=True):
        here.until(lambda port=port, process=process: process.poll() or _ready(port), seconds=60)
        assert process.poll() is None, told.read_text()
    return [f"http://127.0.0.1:{port}/slack/events" for port in ports]


def _process(here: Team, port: str, rate: float, settings: dict[str, str]) -> tuple[Forked, Path]:
    """One process, and the file with all that it tells."""
    given = {
        "SLACK_SIGNING_SECRET": SECRET, "SLACK_API_URL": f"{here.url}/api/", "DATABASE_URL": here.database_url,
        "CLOCK_URL": f"{here.url}/clock", "TICK_SECONDS": str(TICK_S), "RATE": str(rate), "PORT": port,
        **({} if "SLACK_CLIENT_ID" in settings else {"SLACK_BOT_TOKEN": "xoxb-playground"}), **settings,
    }  # fmt: skip
    kept = {key: value for key, value in os.environ.items() if not key.startswith("SLACK_")}
    return Forked.command(run, {**kept, **given})


def _ready(port: str) -> bool:
    return _answers(f"http://127.0.0.1:{port}/readyz")


def resident_mb(here: Team) -> list[float]:
    """Memory each `run` holds now."""
    return [memory_mb(process.pid) for process in here.processes]


def run() -> None:
    """`python -m bot run` at the rate the environment says."""
    _hasten(float(os.environ["RATE"]))
    sys.exit(main(["run"]))


def _hasten(rate: float) -> None:
    idle = Sender.idle
    Sender.idle = lambda sender, lane: idle(sender, lane) / rate  # type: ignore[method-assign]
    worker.HEARTBEAT_S /= rate
    # Tokens come so fast that to look for each by itself would be most of the work.
    worker.BREATH_S = 0.1
    outbox.LEASE *= rate
    reconcile.SETTLING *= rate


if __name__ == "__main__":
    run()
