"""The clock moves on, Mara reads her reminder, answers it in one tap, and finds the rest in Home."""

import os
import signal
import subprocess
import sys
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import update

from bot.demo import sample
from storage import tables
from storage.store import Store
from tests.conftest import TENANT
from tests.conversations.harness import MARA, ONBOARDING, ROOT, SAM, Team, words

NEXT = "next working day 10:00"


@pytest.fixture(scope="module")
def settled(here: Team) -> Team:
    """The sample team's record, in a workspace that has had the app for months."""
    opening = datetime.fromisoformat(httpx.get(f"{here.url}/clock").json()["now"])
    store = Store.open(here.database_url)
    with store.begin(TENANT) as tx:
        tx.backups.restore(sample(opening))
    with store.system() as system:
        system.connection.execute(
            update(tables.Installation).values(installed_at=opening - timedelta(days=140))
        )
    store.close()
    return here


def reminder(here: Team) -> str:
    return words([each for each in here.seen(MARA, here.dm(MARA)) if "when it suits you" in words(each)])


def home(here: Team, *expected: str, who: str = MARA) -> Any:
    """Home as it stands once it says this."""

    def shown() -> Any:
        view = here.home(who)
        return view if all(each in words(view) for each in expected) else None

    return here.until(shown)


def test_the_next_morning_brings_one_message_and_a_tap_answers_it(settled: Team) -> None:
    here, dm = settled, settled.dm(MARA)
    here.jump(NEXT)
    said = here.until(lambda: reminder(here))
    assert "Two things, when it suits you." in said
    assert "*New teammate*: nothing new for 30 days" in said
    assert "*D-3* names *Signing buyer* but no evidence yet." in said
    here.press(MARA, "Nothing new, still true", channel=dm)
    said = here.until(lambda: _once(words(here.seen(MARA, dm)), "*New teammate*: still true, noted."))
    assert "One thing, when it suits you." in said
    here.press(MARA, "It's a judgement call", channel=dm)
    here.until(lambda: _once(words(here.seen(MARA, dm)), "*D-3* stands as a judgement call."))
    assert len(here.seen(MARA, dm)) == 1
    here.jump(NEXT)
    here.say(MARA, "/persona list", channel=ONBOARDING)
    assert len(here.seen(MARA, dm)) == 1


def test_a_second_process_and_a_tick_by_hand_say_nothing_twice(settled: Team) -> None:
    here, before = settled, len(settled.seen(MARA, settled.dm(MARA)))
    second = here.start_app()
    tick = {
        "SLACK_BOT_TOKEN": "xoxb-playground",
        "SLACK_APP_TOKEN": "xapp-playground",
        "SLACK_API_URL": f"{here.url}/api/",
        "DATABASE_URL": here.database_url,
        "CLOCK_URL": f"{here.url}/clock",
    }
    for words_ in (["--dry-run"], []):
        command = [sys.executable, "-m", "bot", "tick", *words_]
        done = subprocess.run(
            command, cwd=ROOT, env={**os.environ, **tick}, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
    second.send_signal(signal.SIGTERM)
    assert second.wait(25) == 0
    assert len(here.seen(MARA, here.dm(MARA))) == before


def test_home_shows_what_needs_her_and_follows_what_she_does(settled: Team) -> None:
    here = settled
    for _ in range(24):  # the persona was confirmed: it asks again when its interval is over
        here.jump(NEXT)
    view = home(here, "Needs you", "*New teammate*\nConfirmed", "Ops admin", "D-3")
    here.press(MARA, "Mute for two weeks", view=view)
    view = home(here, "Muted: nothing from me until")
    here.press(MARA, "Unmute", view=view)
    view = home(here, "Mute for two weeks")
    before = words(view).count("Nothing new, still true")
    here.press(MARA, "Nothing new, still true", view=view)
    here.until(lambda: words(here.home(MARA)).count("Nothing new, still true") == before - 1)


def test_home_opens_forms(settled: Team) -> None:
    here = settled
    here.press(MARA, "Log a decision", view=home(here, "Log a decision"))
    assert here.view(MARA)["title"]["text"]


def test_a_guest_sees_what_was_asked_of_them_and_nothing_of_the_teams(settled: Team) -> None:
    view = home(settled, "Asked of you", who=SAM)
    assert "Ops admin" not in words(view)
    assert "Nothing so far." in words(view)


def test_mute_and_unmute_as_commands(settled: Team) -> None:
    here = settled
    said = here.asks(MARA, "/persona mute 2w")
    assert "No messages from me for two weeks, except replies to what you ask." in said
    assert "as a time. Try" in here.asks(MARA, "/persona mute forever and a day")
    assert "Welcome back." in here.asks(MARA, "/persona unmute")
    assert "You were not muted." in here.asks(MARA, "/persona unmute")


def _once(text: str, sentence: str) -> str | None:
    return text if sentence in text else None
