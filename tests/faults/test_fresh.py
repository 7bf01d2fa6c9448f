"""A look-up that begins after a commit shows that commit, in every process, however often the same was asked before."""

import re
from multiprocessing.connection import Connection

from handlers.find import find, whole
from storage.store import Store
from tests.conftest import NOW, TENANT
from tests.faults.conftest import Figures
from tests.faults.forked import Forked, forking
from tests.handlers.asking import MARA, Asking, asking
from tests.handlers.pieces import ops_and_buyer

COMMITS, HAMMERED = 300, 300


def test_a_look_up_right_after_a_commit_of_another_process_shows_it(
    database_url: str, figures: Figures, long: bool
) -> None:
    store, commits = Store.open(database_url), COMMITS * (10 if long else 1)
    ops_and_buyer(store)
    with asking(store) as here:
        ours, theirs = forking().Pipe()
        writer = Forked(_write_when_told, database_url, theirs)
        stale = 0
        for number in range(1, commits + 1):
            ours.send(number)
            assert ours.recv() == number
            stale += sum(_shown(here) != number for _ in range(2))
        ours.send(0)
        assert writer.wait(20) == 0
        figures("fresh", commits=commits, look_ups=2 * commits, stale=stale, remembered=here.remembered)
        assert (stale, here.remembered) == (0, commits)
    store.close()


def test_no_look_up_goes_back_behind_a_commit_while_another_process_writes(
    database_url: str, figures: Figures, long: bool
) -> None:
    store, look_ups = Store.open(database_url), HAMMERED * (10 if long else 1)
    ops_and_buyer(store)
    with asking(store) as here:
        ours, theirs = forking().Pipe()
        writer = Forked(_write_on, database_url, theirs)
        committed = ours.recv()
        behind = 0
        for _ in range(look_ups):
            while ours.poll():
                committed = ours.recv()
            behind += _shown(here) < committed
        writer.kill()
        writer.wait(20)
        figures("fresh", commits=committed, look_ups=look_ups, behind=behind, remembered=here.remembered)
        assert behind == 0
        assert committed > 1
    store.close()


def _shown(here: Asking) -> int:
    found = re.search(r"Stops at step (\d+)", here.ask("ops-admin stuck"))
    return int(found[1]) if found else 0


def _write_when_told(url: str, told: Connection) -> None:
    store = Store.open(url)
    while number := told.recv():
        _write(store, number)
        told.send(number)


def _write_on(url: str, told: Connection) -> None:
    store, number = Store.open(url), 0
    while True:
        number += 1
        _write(store, number)
        told.send(number)


def _write(store: Store, number: int) -> None:
    with store.begin(TENANT) as tx:
        claim = whole(tx, find(tx, "ops-admin", channel="")[0].id).claims[0]
        tx.personas.restate(claim.id, by=MARA, at=NOW, text=f"Stops at step {number}")
