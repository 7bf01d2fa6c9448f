"""Installing over sockets: two workspaces come, one goes, and comes back; each with its own sealed token."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from bot.vault import new_key
from tests.conversations.harness import MARA, ONBOARDING, Team, team, words
from tests.conversations.installing import HERE, REMOVED, agreed, installed, started

HARBOR, NORTHLIGHT = "T0HARBOR", "T0DEMO"
KEY = new_key()


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    path = tmp_path_factory.mktemp("install") / "many.db"
    with team(f"sqlite:///{path}", mode="http", app=False) as here:
        started(here, KEY)
        yield here


def row(here: Team, team_id: str) -> tuple[str, str, str]:
    with sqlite3.connect(here.database_url.removeprefix("sqlite:///")) as file:
        found = file.execute(
            "SELECT name, stopped_why, token FROM installation WHERE tenant = ?", (team_id,)
        ).fetchone()
    return found or ("", "", "")


def answered(here: Team) -> str:
    """What Mara reads after a command."""
    before = len(here.seen(MARA, ONBOARDING))
    here.say(MARA, "/persona list")
    return words(here.seen(MARA, ONBOARDING)[before:])


def test_two_workspaces_install_the_app_and_each_has_its_own_sealed_token(town: Team) -> None:
    for team_id, name in ((NORTHLIGHT, "Northlight"), (HARBOR, "Harbor & Finch")):
        page = installed(town, team_id)
        assert (page.status_code, name.replace("&", "&amp;") in page.text) == (200, True)
        kept = row(town, team_id)
        assert kept[:2] == (name, "")
        assert "xoxb" not in kept[2]
    assert row(town, NORTHLIGHT)[2] != row(town, HARBOR)[2]
    file = Path(town.database_url.removeprefix("sqlite:///"))
    assert b"xoxb-" not in file.read_bytes()
    assert HERE in answered(town)
    town.until(lambda: {NORTHLIGHT, HARBOR} <= {each["team"] for each in listings(town)})


def test_no_request_asks_slack_who_we_are(town: Team) -> None:
    before = asked(town)
    assert HERE in answered(town)
    assert asked(town) == before


def test_the_way_back_works_once_and_in_the_same_browser_only(town: Team) -> None:
    with httpx.Client() as browser, httpx.Client() as other:
        back = agreed(town, browser, HARBOR)
        assert other.get(back).status_code == 400
        assert browser.get(back).status_code == 200
        again = browser.get(back)
    assert (again.status_code, "Nothing was installed" in again.text) == (400, True)


def test_saying_no_is_a_sentence(town: Team) -> None:
    with httpx.Client() as browser:
        page = browser.get(agreed(town, browser, ""))
    assert (page.status_code, "You said no" in page.text) == (200, True)


def test_a_code_slack_does_not_know_is_a_sentence(town: Team) -> None:
    with httpx.Client() as browser:
        back = urlsplit(agreed(town, browser, HARBOR))
        page = browser.get(
            f"{back.scheme}://{back.netloc}{back.path}", params={"code": "<b>", "state": state(back.query)}
        )
    assert (page.status_code, "invalid_code" in page.text) == (502, True)


def test_a_removed_app_is_silent_at_once_keeps_the_others_and_resumes_when_installed_again(
    town: Team,
) -> None:
    town.post("uninstall", {"team": NORTHLIGHT})
    town.until(lambda: row(town, NORTHLIGHT)[1] != "")
    assert REMOVED in answered(town)
    assert row(town, HARBOR)[1] == ""
    assert installed(town, NORTHLIGHT).status_code == 200
    assert row(town, NORTHLIGHT)[1] == ""
    assert HERE in answered(town)


def test_a_whole_organisation_installs_it_once_and_its_directory_is_read_by_workspace(town: Team) -> None:
    assert installed(town, "E0NORTH").status_code == 200
    town.until(lambda: [each for each in listings(town) if each["team"] == "E0NORTH" and each["ok"]])
    assert all(
        each["args"].get("team_id") == NORTHLIGHT for each in listings(town) if each["team"] == "E0NORTH"
    )
    assert row(town, "E0NORTH")[0] == "Northlight Group"


def state(query: str) -> str:
    return dict(part.split("=") for part in query.split("&"))["state"]


def listings(here: Team) -> list[dict[str, object]]:
    return [each for each in here.get("calls")["calls"] if each["method"] == "users.list"]


def asked(here: Team) -> int:
    return sum(each["method"] == "auth.test" for each in here.get("calls")["calls"])
