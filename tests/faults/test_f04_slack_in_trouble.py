"""F4: Slack answers 500 and 503, hangs up before and after it took a message."""

import time

from tests.faults.conftest import Figures
from tests.faults.wave import wave

TROUBLES = ("500", "503", "drop_before", "drop_after", "hang")


def test_what_slack_was_not_clear_about_is_looked_up_and_said_once(
    database_url: str, figures: Figures, long: bool
) -> None:
    people, each = (500, 25) if long else (20, 1)
    with wave(database_url, people=people) as here:
        for answer in TROUBLES:
            here.slack.post("faults", {"method": "chat.postMessage", "answer": answer, "times": each})
        began = time.monotonic()
        here.work(2)
        here.slack.until(here.settled, seconds=300 if long else 20)
        found = here.figures()
        figures("F4", people=people, troubles=each * len(TROUBLES), seconds=time.monotonic() - began, **found)
        assert found == {"lost": 0, "doubled": 0, "uncertain": 0}
