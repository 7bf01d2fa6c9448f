"""One command, several processes: a crash of one loses nothing, and none outlives the others."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from bot.supervisor import BROKEN, Supervisor
from storage.store import Store
from tests.conftest import NOW, TENANT
from tests.conversations.harness import MARA, Team, team
from tests.faults.forked import Forked
from tests.faults.load import kept
from tests.faults.signed import command, event, file_by_emoji, reaction
from tests.handlers.pieces import ops_and_buyer
from tests.postgresql import Cluster
from tests.processes import children

HEARTBEAT_S = 5.0


@pytest.fixture
def here(migrated_file: Path, tmp_path: Path) -> Iterator[Team]:
    url = f"sqlite:///{tmp_path}/dramatis.db"
    (tmp_path / "dramatis.db").write_bytes(migrated_file.read_bytes())
    file_by_emoji(url)
    with team(url, mode="http") as running:
        running.until(lambda: len(children(running.processes[0].pid)) == 2)
        yield running


def test_work_begins_at_once_in_the_other_process(here: Team) -> None:
    here.until(lambda: any(each["method"] == "users.list" for each in here.get("calls")["calls"]))
    waits = []
    for number in range(3):
        began = time.monotonic()
        assert _told(here, f"{number}.1") == 200
        here.until(lambda number=number: len(_looked(here)) > number)
        waits.append(time.monotonic() - began)
    assert min(waits) < HEARTBEAT_S / 4


def test_whichever_process_is_killed_starts_again_and_nothing_is_lost(here: Team) -> None:
    run, store, told = here.processes[0], Store.open(here.database_url), 0
    for place in (0, 1):
        before = children(run.pid)
        os.kill(before[place], signal.SIGKILL)
        for _ in range(3):
            assert here.until(lambda told=told: _told(here, f"{told}.1") == 200)
            told += 1
        here.until(lambda before=before: len(set(children(run.pid)) - set(before)) == 1)
        here.until(lambda told=told: len(_looked(here)) >= told)
    assert len(kept(store)) == told
    assert run.poll() is None
    store.close()


def test_no_process_outlives_the_one_that_watches_it(here: Team) -> None:
    run = here.processes.pop()
    orphans = children(run.pid)
    run.kill()
    run.wait(5)
    here.until(lambda: not any(_lives(pid) for pid in orphans))
    here.start_app()
    assert _told(here, "1.1") == 200


def test_several_processes_answer_behind_one_port_and_each_shows_the_last_commit(
    postgresql: Cluster,
) -> None:
    store = Store.open(postgresql.emptied())
    _, _, claim = ops_and_buyer(store)
    with team(postgresql.url, mode="http", app=False) as here:
        here.command = ("run", "--processes", "2")
        run = here.start_app()
        here.until(lambda: len(children(run.pid)) == 3)
        here.until(lambda: "Stops at" in _card(here))
        for number in range(10):
            with store.begin(TENANT) as tx:
                tx.personas.restate(claim, by=MARA, at=NOW, text=f"Stops at step {number}")
            assert all(f"Stops at step {number}" in _card(here) for _ in range(6))
        os.kill(children(run.pid)[0], signal.SIGKILL)
        assert all("Stops at step 9" in _card(here) for _ in range(6))
        here.until(lambda: len(children(run.pid)) == 3)
    store.close()


def test_who_is_told_to_end_while_it_starts_ends(tmp_path: Path) -> None:
    watching = Forked(_watched, [_sleeps, _sleeps])
    _until(lambda: len(children(watching.pid)) == 2)
    watching.send_signal(signal.SIGTERM)
    assert watching.wait(5) == 0


@pytest.mark.parametrize(
    ("works", "begun", "status"),
    [(["_sleeps", "_crashes"], True, BROKEN), (["_refuses", "_sleeps"], False, 2)],
    ids=["crashes again and again", "can not start"],
)
def test_what_another_start_does_not_mend_ends_the_run(works: list[str], begun: bool, status: int) -> None:
    assert Forked(_watched, [globals()[each] for each in works], begun).wait(10) == status


def test_one_that_can_not_start_for_a_while_is_tried_again(tmp_path: Path) -> None:
    watching = Forked(_watched, [_starts_the_second_time], True, tmp_path)
    _until((tmp_path / "started").exists)
    watching.send_signal(signal.SIGTERM)
    assert watching.wait(5) == 0


def test_one_that_does_not_end_is_killed() -> None:
    watching = Forked(_watched, [_ignores])
    _until(lambda: children(watching.pid))
    time.sleep(0.3)
    watching.send_signal(signal.SIGTERM)
    assert watching.wait(5) == BROKEN


def _watched(works: list[Callable[[], int]], begun: bool = True, folder: Path | None = None) -> None:
    if folder:
        os.chdir(folder)
    named = {str(number): work for number, work in enumerate(works)}
    os._exit(Supervisor(named, 1.0, begun=lambda: begun).run())


def _sleeps() -> int:
    time.sleep(60)
    return 0


def _crashes() -> int:
    raise RuntimeError("nobody thought of this")


def _refuses() -> int:
    return 2


def _ignores() -> int:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    return _sleeps()


def _starts_the_second_time() -> int:
    if not Path("tried").exists():
        Path("tried").touch()
        return 2
    Path("started").touch()
    return _sleeps()


def _told(here: Team, ts: str) -> int:
    port = here.mode.partition(":")[2]
    try:
        answer = httpx.post(
            f"http://127.0.0.1:{port}/slack/events", timeout=10, **event(reaction(ts), f"Ev {ts}")
        )
    except httpx.HTTPError:
        return 0
    return answer.status_code


def _card(here: Team) -> str:
    """Asked over a connection of its own, which either process may take; asked again where one was killed with it."""
    port = here.mode.partition(":")[2]
    for _ in range(5):
        try:
            return httpx.post(
                f"http://127.0.0.1:{port}/slack/events", timeout=10, **command("ops-admin stuck", trigger="1")
            ).text
        except httpx.HTTPError:
            time.sleep(0.2)
    return ""


def _looked(here: Team) -> list[object]:
    return [each for each in here.get("calls")["calls"] if each["method"] == "reactions.get"]


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        return False


def _until(look: Callable[[], object]) -> None:
    end = time.monotonic() + 10
    while not look():
        assert time.monotonic() < end
        time.sleep(0.02)
