"""F13: lines are refreshed and cut while events come; none is lost, none counts twice, and a silent line ends the process that
listened: another one takes its place."""

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
from tests.conversations.harness import MARA, Team, team
from tests.faults.conftest import Figures
from tests.faults.load import MARK, kept, taken
from tests.faults.signed import file_by_emoji, reaction
from tests.processes import children

# Ten minutes, in rounds: the playground remembers no more deliveries than one of them makes.
LONG_S, ROUNDS = 600.0, 4
REFRESH_S, CUT_S, RATE = 5.0, 20.0, 50.0
# In the short form everything comes closer together, until so many lines were opened.
SHORT_S, SHORT_REFRESH_S, SHORT_CUT_S, SHORT_RATE = 1.5, 0.5, 0.7, 25.0
LINES_LEAST, LONG_LINES_LEAST = 3, 100
# How soon what was not acknowledged comes again: in the long form as from Slack, and never in step with the refreshes.
RETRIES_S, SHORT_RETRIES_S = (0.2, 61.3, 303.1), (0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8)
WATCHDOG_S = 60.0
# The last time an event is told again, and as long as it may take then.
PATIENCE_S = 400.0
SHORT_SILENT_S = 2.0


def test_nothing_is_lost_or_counted_twice_while_lines_are_refreshed_and_cut(
    database_url: str, long: bool, figures: Figures
) -> None:
    seconds, rounds, rate = (LONG_S / ROUNDS, ROUNDS, RATE) if long else (SHORT_S, 1, SHORT_RATE)
    refresh, cut = (REFRESH_S, CUT_S) if long else (SHORT_REFRESH_S, SHORT_CUT_S)
    store, told, acknowledged, events = Store.open(database_url), set[tuple[str, int]](), set[str](), 0
    with team(database_url) as here:
        file_by_emoji(database_url)
        here.post("retries", {"waits": list(RETRIES_S if long else SHORT_RETRIES_S)})
        with _ending(here, "refresh_requested", refresh), _ending(here, "cut", cut):
            for _ in range(rounds):
                events = _tell(here, events, seconds=seconds, rate=rate)
                told |= _told(here)
                acknowledged |= taken(here)
            here.until(lambda: _lines(here) >= (LONG_LINES_LEAST if long else LINES_LEAST), seconds=60)
        start = time.monotonic()
        with suppress(AssertionError):  # the figures below say what did not come
            here.until(lambda: len(kept(store)) >= events, seconds=PATIENCE_S)
        recovery = time.monotonic() - start
        unkept = (acknowledged | taken(here)) - set(kept(store))
        told |= _told(here)
        once, more = len(kept(store)), sum(times > 1 for times in kept(store).values())
        lines = _lines(here)
    store.close()
    figures(
        "F13", seconds=seconds * rounds, lines=lines, events=events, again=sum(attempt > 0 for _, attempt in told),
        acked_but_lost=len(unkept), lost=events - once, doubled=more, recovery=recovery,
    )  # fmt: skip
    assert (once, more, unkept) == (events, 0, set())


def test_a_slack_that_falls_silent_is_noticed_and_a_fresh_process_listens(
    long: bool, tmp_path: Path, figures: Figures
) -> None:
    if long:
        allowed, waited = WATCHDOG_S, _process_silenced(f"sqlite:///{tmp_path}/dramatis.db")
    else:
        with team("", app=False) as slack:
            waited = asyncio.run(_silenced(slack, silent=SHORT_SILENT_S))
        allowed = SHORT_SILENT_S + WATCHDOG_S - SILENT_S
    figures("F13", engine="-", noticed_after=waited)
    assert waited <= allowed


def _process_silenced(url: str) -> float:
    """Seconds from the silence to the end of the process that listened; another one answers once Slack is back."""
    with team(url) as here:
        run = here.processes[0]
        listening = children(run.pid)[0]
        here.playground.send_signal(signal.SIGSTOP)
        start = time.monotonic()
        try:
            here.until(lambda: listening not in children(run.pid), seconds=WATCHDOG_S + 10)
            waited = time.monotonic() - start
        finally:
            here.playground.send_signal(signal.SIGCONT)
        assert here.asks(MARA, "/persona help")
        assert run.poll() is None
        return waited


def _tell(here: Team, told: int, *, seconds: float, rate: float) -> int:
    """So many events a second, each about another message; tells how many there were with those before."""
    start, before = time.monotonic(), told
    while (gone := time.monotonic() - start) < seconds:
        while told - before < gone * rate:
            here.post("event", {"event": reaction(f"{told}.1"), "event_id": f"{MARK}{told}"})
            told += 1
        time.sleep(0.01)
    return told


def _told(here: Team) -> set[tuple[str, int]]:
    """Every event the app was sent that the playground remembers, and which attempt it was."""
    return {
        (str(each["payload"]["event_id"]), int(each["attempt"]))
        for each in here.get("deliveries")["deliveries"]
        if each["kind"] == "events_api"
    }


def _lines(here: Team) -> int:
    """How many lines the app has opened."""
    calls = here.http.get(f"{here.url}/playground/calls", params={"method": "apps.connections.open"})
    return len(calls.json()["calls"])


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
