"""The whole loop against `python -m bot run`: both ways of hearing Slack, both databases, ended by SIGTERM."""

import signal
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import update

from bot.demo import sample
from storage import tables
from storage.store import Store
from tests.conftest import TENANT
from tests.conversations.harness import (
    BETA,
    JO,
    MARA,
    ONBOARDING,
    PRIYA,
    SUPPORT,
    Team,
    choice,
    choices,
    team,
    text,
    words,
)

RESPONDENTS = [JO, "U0AMARA", "U0BRUNO", "U0CHLOE", "U0DANA"]
QUESTION = "When you first opened the dashboard, did you find something for your own work?"


@pytest.fixture(params=["socket", "http"])
def here(request: pytest.FixtureRequest, database_url: str) -> Iterator[Team]:
    """The sample team's record, months old, and the app on it."""
    with team(database_url, mode=request.param, app=False) as running:
        opening = datetime.fromisoformat(httpx.get(f"{running.url}/clock").json()["now"])
        store = Store.open(database_url)
        with store.begin(TENANT) as tx:
            tx.backups.restore(sample(opening))
        running.start_app()
        with store.system() as system:
            months_ago = opening - timedelta(days=140)
            system.connection.execute(update(tables.Installation).values(installed_at=months_ago))
        store.close()
        yield running


def test_look_up_file_decide_ask_and_remind(here: Team) -> None:
    look_up(here)
    file_a_ticket(here)
    log_a_decision(here)
    ask_a_question(here)
    read_a_reminder(here)
    assert here.get("refusals")["refusals"] == []
    for process in here.processes:
        process.send_signal(signal.SIGTERM)
        assert process.wait(25) == 0


def look_up(here: Team) -> None:
    assert "Gets stuck" in here.asks(MARA, "/persona ops-admin")
    assert "Ops admin sees first" in here.asks(MARA, "/persona what should this user see first")


def file_a_ticket(here: Team) -> None:
    ticket = next(each for each in here.seen(MARA, SUPPORT) if "#4711" in words(each))
    here.react(PRIYA, SUPPORT, ticket["ts"], "card_index")
    here.until(lambda: "Who is this about?" in words(here.seen(PRIYA, SUPPORT)))
    here.press(PRIYA, "Ops admin", channel=SUPPORT)
    here.until(lambda: "white_check_mark" in marks(here, ticket["ts"]))


def log_a_decision(here: Team) -> None:
    here.say(MARA, "/decided because ops-admin: two onboarding paths instead of one wizard")
    view = here.view(MARA)
    assert (
        next(each for each in view["blocks"] if each.get("block_id") == "from")["element"]["initial_value"]
        == "one wizard"
    )
    here.submit(
        MARA, view, {"because": text("They set up before anybody else is there"), "unserved": choices("0")}
    )
    here.until(lambda: "*two onboarding paths*" in shared(here, ONBOARDING))
    assert "no evidence yet" in shared(here, ONBOARDING)


def ask_a_question(here: Team) -> None:
    here.say(MARA, "/persona pulse ops-admin")
    here.press(MARA, "More", view=titled(here, "Ask a question"))
    view = here.until(lambda: (found := here.view(MARA)) and "Working days" in words(found) and found)
    mode = next(each for each in view["blocks"] if each.get("block_id") == "mode")["element"]["options"][0]
    persona = next(each for each in view["blocks"] if each.get("block_id") == "persona")["element"]
    here.submit(
        MARA,
        view,
        {
            "persona": choice(persona["initial_option"]["value"], "external_select"),
            "question": text(QUESTION),
            "answers": text("Yes\nNo"),
            "mode": {"type": "radio_buttons", "selected_option": mode},
            "channel": {"type": "conversations_select", "selected_conversation": BETA},
            "quota": {"type": "number_input", "value": "5"},
            "days": {"type": "number_input", "value": "5"},
        },
    )
    here.submit(MARA, titled(here, "Send it?"), {})
    for user in RESPONDENTS:
        here.until(lambda user=user: QUESTION in private(here, user))
        here.press(user, "No", channel=here.dm(user))
    here.post("clock", {"advance": 300})
    here.until(lambda: "5 of 5" in private(here, MARA))
    here.until(lambda: "5 people answered" in private(here, JO))


def read_a_reminder(here: Team) -> None:
    here.jump("next working day 10:00")
    here.until(lambda: "nothing new for" in private(here, MARA))
    here.press(MARA, "Nothing new, still true", channel=here.dm(MARA))
    here.until(lambda: "still true, noted" in private(here, MARA))


def marks(here: Team, ts: str) -> set[str]:
    message = next(each for each in here.seen(MARA, SUPPORT) if each["ts"] == ts)
    return {each["name"] for each in message["reactions"]}


def shared(here: Team, channel: str) -> str:
    return words([each for each in here.seen(MARA, channel) if not each["ephemeral"]])


def private(here: Team, who: str) -> str:
    return words(here.seen(who, here.dm(who)))


def titled(here: Team, title: str) -> dict[str, Any]:
    def look() -> dict[str, Any] | None:
        view = here.view(who=MARA)
        return view if view["title"]["text"] == title else None

    return dict(here.until(look))
