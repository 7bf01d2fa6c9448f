"""F3: Slack answers 429 in one workspace; every process keeps the silence it asked for there, and no other notices it."""

import time
from dataclasses import replace
from datetime import datetime
from typing import Any

from storage.delivery import Progress
from tests.conftest import TENANT
from tests.faults.conftest import Figures
from tests.faults.wave import POST, Wave, wave
from tests.faults.worker import EARNEST

OTHERS = tuple(f"T0OTHER{number}" for number in range(1, 5))
# So many posts go out in every workspace at once; then they keep a pace far below what the machine can do.
BURST = 12
HERE = {"method": POST, "team": TENANT}
BASELINE_LEAST = 0.95


def test_after_one_429_no_process_calls_until_its_time_is_over_and_the_others_are_not_held_up(
    database_url: str, figures: Figures, long: bool
) -> None:
    people, workers, silence, good, rate = (600, 3, 30, 250, 8) if long else (32, 2, 600, 20, 16)
    with wave(database_url, people=people, teams=(TENANT, *OTHERS)) as here:
        here.hand_out()
        here.slack.post("faults", {**HERE, "answer": "late", "delay": 0, "times": good})
        here.slack.post("faults", {**HERE, "answer": "429", "retry_after": silence, "times": 0})
        here.work(workers, replace(EARNEST, posts_a_minute=60 * rate, burst=BURST))
        here.slack.until(lambda: _refused(here), seconds=300)
        here.slack.until(lambda: _known(here), seconds=60)
        before = len(_posts(here, TENANT))
        _home(here)
        here.slack.until(lambda: here.calls("views.publish"), seconds=60)
        if long:
            time.sleep(max(0.0, _refused(here)[0] + silence - time.time()))
        else:
            # The silence stands as long as it takes the others to say all they have to say.
            here.slack.until(lambda: here.settled(*OTHERS), seconds=60)
        ends = _refused(here)[0] + silence
        here.slack.http.delete(f"{here.slack.url}/playground/faults")
        if not long:
            ends = time.time()
            here.ahead.value += silence
        here.slack.until(here.settled, seconds=400)
        found, ratio = here.figures(), _ratio(here)
        inside = sum(_at(each) < ends for each in _posts(here, TENANT)[before:])
        refused = sum(at < ends for at in _refused(here))
    figures("F3", people=people * 5, refused=refused, calls_inside=inside, others_rate=ratio, **found)
    assert inside == 0
    assert 1 <= refused <= workers
    assert found == {"lost": 0, "doubled": 0, "uncertain": 0}
    if long:
        assert ratio >= BASELINE_LEAST


def _posts(here: Wave, *tenants: str) -> list[dict[str, Any]]:
    return [each for each in here.calls() if each["team"] in tenants]


def _refused(here: Wave) -> list[float]:
    """When Slack asked for silence."""
    return [_at(each) for each in _posts(here, TENANT) if each["status"] == 429]


def _known(here: Wave) -> bool:
    """Whether the silence is written down, and nobody is in the middle of a call any more."""
    with here.store.read(TENANT) as reading:
        return POST in reading.limits.blocked(here.now()) and not here.states(TENANT)[Progress.SENDING]


def _home(here: Wave) -> None:
    """Something that is said there by another method."""
    with here.store.begin(TENANT) as tx:
        tx.deliveries.want("home", key="home:U0000WAVE", now=here.now(), person="U0000WAVE")


def _ratio(here: Wave) -> float:
    """How fast the others were written to in the silence, by how fast before, until the first of them was done."""
    others, fell_silent = [_posts(here, other) for other in OTHERS], _refused(here)[0]
    times = [_at(each) for posts in others for each in posts]
    begun = max(_at(posts[BURST]) for posts in others)
    resumed = [at for each in _posts(here, TENANT) if (at := _at(each)) > fell_silent and each["ok"]]
    ended = min([_at(posts[-1]) for posts in others] + resumed)
    if not begun < fell_silent < ended:
        return float("nan")  # a crowded machine, in the short form: there is nothing to compare
    before = sum(begun <= at < fell_silent for at in times) / (fell_silent - begun)
    return sum(fell_silent <= at < ended for at in times) / (ended - fell_silent) / before


def _at(call: dict[str, Any]) -> float:
    return datetime.fromisoformat(call["at"]).timestamp()
