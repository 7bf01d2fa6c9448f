"""F1: processes die by kill -9 in the middle of a wave."""

import random
import signal
import time

import pytest

from personas.pulse import AskState
from scheduler.worker import AT_ONCE
from storage.store import Store
from tests.conftest import TENANT
from tests.faults.conftest import Figures
from tests.faults.forked import Forked
from tests.faults.paging import PAGE, hand_out
from tests.faults.wave import LOOKING, SCOPES, wanted, wave
from tests.faults.worker import Tuning

# After the last kill every message comes to an end within its lease and so many seconds more.
AFTER_S = 5.0


@pytest.mark.parametrize("looking", [True, False], ids=["history", "no_history"])
def test_no_question_is_lost_or_doubled_when_processes_are_killed(
    database_url: str, figures: Figures, long: bool, *, looking: bool
) -> None:
    people, kills, workers = (1500, 20, 3) if long else (24, 2, 2)
    scopes = SCOPES if looking else SCOPES - {LOOKING}
    with wave(database_url, people=people, scopes=scopes) as here:
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
        recovery, found = time.monotonic() - last, here.figures()
        figures("F1", history=str(looking), people=people, kills=kills, recovery=recovery, **found)
        assert found["lost"] == 0
        assert max(here.said().values()) <= (1 if looking else 2)
        assert found["doubled"] + found["uncertain"] <= (0 if looking else kills * AT_ONCE)
        if long:
            assert recovery <= Tuning().lease_s + AFTER_S


def test_a_clock_killed_between_two_pages_leaves_nobody_out_and_asks_nobody_twice(database_url: str) -> None:
    people, store = 4 * PAGE + 3, Store.open(database_url)
    pulse = wanted(store, people)
    for page, handed_out in ((1, PAGE), (2, 3 * PAGE)):
        assert Forked(hand_out, database_url, page).wait(60) == -signal.SIGKILL
        with store.read(TENANT) as reading:
            assert len(reading.deliveries.of("ask", pulse)) == handed_out
    assert Forked(hand_out, database_url, 0).wait(60) == 0
    with store.read(TENANT) as reading:
        rows = reading.deliveries.of("ask", pulse)
        asks = reading.pulses.asks_of(pulse, [row.person for row in rows])
    store.close()
    assert sorted(row.person for row in rows) == [f"U{number:04}WAVE" for number in range(people)]
    assert {(ask.state, ask.round) for ask in asks.values()} == {(AskState.ASKED, 1)}
