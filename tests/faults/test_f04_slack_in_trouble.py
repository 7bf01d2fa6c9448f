"""F4: Slack is down, answers 500 and 503, hangs, and hangs up before and after it took a message."""

import time
from datetime import datetime
from itertools import pairwise

import pytest

from scheduler.reconcile import RESENT
from storage.delivery import Progress
from tests.conftest import TENANT
from tests.faults.conftest import Figures
from tests.faults.door import Door, door
from tests.faults.wave import ASK, LOOKING, NOTE, POST, SCOPES, Wave, wave
from tests.faults.worker import EARNEST, Tuning

# Each of them leaves open whether Slack took the message.
TROUBLES = ("500", "503", "drop_before", "drop_after", "hang")
# One call of every so many meets each of them.
EVERY = 20
# A Slack that hangs does so for 35 seconds; nobody waits for it any longer than this.
BLOCKED_MOST_S = 12.0


@pytest.mark.parametrize("looking", [True, False], ids=["history", "no_history"])
def test_what_slack_was_not_clear_about_is_looked_up_and_said_once_or_stays_in_doubt(
    database_url: str, figures: Figures, long: bool, *, looking: bool
) -> None:
    people, each, tuning = (500, 25, EARNEST) if long else (20, 1, Tuning())
    kind, scopes = (ASK, SCOPES) if looking else (NOTE, SCOPES - {LOOKING})
    with wave(database_url, people=people, kind=kind, scopes=scopes) as here, door(here.slack.url) as way:
        _order(here, each)
        here.work(2, tuning, url=way.url)
        refused = _refused_at_first(here, way)
        began = time.monotonic()
        here.slack.until(here.settled, seconds=900 if long else 60)
        took, found, calls = time.monotonic() - began, here.figures(), here.calls()
        blocked, twice = _longest_silence(here), _doubted_twice(here)
    figures(
        "F4", history=str(looking), people=people, refused=refused, troubles=each * len(TROUBLES), seconds=took,
        blocked=blocked, **found,
    )  # fmt: skip
    # Where a conversation holds no sign of ours its silence proves nothing: said once more, and owned up to if that too
    # met a trouble.
    in_doubt = twice if looking else each * len(TROUBLES)
    assert found == {"lost": 0, "doubled": 0, "uncertain": in_doubt}
    assert blocked <= BLOCKED_MOST_S
    # The playground writes down a call that hung when it is over, which may be after the end.
    if not looking:
        assert people - each <= len(calls) <= people
        assert len({call["args"]["channel"] for call in calls}) == len(calls)


def _order(here: Wave, each: int) -> None:
    """Every trouble so many times, one after the other, with as many good calls between as make up the rest."""
    for _ in range(each):
        for answer in TROUBLES:
            here.slack.post("faults", {"method": POST, "answer": answer, "times": 1})
        good = EVERY - len(TROUBLES)
        here.slack.post("faults", {"method": POST, "answer": "late", "delay": 0, "times": good})


def _refused_at_first(here: Wave, way: Door) -> int:
    """How many found Slack down before it came back."""

    def found() -> int:
        with here.store.read(TENANT) as reading:
            rows = reading.deliveries.of(here.kind, here.subjects[TENANT])
        return sum(row.state is Progress.PENDING and row.attempts > 0 for row in rows)

    refused = int(here.slack.until(found, seconds=60))
    assert not here.calls()
    way.open()
    return refused


def _doubted_twice(here: Wave) -> int:
    """How many were said once more, and nobody knows of that either."""
    with here.store.read(TENANT) as reading:
        rows = reading.deliveries.of(here.kind, here.subjects[TENANT])
    return sum(row.state is Progress.UNCERTAIN and RESENT in row.note for row in rows)


def _longest_silence(here: Wave) -> float:
    """The longest time in which Slack heard nothing at all of us, though there was something to say."""
    calls = here.slack.get("calls")["calls"]
    # What got no answer at all may have been written down late.
    times = [datetime.fromisoformat(each["at"]).timestamp() for each in calls if each["status"]]
    return max((after - before for before, after in pairwise(times)), default=0.0)
