"""The end of an installation, as Slack tells of it: at once, or minutes late."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from handlers import install, payload
from scheduler.people import mirror_due
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


@pytest.mark.parametrize("kind", ["app_uninstalled", "tokens_revoked"])
def test_an_end_told_late_is_not_the_end_of_what_was_installed_since(store: Store, kind: str) -> None:
    with store.system() as system:
        for days in (90, 0):
            at = NOW - timedelta(days=days)
            system.installations.save(Workspace(TENANT, "N", "U0", "B0", "", frozenset(), at, sealed="k.x"))
    later = NOW + timedelta(minutes=6)
    for minutes, ended in ((-1, False), (2, True)):
        install.removed(payload.event(told(kind, minutes=minutes), later), store)
        with store.read(TENANT) as reading:
            found = reading.installation.get()
        assert found
        assert (bool(found.stopped_at), bool(found.delete_after)) == (ended, ended)


def test_a_workspace_that_let_us_in_again_before_we_heard_that_it_had_shut_us_out_is_read(
    store: Store,
) -> None:
    class Organisation:
        """One workspace, which has let us in."""

        async def auth_teams_list(self, **_: Any) -> dict[str, Any]:
            return {"teams": [{"id": "T1"}]}

        async def users_list(self, **_: Any) -> dict[str, Any]:
            return {"members": [{"id": "U1", "name": "Jo", "profile": {}, "team_id": "T1"}]}

    with store.system() as system:
        system.installations.save(
            Workspace(TENANT, "N", "U0BOT", "B0", "", frozenset(), NOW, is_enterprise=True)
        )

    def word(kind: str) -> dict[str, Any]:
        return {**told(kind, minutes=2), "event": {"type": kind, "team_ids": ["T1"]}}

    install.joined(payload.event(word("team_access_granted"), NOW), store)
    asyncio.run(mirror_due(store, lambda _: Organisation(), lambda: NOW))  # type: ignore[arg-type, return-value]
    install.left(payload.event({**word("team_access_revoked"), "event_id": "Ev1"}, NOW), store)
    asyncio.run(mirror_due(store, lambda _: Organisation(), lambda: NOW))  # type: ignore[arg-type, return-value]
    with store.read(TENANT) as reading:
        found = reading.people.get("U1")
    assert found
    assert not found.deleted
