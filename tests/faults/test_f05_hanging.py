"""F5: the database neither answers nor goes away. Whoever asks hears so within two and a half seconds, and it passes."""

import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest

from bot.vault import new_key
from tests.conversations.harness import SECRET, Team, _answers, _python, team
from tests.faults.conftest import Figures
from tests.faults.signed import FORM, event, reaction, request
from tests.postgresql import cluster

# As long as Slack waits; on a crowded machine still far less than a connection takes to be given up.
SLACK_WAITS_S, CROWDED_S = 3.0, 8.0


@contextmanager
def many(url: str, *words: str) -> Iterator[tuple[Team, str]]:
    """The app for many workspaces on this database, and its address."""
    with team(url, mode="http", app=False) as here:
        app = f"http://127.0.0.1:{here.mode.partition(':')[2]}"
        settings = {
            "SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "s", "SLACK_SIGNING_SECRET": SECRET, "PUBLIC_URL": app,
            "ENCRYPTION_KEYS": new_key(), "DATABASE_URL": url, "SLACK_API_URL": f"{here.url}/api/",
            "CLOCK_URL": f"{here.url}/clock", "PORT": app.rpartition(":")[2],
        }  # fmt: skip
        here.processes.append(_python(*(words or ("bot", "run")), environment=settings))
        here.until(lambda: _answers(f"{app}/readyz"), seconds=60)
        yield here, app


@contextmanager
def frozen(url: str) -> Iterator[None]:
    """A server whose processes stand still: connections are open, and nothing comes."""
    keeper = int((Path(url.partition("host=")[2]) / "data" / "postmaster.pid").read_text().split()[0])
    all_ = [keeper, *map(int, Path(f"/proc/{keeper}/task/{keeper}/children").read_text().split())]
    try:
        for pid in all_:
            os.kill(pid, signal.SIGSTOP)
        yield
    finally:
        for pid in all_:
            os.kill(pid, signal.SIGCONT)


@pytest.fixture
def posted() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=10) as http:
        yield http


def test_people_hear_of_a_database_that_hangs_before_anybody_knows_their_workspace(
    posted: httpx.Client, long: bool, figures: Figures
) -> None:
    with cluster() as own, many(own.url) as (here, app):
        took: list[float] = []

        def said(**given: object) -> httpx.Response:
            start = time.monotonic()
            answer = posted.post(f"{app}/slack/events", **given)  # type: ignore[arg-type]
            took.append(time.monotonic() - start)
            return answer

        assert "was removed from this workspace" in said(**_command()).text
        took.clear()
        with frozen(own.url):
            command, typed, form = said(**_command()), said(**_typed()), said(**_form())
            told = said(**event(reaction("1.1"), "EvHANGS"))
            start = time.monotonic()
            ready = posted.get(f"{app}/readyz")
            took.append(time.monotonic() - start)
            alive = posted.get(f"{app}/healthz")
        start = time.monotonic()
        here.until(lambda: posted.get(f"{app}/readyz").status_code == 200, seconds=60)
        recovery = time.monotonic() - start
        assert "was removed from this workspace" in said(**_command()).text
    figures("F5", engine="postgresql", hangs="SIGSTOP", slowest=max(took), recovery=recovery)
    assert command.json()["text"].startswith("My database does not answer, so nothing was saved.")
    assert typed.json() == {"options": []}
    assert form.json()["errors"]["words"].startswith("My database does not answer")
    assert told.status_code >= 500
    assert (ready.status_code, ready.text, alive.status_code) == (503, "the database does not answer", 200)
    assert max(took) < (SLACK_WAITS_S if long else CROWDED_S)


def _command() -> dict[str, object]:
    said = {
        "command": "/persona", "text": "list", "user_id": "U1", "team_id": "T0NOBODY", "channel_id": "C1",
        "channel_name": "c", "trigger_id": "1", "response_url": "https://hooks.slack.com/x",
    }  # fmt: skip
    return request(urlencode(said).encode())


def _typed() -> dict[str, object]:
    return _interaction(
        {"type": "block_suggestion", "action_id": "persona", "block_id": "b", "value": "o", "container": {}}
    )


def _form() -> dict[str, object]:
    view = {
        "id": "V1", "type": "modal", "callback_id": "evidence", "private_metadata": "", "state": {"values": {}},
        "blocks": [{"type": "section", "block_id": "s"}, {"type": "input", "block_id": "words"}], "hash": "1",
    }  # fmt: skip
    return _interaction({"type": "view_submission", "view": view})


def _interaction(parts: dict[str, object]) -> dict[str, object]:
    who = {
        "team": {"id": "T0NOBODY"},
        "user": {"id": "U1", "team_id": "T0NOBODY"},
        "is_enterprise_install": False,
    }
    return request(urlencode({"payload": json.dumps({**who, **parts})}).encode(), kind=FORM)
