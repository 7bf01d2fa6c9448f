"""F13: lines are refreshed and cut while events come; none is lost, none counts twice, and a silent line ends the process."""

import asyncio
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import aiohttp
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.socketmode import SILENT_S, Socket
from storage.store import Store
from tests.conversations.harness import Team, team
from tests.faults.conftest import Figures
from tests.faults.load import MARK, kept, taken
from tests.faults.signed import file_by_emoji, reaction

# Slack's row of the table says ten minutes; what counts is how many lines end, and three are enough for nine cuts.
LONG_S, SHORT_S = 180.0, 3.0
REFRESH_S, CUT_S = 5.0, 20.0
RATE = 50
# How soon what was not acknowledged comes again; Slack's own are nearly at once, a minute and five.
RETRIES_S, SHORT_RETRIES_S = (0.2, 5.0, 30.0), (0.2, 1.0, 10.0)
WATCHDOG_S = 60.0
# The last time an event is told again, and as long as it may take then.
PATIENCE_S = 90.0
SHORT_SILENT_S = 2.0


def test_nothing_is_lost_or_counted_twice_while_lines_are_refreshed_and_cut(
    database_url: str, long: bool, figures: Figures
) -> None:
    seconds, rate = (LONG_S, RATE) if long else (SHORT_S, RATE // 2)
    hurry = 1.0 if long else 4.0
    store = Store.open(database_url)
    with team(database_url) as here:
        file_by_emoji(database_url)
        here.post("retries", {"waits": list(RETRIES_S if long else SHORT_RETRIES_S)})
        with _ending(here, "refresh_requested", REFRESH_S / hurry), _ending(here, "cut", CUT_S / hurry / 2):
            events = _tell(here, seconds=seconds, rate=rate)
        start = time.monotonic()
        with suppress(AssertionError):  # the figures below say what did not come
            here.until(lambda: len(kept(store)) >= events, seconds=PATIENCE_S)
        recovery = time.monotonic() - start
        unkept = taken(here) - set(kept(store))
        told = [each for each in here.get("deliveries")["deliveries"] if each["kind"] == "events_api"]
        once, more = len(kept(store)), sum(times > 1 for times in kept(store).values())
        lines = sum(each["method"] == "apps.connections.open" for each in here.get("calls")["calls"])
    store.close()
    again = sum(each["attempt"] > 0 for each in told)
    figures(
        "F13",
        lines=lines,
        events=events,
        again=again,
        acked_but_lost=len(unkept),
        lost=events - once,
        doubled=more,
        recovery=recovery,
    )
    assert lines >= 3
    assert (once, more) == (events, 0)


def test_a_slack_that_falls_silent_is_noticed_and_ends_the_process(
    long: bool, tmp_path: Path, figures: Figures
) -> None:
    if long:
        allowed, (waited, status) = WATCHDOG_S, _process_silenced(f"sqlite:///{tmp_path}/dramatis.db")
    else:
        with team("", app=False) as slack:
            waited, status = asyncio.run(_silenced(slack, silent=SHORT_SILENT_S)), 1
        allowed = SHORT_SILENT_S + WATCHDOG_S - SILENT_S
    figures("F13", engine="-", noticed_after=waited, exit=status)
    assert status == 1
    assert waited <= allowed


def _process_silenced(url: str) -> tuple[float, int]:
    """Seconds from the silence to the end of the process, and its exit status."""
    with team(url) as here:
        app = here.processes[0]
        here.playground.send_signal(signal.SIGSTOP)
        start = time.monotonic()
        try:
            status = app.wait(WATCHDOG_S + 10)
        finally:
            here.playground.send_signal(signal.SIGCONT)
        return time.monotonic() - start, status


def _tell(here: Team, *, seconds: float, rate: float) -> int:
    """So many events a second, each about another message; tells how many there were."""
    start, told = time.monotonic(), 0
    while (gone := time.monotonic() - start) < seconds:
        while told < gone * rate:
            here.post("event", {"event": reaction(f"{told}.1"), "event_id": f"{MARK}{told}"})
            told += 1
        time.sleep(0.01)
    return told


@contextmanager
def _ending(here: Team, reason: str, every: float) -> Iterator[None]:
    """End the app's line for this reason again and again."""
    over = threading.Event()

    def end() -> None:
        while not over.wait(every):
            here.post("disconnect", {"reason": reason})

    thread = threading.Thread(target=end)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


async def _silenced(slack: Team, *, silent: float) -> float:
    """How long a socket waits for a playground that stands still."""
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient("xoxb-playground", f"{slack.url}/api/", session=session, retry_handlers=[])
        socket = Socket(
            AsyncApp(token="xoxb-playground", client=client),
            app_token="xapp-playground",
            client=client,
            silent=silent,
        )
        await socket.connect()
        slack.playground.send_signal(signal.SIGSTOP)
        start = time.monotonic()
        try:
            await socket.watch()
            return time.monotonic() - start
        finally:
            slack.playground.send_signal(signal.SIGCONT)
            await socket.close()
