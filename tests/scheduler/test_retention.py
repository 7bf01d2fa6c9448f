"""What was heard is kept for a week, and no longer."""

from datetime import timedelta

from scheduler.retention import forget
from storage.heard import KEPT
from storage.installation import Workspace
from storage.store import Store
from tests.conftest import NOW, TENANT


def test_what_was_heard_is_forgotten_after_a_week(store: Store) -> None:
    with store.system() as system:
        system.installations.save(Workspace(TENANT, "N", "U0", "B0", "", frozenset(), NOW))
    with store.begin(TENANT) as tx:
        tx.heard.first_time("Ev1", NOW)
        tx.heard.first_time("Ev2", NOW + timedelta(days=1))
    assert forget(store, NOW + KEPT) == 0
    assert forget(store, NOW + KEPT + timedelta(seconds=1)) == 1
    with store.begin(TENANT) as tx:
        assert tx.heard.first_time("Ev1", NOW + KEPT)
        assert not tx.heard.first_time("Ev2", NOW + KEPT)
