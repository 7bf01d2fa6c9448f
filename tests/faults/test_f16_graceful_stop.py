"""F16: SIGTERM while events, people and a wave are at work: the process ends well, and the next one goes on from there."""

import signal
import time

import pytest

from storage.store import Store
from tests.conversations.harness import Team, team
from tests.faults.conftest import Figures
from tests.faults.load import kept, load, taken
from tests.faults.pulsing import asked, outcome
from tests.faults.signed import file_by_emoji

STOP_S = 25.0
# Sooner and oftener than Slack, so that neither a quick nor a slow start of the next process is waited for in vain.
RETRIES_S = [0.5, 1.0, 1.0, 2.0, 2.0, 4.0, 8.0, 16.0, 32.0]


@pytest.mark.parametrize("mode", ["socket", "http"])
def test_a_process_that_is_told_to_end_loses_and_doubles_nothing(
    database_url: str, mode: str, long: bool, figures: Figures
) -> None:
    events, commands, pulses, seconds = (60, 40, 6, 10.0) if long else (20, 10, 1, 0.5)
    store = Store.open(database_url)
    with team(database_url, mode=mode) as here:
        file_by_emoji(database_url)
        here.post("retries", {"waits": RETRIES_S})
        # Slack takes its time with every message, so that some are under way whenever the end comes.
        slow = {"method": "chat.postMessage", "answer": "late", "delay": 0.3 if long else 0.15, "times": 0}
        here.post("faults", slow)
        with load(here, events=events, commands=commands) as told:
            here.until(lambda: len(taken(here)) >= seconds * events / 2, seconds=60)
            tenant = asked(here, store, pulses)
            here.until(lambda: _calls(here, "chat.postMessage"), seconds=60)
            app = here.processes.pop()
            start = time.monotonic()
            app.send_signal(signal.SIGTERM)
            status = app.wait(STOP_S + 10)
            stopped = time.monotonic() - start
        unkept = taken(here) - set(kept(store))
        with store.read(tenant) as reading:
            sending = reading.deliveries.states().get("sending", 0)
        here.start_app()
        here.until(lambda: len(kept(store)) >= told.events, seconds=60)
        found = outcome(here, store, tenant, pulses)
        more = sum(times > 1 for times in kept(store).values())
    store.close()
    figures(
        "F16", edge=mode, exit_after=stopped, exit=status, events=told.events, commands=told.commands,
        acked_but_lost=len(unkept), twice=more, left_sending=sending, **found,
    )  # fmt: skip
    assert (status, unkept, more, sending) == (0, set(), 0, 0)
    assert stopped <= STOP_S
    assert (found["lost"], found["doubled"], found["uncertain"]) == (0, 0, 0)


def _calls(here: Team, method: str) -> bool:
    return any(each["method"] == method for each in here.get("calls")["calls"])
