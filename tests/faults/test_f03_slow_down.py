"""F3: Slack answers 429; every process keeps the silence it asked for."""

import time

from tests.faults.conftest import Figures
from tests.faults.wave import wave


def test_after_one_429_no_process_calls_until_its_time_is_over(
    database_url: str, figures: Figures, long: bool
) -> None:
    people, workers, silence = (600, 3, 30) if long else (30, 2, 2)
    with wave(database_url, people=people) as here:
        here.slack.post("faults", {"method": "chat.postMessage", "answer": "late", "delay": 0.02, "times": 0})
        here.work(workers)
        here.slack.until(lambda: len(here.said()) >= people // 4, seconds=60)
        here.slack.http.delete(f"{here.slack.url}/playground/faults")
        here.slack.post(
            "faults",
            {"method": "chat.postMessage", "answer": "429", "retry_after": silence, "times": workers},
        )
        here.slack.until(lambda: [each for each in here.calls() if each["status"] == 429], seconds=60)
        told = time.monotonic()
        time.sleep(0.3)
        before = len(here.calls())
        time.sleep(told + silence - 0.3 - time.monotonic())
        inside = len(here.calls()) - before
        refused = sum(each["status"] == 429 for each in here.calls())
        here.slack.http.delete(f"{here.slack.url}/playground/faults")
        here.slack.until(here.settled, seconds=120)
        found = here.figures()
        figures("F3", people=people, refused=refused, calls_inside=inside, **found)
        assert inside == 0
        assert refused <= workers
        assert found == {"lost": 0, "doubled": 0, "uncertain": 0}
