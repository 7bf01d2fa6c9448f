"""The end of an installation, as Slack tells of it: at once, or minutes late."""

from datetime import timedelta
from typing import Any

import pytest

from handlers import install, payload
from handlers.commands import Handler
from storage.installation import Workspace
from storage.store import Store
from tests.conftest import NOW, TENANT


def told(kind: str, *, minutes: float) -> dict[str, Any]:
    """An event as it arrives, with the time at which it happened."""
    return {
        "team_id": TENANT,
        "event_id": f"Ev{minutes}",
        "event_time": int((NOW + timedelta(minutes=minutes)).timestamp()),
        "event": {"type": kind, "tokens": {"bot": ["U0BOT"]}},
    }


@pytest.mark.parametrize(
    ("kind", "handler"), [("app_uninstalled", install.uninstalled), ("tokens_revoked", install.revoked)]
)
def test_an_end_told_late_is_not_the_end_of_what_was_installed_since(
    store: Store, kind: str, handler: Handler
) -> None:
    with store.system() as system:
        for days in (90, 0):
            at = NOW - timedelta(days=days)
            system.installations.save(Workspace(TENANT, "N", "U0", "B0", "", frozenset(), at, sealed="k.x"))
    later = NOW + timedelta(minutes=6)
    for minutes, ended in ((-1, False), (2, True)):
        handler(payload.event(told(kind, minutes=minutes), later), store)
        with store.read(TENANT) as reading:
            found = reading.installation.get()
        assert found
        assert (bool(found.stopped_at), bool(found.delete_after)) == (ended, ended)
