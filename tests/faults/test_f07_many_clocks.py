"""F7: several processes find the same things due."""

import time

from tests.faults.conftest import Figures
from tests.faults.wave import wave
from tests.faults.worker import EARNEST


def test_three_processes_ask_everybody_exactly_once(database_url: str, figures: Figures, long: bool) -> None:
    people = 1000 if long else 60
    with wave(database_url, people=people) as here:
        began = time.monotonic()
        here.work(3, EARNEST)
        here.slack.until(here.settled, seconds=120)
        time.sleep(0.5)
        found, calls = here.figures(), len(here.calls())
        figures("F7", people=people, calls=calls, seconds=time.monotonic() - began, **found)
        assert (calls, found) == (people, {"lost": 0, "doubled": 0, "uncertain": 0})
