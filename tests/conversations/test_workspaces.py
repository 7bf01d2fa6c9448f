"""Two processes, one database, several workspaces: what one hears the other keeps, on both engines."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from bot.demo import sample
from bot.oauth import COOKIE
from bot.vault import new_key
from personas.people import Person
from storage.columns import Row
from tests.conftest import NOW
from tests.conversations.harness import MARA, Team, team
from tests.conversations.installing import (
    HERE,
    REMOVED,
    agreed,
    app_url,
    asked,
    installed,
    opened,
    started,
    state_of,
    workspace,
)
from tests.postgresql import Cluster

NORTHLIGHT, HARBOR, GROUP = "T0DEMO", "T0HARBOR", "E0NORTH"
DAY_S = 86_400
OF_A_TENANT = [table for table in Row.metadata.sorted_tables if "tenant" in table.c]
# Longer than the other process may go on with what it remembers, on a machine that is busy.
SECONDS = 20.0


@dataclass
class Town:
    """The playground, and two app processes; Slack posts to the first."""

    here: Team
    first: str
    second: str
    asked: int = 0

    def reads(self, address: str, team_id: str = NORTHLIGHT) -> str:
        self.asked += 1
        return asked(address, team_id, trigger=f"t.{self.asked}")

    def welcome(self, team_id: str) -> None:
        """The directory of another workspace names Mara, who is at home in the first."""
        with opened(self.here.database_url) as store, store.begin(team_id) as tx:
            tx.people.mirror(Person(MARA, "Mara", team=team_id), _now(self))

    def takes(self, look: Callable[[], bool]) -> float:
        """Seconds until it is so."""
        begun = time.monotonic()
        self.here.until(look, seconds=60)
        return time.monotonic() - begun

    def advance(self, seconds: float) -> None:
        """Move the clock by more than ten minutes; both processes have heard of it when this returns."""
        self.here.post("clock", {"advance": seconds})
        for address in (self.first, self.second):
            self.here.until(lambda address=address: self._has_heard(address), seconds=60)

    def _has_heard(self, address: str) -> bool:
        """A state that is issued now ends ten minutes from now by the clock of that process."""
        state = state_of(httpx.get(f"{address}/slack/install", timeout=30).text)
        return int(state.partition("-")[0]) > _now(self).timestamp()

    def rows(self, tenant: str) -> int:
        with opened(self.here.database_url) as store, store.engine.connect() as connection:
            counts = [select(func.count()).where(table.c.tenant == tenant) for table in OF_A_TENANT]
            return sum(int(connection.execute(each).scalar_one()) for each in counts)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def town(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    url = f"sqlite:///{tmp_path_factory.mktemp('workspaces')}/many.db"
    if request.param == "postgresql":
        running: Cluster = request.getfixturevalue("postgresql")
        url = running.created("workspaces")
    with team(url, mode="http", app=False) as here:
        yield Town(here, *started(here, new_key(), processes=2))


def test_of_two_who_come_back_at_once_with_one_state_one_wins(town: Town) -> None:
    with httpx.Client(timeout=30) as browser:
        back = agreed(town.here, browser, HARBOR)
        cookie = {"cookie": f"{COOKIE}={browser.cookies[COOKIE]}"}
    ready, statuses = threading.Barrier(8), list[int]()

    def come(address: str) -> None:
        ready.wait()
        statuses.append(
            httpx.get(back.replace(app_url(town.here), address), headers=cookie, timeout=30).status_code
        )

    people = [threading.Thread(target=come, args=(each,)) for each in (town.first, town.second) * 4]
    for each in people:
        each.start()
    for each in people:
        each.join()
    assert sorted(statuses) == [200, *[400] * 7]
    found = workspace(town.here, HARBOR)
    assert found and found.app_id == "A0DRAMATIS"


def test_who_comes_back_after_ten_minutes_or_with_slacks_own_trouble_reads_a_sentence(town: Town) -> None:
    with httpx.Client(timeout=30) as browser:
        back = agreed(town.here, browser, HARBOR)
        town.advance(660)
        page = browser.get(back)
    assert (page.status_code, "is older than ten minutes" in page.text) == (400, True)
    with httpx.Client(timeout=30) as browser:
        back = agreed(town.here, browser, HARBOR)
        page = browser.get(f"{back.partition('code=')[0]}error=server_error&{back.partition('&')[2]}")
    assert (page.status_code, "did not hand over the installation (server_error)" in page.text) == (400, True)


def test_the_other_process_stops_and_goes_on_within_seconds(town: Town) -> None:
    assert installed(town.here, NORTHLIGHT).status_code == 200
    assert town.takes(lambda: HERE in town.reads(town.first)) < SECONDS
    assert town.takes(lambda: HERE in town.reads(town.second)) < SECONDS
    town.here.post("uninstall", {"team": NORTHLIGHT})
    town.here.until(lambda: REMOVED in town.reads(town.first), seconds=60)
    stops = town.takes(lambda: REMOVED in town.reads(town.second))
    assert installed(town.here, NORTHLIGHT).status_code == 200
    goes_on = town.takes(lambda: HERE in town.reads(town.second))
    print(f"\n  the other process stops after {stops:.1f} s, goes on after {goes_on:.1f} s")
    assert max(stops, goes_on) < SECONDS
    town.welcome(HARBOR)
    assert HERE in town.reads(town.second, HARBOR)


def test_installed_again_in_time_it_keeps_everything_and_later_nothing_is_left(town: Town) -> None:
    with opened(town.here.database_url) as store:
        for tenant in (NORTHLIGHT, HARBOR):
            with store.begin(tenant) as tx:
                tx.backups.restore(sample(NOW).model_copy(update={"team": tenant}))
                tx.audit.note("tested", "x", by="U0MARA", at=_now(town))
    town.here.post("uninstall", {"team": NORTHLIGHT})
    town.here.until(lambda: REMOVED in town.reads(town.second), seconds=60)
    ended = workspace(town.here, NORTHLIGHT)
    assert ended and ended.delete_after
    assert (ended.delete_after - _now(town)).days < 14
    town.advance(9 * DAY_S)
    assert town.rows(NORTHLIGHT) > 50
    assert installed(town.here, NORTHLIGHT).status_code == 200
    assert "Ops admin" in town.reads(town.first)
    town.here.post("uninstall", {"team": NORTHLIGHT})
    town.here.until(lambda: REMOVED in town.reads(town.second), seconds=60)
    town.advance(11 * DAY_S)
    town.here.until(lambda: town.rows(NORTHLIGHT) == 0, seconds=60)
    assert town.rows(HARBOR) > 50
    town.welcome(HARBOR)
    assert "Ops admin" in town.reads(town.first, HARBOR)


def test_an_organisation_lets_the_app_into_many_workspaces_and_shuts_it_out_of_one(town: Town) -> None:
    page = installed(town.here, GROUP)
    assert "/manage/E0NORTH/integrations/profile/A0DRAMATIS/workspaces/add" in page.text
    town.here.until(lambda: _read_to_its_end(town), seconds=60)
    assert not _gone(town)
    teams = [f"T0{number:04}" for number in range(205)]
    town.here.post("let_in", {"teams": teams, "granted": True})
    town.here.until(
        lambda: set(teams) <= {each["args"].get("team_id") for each in _listings(town)}, seconds=90
    )
    pages = [each["args"] for each in _calls(town) if each["method"] == "auth.teams.list"]
    assert any(each.get("cursor") for each in pages)
    town.here.until(lambda: _read_to_its_end(town), seconds=60)
    town.here.post("let_in", {"teams": [NORTHLIGHT], "granted": False})
    town.here.until(lambda: _gone(town), seconds=60)
    town.here.post("let_in", {"teams": [NORTHLIGHT], "granted": True})
    town.here.until(lambda: not _gone(town), seconds=90)


def _now(town: Town) -> datetime:
    return datetime.fromisoformat(town.here.http.get(f"{town.here.url}/clock").json()["now"])


def _gone(town: Town) -> bool:
    with opened(town.here.database_url) as store, store.read(GROUP) as reading:
        mara = reading.people.get("U0MARA")
    return mara is None or not mara.reachable


def _read_to_its_end(town: Town) -> bool:
    with opened(town.here.database_url) as store, store.system() as system:
        return GROUP not in system.installations.directories_due(_now(town) + timedelta(hours=1))


def _calls(town: Town) -> list[dict[str, Any]]:
    return [each for each in town.here.get("calls")["calls"] if each["team"] == GROUP]


def _listings(town: Town) -> list[dict[str, Any]]:
    return [each for each in _calls(town) if each["method"] == "users.list"]
