"""`python -m bot keys rotate` as a process: killed in the middle, run again, while another process goes on answering."""

import json
import re
import signal
import threading
import time
from collections.abc import Iterator

import httpx
import pytest
from sqlalchemy import func, select, update

from bot.vault import Vault, keys_of, new_key
from personas.people import Person
from storage.installation import Stopped, Workspace
from storage.store import Store
from storage.tables import Installation
from tests.bot.conftest import Run
from tests.bot.tenants import many
from tests.conftest import NOW
from tests.conversations.harness import MARA, Team, _answers, _python
from tests.conversations.installing import HERE, REMOVED, asked
from tests.faults.signed import request
from tests.ports import free_port

OLD, NEW, LOST = new_key(), new_key(), new_key()
TENANTS = 1000
TOKEN = "xoxb-12-abc"
_I = Installation.__table__.c


def name_of(key: str) -> str:
    """What stands in front of a token sealed under it."""
    return Vault(keys_of(key)).seal("T1", TOKEN).partition(".")[0]


def kept(store: Store, key: str, *tenants: str) -> None:
    vault = Vault(keys_of(key))
    with store.system() as system:
        for each in tenants:
            system.installations.save(
                Workspace(
                    each, f"Team {each}", "U0", "B0", "U1", frozenset(), NOW, sealed=vault.seal(each, TOKEN)
                )
            )
        # Their directories are not what this is about.
        later = update(Installation).values(directory_due=NOW.replace(year=2099))
        system.connection.execute(later)
    for each in tenants:
        with store.begin(each) as tx:
            tx.people.mirror(Person(MARA, "Mara", team=each), NOW)


def under(store: Store, key: str) -> int:
    """How many tokens are sealed under a key."""
    named = select(func.count()).where(_I.token.startswith(f"{name_of(key)}."))
    with store._reader.connect() as connection:
        return int(connection.execute(named).scalar_one())


@pytest.fixture
def settings(environment: dict[str, str], database_url: str) -> dict[str, str]:
    return many(environment, f"{NEW},{OLD}", DATABASE_URL=database_url, PORT=str(free_port()))


@pytest.fixture
def answers(settings: dict[str, str], store: Store, slack: Team) -> Iterator[tuple[str, list[str]]]:
    """A process that hears Slack, with everything in `store` before it starts; and what it logs."""
    kept(store, OLD, *(f"T{number}" for number in range(TENANTS)))
    process = _python("bot", "run", environment=settings)
    log: list[str] = []
    assert process.stderr
    threading.Thread(target=lambda: log.extend(process.stderr or ()), daemon=True).start()
    address = f"http://127.0.0.1:{settings['PORT']}"
    try:
        slack.until(lambda: _answers(f"{address}/readyz"), seconds=60)
        yield address, log
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0


def test_a_rotation_killed_in_the_middle_is_ended_by_the_next_while_people_are_answered(
    answers: tuple[str, list[str]], settings: dict[str, str], store: Store, start: Run
) -> None:
    address, log = answers
    assert HERE in asked(address, "T0", trigger="t.0")
    rotating = _python("bot", "keys", "rotate", environment=settings)
    end = time.monotonic() + 60
    while under(store, NEW) < 50:
        assert time.monotonic() < end
        assert rotating.poll() is None
        time.sleep(0.005)
    rotating.kill()
    rotating.wait()
    moved = under(store, NEW)
    assert 0 < moved < TENANTS
    for number in (0, TENANTS // 2, TENANTS - 1):
        assert HERE in asked(address, f"T{number}", trigger=f"t.1{number}")
    done = start("keys", "rotate", **settings)
    assert (done.returncode, done.stderr) == (0, "")
    told = re.match(
        r"(\d+) tokens now under the newest key, (\d+) already were, 0 could not be opened", done.stdout
    )
    assert told
    assert [int(number) for number in told.groups()] == [TENANTS - moved, moved]
    assert (under(store, OLD), under(store, NEW)) == (0, TENANTS)
    newest = Vault(keys_of(NEW))
    with store.system() as system:
        assert {newest.opened(each.tenant, each.sealed) for each in system.installations.sealed()} == {TOKEN}
    for number in (0, TENANTS // 2, TENANTS - 1):
        assert HERE in asked(address, f"T{number}", trigger=f"t.2{number}")
    assert not [line for line in log if "paused" in line or "Traceback" in line]
    print(f"\n  killed after {moved} of {TENANTS}, the next moved the other {TENANTS - moved}")


def test_a_workspace_whose_key_is_lost_is_named_in_the_log_and_by_check_and_the_others_go_on(
    settings: dict[str, str], store: Store, slack: Team, start: Run
) -> None:
    kept(store, LOST, "T0LOST")
    kept(store, OLD, "T0FINE")
    process = _python("bot", "run", environment=settings)
    address = f"http://127.0.0.1:{settings['PORT']}"
    try:
        slack.until(lambda: _answers(f"{address}/readyz"), seconds=60)
        assert REMOVED in asked(address, "T0LOST", trigger="t.1")
        fine = asked(address, "T0FINE", trigger="t.2")
        assert HERE in fine
        assert "LOST" not in fine
        told = start("check", **settings).stdout
        assert "paused: none of ENCRYPTION_KEYS opens its token" in told.partition("Team T0LOST")[2]
        assert "paused" not in told.partition("Team T0FINE")[2].partition("Team T0LOST")[0]
    finally:
        process.send_signal(signal.SIGTERM)
        _, log = process.communicate(timeout=30)
    assert len([line for line in log.splitlines() if "Team T0LOST (T0LOST) is paused" in line]) >= 1
    assert TOKEN not in log
    with store.read("T0LOST") as reading:
        lost = reading.installation.get()
    assert lost and (lost.stopped_why, lost.delete_after) == (Stopped.UNREADABLE, None)
    back = start("keys", "rotate", **{**settings, "ENCRYPTION_KEYS": f"{NEW},{OLD},{LOST}"})
    assert back.stdout.startswith("2 tokens now under the newest key")
    with store.read("T0LOST") as reading:
        found = reading.installation.get()
    assert found and found.stopped_at is None


@pytest.mark.parametrize(
    ("event", "why"),
    [
        ({"type": "app_uninstalled"}, Stopped.UNINSTALLED),
        ({"type": "tokens_revoked", "tokens": {"bot": ["U0"]}}, Stopped.REVOKED),
    ],
)
def test_an_app_that_is_removed_while_its_key_is_lost_ends_all_the_same(
    settings: dict[str, str], store: Store, slack: Team, event: dict[str, object], why: Stopped
) -> None:
    kept(store, LOST, "T0LOST")
    process = _python("bot", "run", environment=settings)
    address = f"http://127.0.0.1:{settings['PORT']}"
    told = {
        "type": "event_callback", "team_id": "T0LOST", "event_id": "Ev1", "event": event,
        "event_time": int(NOW.replace(year=NOW.year + 1).timestamp()),
    }  # fmt: skip
    try:
        slack.until(lambda: _answers(f"{address}/readyz"), seconds=60)
        sent = request(json.dumps(told).encode(), kind="application/json")
        assert httpx.post(f"{address}/slack/events", timeout=30, **sent).status_code == 200
        assert REMOVED in asked(address, "T0LOST", trigger="t.1")
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)
    with store.read("T0LOST") as reading:
        lost = reading.installation.get()
    assert lost and lost.stopped_why == why
    assert lost.delete_after
