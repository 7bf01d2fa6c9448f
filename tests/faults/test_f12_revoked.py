"""F12: the token is revoked in the middle of a wave. Everybody falls silent; a new install says what is still owed, once.

Several processes of an app that people install themselves work on one wave (at twelve times Slack's pace, see
hastened.py). Slack takes their token back without a word: from then on every call is answered `account_inactive`.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from bot.authorize import REMEMBERED_S
from bot.vault import new_key
from personas.pulse import DAYS_OPEN
from storage.installation import Workspace
from storage.store import Store
from tests.conftest import TENANT
from tests.conversations.harness import Team
from tests.conversations.installing import app_url, installed
from tests.faults.conftest import Figures
from tests.faults.crowded import POST, asked, calls, counts, mirror, said
from tests.faults.hastened import hastened, start

RATE = 12
# As long as in earnest: what a process remembers of a workspace is not dropped by a tick of the clock.
TICK_S = "15"
# So long nobody calls: every process looks around many times, and forgets the token it remembered.
WATCHED_S = REMEMBERED_S + 1.0


@dataclass
class Silenced:
    """A wave that Slack stopped: who had the question by then."""

    here: Team
    store: Store
    people: int

    def workspace(self) -> Workspace:
        """The installation as it stands."""
        with self.store.read(TENANT) as reading:
            found = reading.installation.get()
        assert found
        return found

    def closed(self) -> bool:
        """Whether the time to answer is up."""
        with self.store.read(TENANT) as reading:
            pulse = reading.pulses.get(1)
        return pulse is not None and not pulse.open

    def refused(self) -> int:
        """How many posts Slack refused."""
        return sum(each["error"] == "account_inactive" for each in calls(self.here))

    def revoked(self) -> None:
        """Wait until everybody knows that the token is void, for every method from now on."""
        self.here.until(lambda: self.workspace().stopped_why, seconds=120)
        self.here.post("uninstall", {"team": TENANT, "silently": True})
        self.here.until(lambda: not counts(self.store)["sending"], seconds=60)
        self.here.http.delete(f"{self.here.url}/playground/faults")

    def install(self) -> None:
        """Somebody installs the app again."""
        assert installed(self.here, TENANT).status_code == 200


def test_a_revoked_token_ends_a_wave_at_once_and_a_new_install_says_the_rest_once(
    database_url: str, figures: Figures, long: bool
) -> None:
    people, workers, before = (1000, 3, 500) if long else (60, 2, 20)
    with wave(database_url, people, workers, before=before) as it:
        it.revoked()
        first, heard = it.refused(), said(it.here)
        it.here.post("clock", {"advance": 600})
        time.sleep(WATCHED_S)
        again = it.refused() - first
        assert it.workspace().stopped_why == "revoked"
        assert (again, said(it.here)) == (0, heard)
        assert first <= workers
        assert 0 < len(heard) <= before
        assert counts(it.store)["pending"] >= people - len(heard)
        it.install()
        began = time.monotonic()
        it.here.until(lambda: not _open(it.store), seconds=180)
        resumed = time.monotonic() - began
        told = said(it.here)
        figures(
            "F12", people=people, workers=workers, lost=people - len(told), doubled=_doubled(told),
            said_before=len(heard), refused=first, retried=again + it.refused() - first, resumed=resumed,
        )  # fmt: skip
        assert (len(told), _doubled(told)) == (people, 0)
        assert (it.workspace().stopped_why, it.refused()) == ("", first)


def test_what_a_new_install_finds_too_old_is_not_said_any_more(database_url: str) -> None:
    with wave(database_url, 40, 1, before=10, tick="0.5") as it:
        it.revoked()
        heard = said(it.here)
        it.here.post("clock", {"advance": timedelta(days=DAYS_OPEN + 3).total_seconds()})
        it.here.until(it.closed, seconds=60)
        it.install()
        it.here.until(lambda: not _open(it.store), seconds=60)
        assert said(it.here) == heard
        assert counts(it.store)["cancelled"] == it.people - len(heard)


@contextmanager
def wave(
    database_url: str, people: int, workers: int, *, before: int, tick: str = TICK_S
) -> Iterator[Silenced]:
    """So many processes, and a question to so many people in a workspace; after some Slack takes the token back."""
    store = Store.open(database_url)
    with hastened(database_url, rate=RATE) as here:
        settings = {
            "SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "s", "PUBLIC_URL": app_url(here),
            "ENCRYPTION_KEYS": new_key(), "TICK_SECONDS": tick,
        }  # fmt: skip
        start(here, rate=RATE, PORT=here.mode.partition(":")[2], **settings)
        if workers > 1:
            start(here, workers - 1, rate=RATE, **settings)
        assert installed(here, TENANT).status_code == 200
        mirror(store, here, people)
        here.post("faults", {"method": POST, "answer": "late", "delay": 0, "times": before})
        here.post("faults", {"method": POST, "answer": "error:account_inactive", "times": 0})
        asked(store, here)
        yield Silenced(here, store, people)
    store.close()


def _open(store: Store) -> int:
    """How many messages have not come to an end."""
    states = counts(store)
    return states["pending"] + states["sending"]


def _doubled(told: dict[str, int]) -> int:
    return sum(each > 1 for each in told.values())
