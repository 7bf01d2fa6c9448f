"""F16: SIGTERM while the database neither answers nor goes away: the process ends all the same, in time."""

import signal
import subprocess
import time

import httpx

from bot.run import END_S
from tests.faults.conftest import Figures
from tests.faults.test_f05_hanging import frozen, many
from tests.postgresql import cluster

STOP_S = 25.0


def test_a_process_that_is_told_to_end_does_not_wait_for_a_database_that_hangs(
    long: bool, figures: Figures
) -> None:
    seconds = END_S if long else 1.0
    with (
        cluster() as own,
        many(own.url, "tests.faults.ending", str(seconds)) as (here, app),
        httpx.Client(timeout=10) as posted,
        frozen(own.url),
    ):
        # Somebody waits for it by now.
        here.until(lambda: posted.get(f"{app}/readyz").status_code == 503, seconds=20)
        process, start = here.processes.pop(), time.monotonic()
        process.send_signal(signal.SIGTERM)
        try:
            status: int | None = process.wait(STOP_S + 10)
        except subprocess.TimeoutExpired:
            process.kill()
            status = None
        stopped = time.monotonic() - start
    figures("F16", engine="postgresql", hangs="SIGSTOP", exit_after=stopped, exit=str(status))
    assert status is not None
    assert stopped <= STOP_S
