"""F1: processes die by kill -9 in the middle of a wave."""

import random
import signal
import subprocess
import sys
import time

from personas.pulse import AskState
from tests.conftest import TENANT
from tests.conversations.harness import ROOT
from tests.faults.conftest import Figures
from tests.faults.paging import PAGE
from tests.faults.wave import wave


def test_no_question_is_lost_or_doubled_when_processes_are_killed(
    database_url: str, figures: Figures, long: bool
) -> None:
    people, kills, workers = (1500, 20, 3) if long else (30, 2, 2)
    with wave(database_url, people=people) as here:
        # Slack has it at once and says so a little later: whoever is killed meanwhile does not know.
        here.slack.post("faults", {"method": "chat.postMessage", "answer": "late", "delay": 0.05, "times": 0})
        here.work(workers)
        for kill in range(1, kills + 1):
            here.slack.until(lambda kill=kill: len(here.said()) >= people * kill // (kills + 2), seconds=60)
            time.sleep(random.random() * 0.05)
            here.kill()
            here.work()
        last = time.monotonic()
        here.slack.until(here.settled, seconds=120)
        found = here.figures()
        figures("F1", people=people, kills=kills, recovery=time.monotonic() - last, **found)
        assert found == {"lost": 0, "doubled": 0, "uncertain": 0}


def test_a_clock_killed_between_two_pages_leaves_nobody_out_and_asks_nobody_twice(database_url: str) -> None:
    people = 4 * PAGE + 3
    with wave(database_url, people=people) as here:
        assert _handed_out(database_url, until_page=1) == -signal.SIGKILL
        assert sum(here.states().values()) == PAGE
        assert _handed_out(database_url, until_page=2) == -signal.SIGKILL
        assert sum(here.states().values()) == 3 * PAGE
        assert _handed_out(database_url) == 0
        with here.store.read(TENANT) as reading:
            rows = reading.deliveries.of("ask", here.pulse_id)
            asks = reading.pulses.asks_of(here.pulse_id, [row.person for row in rows])
        assert sorted(row.person for row in rows) == [f"U{number:04}WAVE" for number in range(people)]
        assert {(ask.state, ask.round) for ask in asks.values()} == {(AskState.ASKED, 1)}


def _handed_out(database_url: str, until_page: int = 0) -> int:
    """How a clock ended that was killed after so many pages."""
    clock = [sys.executable, "-m", "tests.faults.paging", database_url, str(until_page)]
    return subprocess.run(clock, cwd=ROOT, check=False).returncode
