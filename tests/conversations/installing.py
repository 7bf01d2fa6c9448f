"""The app in many workspaces, as processes: started, installed in a workspace through Slack's pages, asked over HTTP."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx

from storage.installation import Workspace
from storage.store import Store
from tests.conversations.harness import (
    MARA,
    ONBOARDING,
    SECRET,
    Team,
    _answers,
    _python,
    words,
)
from tests.faults.forked import Program
from tests.faults.signed import request
from tests.ports import free_port

# What the app says in a workspace without personas, and where it was removed.
HERE, REMOVED = "No personas yet", "was removed from this workspace"


def app_url(here: Team) -> str:
    """The process that Slack posts to."""
    return f"http://127.0.0.1:{here.mode.split(':')[1]}"


def start(here: Team, key: str, *, port: str = "", **more: str) -> Program:
    """One `python -m bot run` for many workspaces; all of them share the first one's public address."""
    process = _python(
        "bot", "run",
        environment={
            "SLACK_BOT_TOKEN": "", "SLACK_APP_TOKEN": "", "SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "s",
            "SLACK_SIGNING_SECRET": SECRET, "PUBLIC_URL": app_url(here), "ENCRYPTION_KEYS": key,
            "DATABASE_URL": here.database_url, "SLACK_API_URL": f"{here.url}/api/", "CLOCK_URL": f"{here.url}/clock",
            "PORT": port or here.mode.split(":")[1], "TICK_SECONDS": "0.5", **more,
        },
    )  # fmt: skip
    here.processes.append(process)
    return process


def started(here: Team, key: str, *, processes: int = 1) -> list[str]:
    """Several of them, and their addresses; the first is the one Slack posts to."""
    ports = [here.mode.split(":")[1], *(str(free_port()) for _ in range(processes - 1))]
    for place, port in enumerate(ports):
        # Only the first one's clock beats: what the others do they do of themselves.
        start(here, key, port=port, TICK_SECONDS="60" if place else "0.5")
    addresses = [f"http://127.0.0.1:{port}" for port in ports]
    for address in addresses:
        here.until(lambda address=address: _answers(f"{address}/readyz"), seconds=60)
    return addresses


def begun(here: Team, browser: httpx.Client) -> str:
    """The first page, and where it leads: Slack's consent page."""
    page = browser.get(f"{app_url(here)}/slack/install")
    assert page.status_code == 200
    assert "no e-mail addresses" in page.text
    return consent_page(page.text)


def consent_page(page: str) -> str:
    """Slack's consent page, where the first page leads to."""
    found = re.search(r'href="([^"]*/oauth/v2/authorize[^"]*)"', page)
    assert found
    return found.group(1).replace("&amp;", "&")


def state_of(page: str) -> str:
    """The state that goes to Slack's consent page."""
    return parse_qs(urlsplit(consent_page(page)).query)["state"][0]


def agreed(here: Team, browser: httpx.Client, team_id: str) -> str:
    """The address that Slack sends them back to after they chose a workspace."""
    consent = browser.get(begun(here, browser)).text
    choices = [each.replace("&amp;", "&") for each in re.findall(r'href="([^"]+)"', consent)]
    chosen = next(each for each in choices if each.endswith(f"team={team_id}"))
    return browser.get(f"{here.url}{chosen}").headers["location"]


def installed(here: Team, team_id: str) -> httpx.Response:
    """The whole way."""
    with httpx.Client(timeout=30) as browser:
        return browser.get(agreed(here, browser, team_id))


def asked(address: str, team_id: str, *, trigger: str) -> str:
    """What Mara reads when she types `/persona list` in that workspace and this process hears it."""
    said = {
        "command": "/persona", "text": "list", "user_id": MARA, "team_id": team_id, "channel_id": ONBOARDING,
        "channel_name": "onboarding", "trigger_id": trigger, "response_url": "https://hooks.slack.com/x",
    }  # fmt: skip
    answer = httpx.post(f"{address}/slack/events", timeout=30, **request(urlencode(said).encode()))
    assert answer.status_code == 200
    return words(json.loads(answer.text)) if answer.text.startswith("{") else answer.text


@contextmanager
def opened(database_url: str) -> Iterator[Store]:
    """A look into the database beside the processes."""
    store = Store.open(database_url)
    try:
        yield store
    finally:
        store.close()


def workspace(here: Team, team_id: str) -> Workspace | None:
    """The row of an installation."""
    with opened(here.database_url) as store, store.read(team_id) as reading:
        return reading.installation.get()
