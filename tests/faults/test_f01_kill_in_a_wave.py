"""F1: processes die by kill -9 in the middle of a wave."""

import random
import time

from tests.faults.conftest import Figures
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
