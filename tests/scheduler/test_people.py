"""The mirror of the directory: every page, who may be written to, and who answers for the app."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from personas.people import Person, person_of
from scheduler.people import mirror, mirror_due
from scheduler.slack_error import SlackFailure, classify
from storage.installation import Workspace
from storage.store import Store
from tests.conftest import NOW, TENANT
from tests.refusing import refused

PLAIN: dict[str, Any] = {
    "id": "U1",
    "name": "ana",
    "tz": "Europe/Lisbon",
    "team_id": TENANT,
    "profile": {"display_name": "Ana"},
}


class Directory:
    """Two pages of people."""

    async def users_list(self, *, limit: int, cursor: str, team_id: str | None) -> dict[str, Any]:
        assert team_id is None
        assert limit <= 200
        if not cursor:
            return {"members": [PLAIN], "response_metadata": {"next_cursor": "2"}}
        return {
            "members": [{**PLAIN, "id": "U2", "is_primary_owner": True}],
            "response_metadata": {"next_cursor": ""},
        }


def test_every_page_is_read_and_the_primary_owner_answers_for_the_app(store: Store) -> None:
    with store.system() as system:
        system.installations.save(Workspace(TENANT, "N", "U0", "B0", "", frozenset(), NOW))
    assert asyncio.run(mirror(store, TENANT, Directory(), lambda: NOW)) == 2  # type: ignore[arg-type]
    with store.read(TENANT) as reading:
        assert {user: each.name for user, each in reading.people.some(["U1", "U2"]).items()} == {
            "U1": "Ana",
            "U2": "Ana",
        }
        workspace = reading.installation.get()
    assert workspace is not None
    assert workspace.installer == "U2"


def test_a_directory_longer_than_slack_tells_in_a_minute_is_read_to_its_end(lite: Store) -> None:
    class Busy(Directory):
        refused = False

        async def users_list(self, *, limit: int, cursor: str, team_id: str | None) -> dict[str, Any]:
            if cursor and not self.refused:
                self.refused = True
                raise refused("ratelimited", status=429, headers={"Retry-After": "0"})
            return await super().users_list(limit=limit, cursor=cursor, team_id=team_id)

    assert asyncio.run(mirror(lite, TENANT, Busy(), lambda: NOW)) == 2  # type: ignore[arg-type]


def test_what_a_person_told_us_survives_the_next_mirror(store: Store) -> None:
    with store.begin(TENANT) as tx:
        tx.people.mirror(person_of(PLAIN, tenant=TENANT), NOW)
        tx.people.prefer("U1", stopped_at=NOW)
        tx.people.mirror(person_of({**PLAIN, "tz": "Asia/Tokyo"}, tenant=TENANT), NOW)
        found = tx.people.known("U1")
    assert (found.tz, found.stopped_at) == ("Asia/Tokyo", NOW)


class Organisation(Directory):
    """Three workspaces on two pages; one shuts the app out while they are read."""

    async def auth_teams_list(self, *, limit: int, cursor: str) -> dict[str, Any]:
        teams, following = (["T1", "T2"], "more") if not cursor else (["T3"], "")
        return {"teams": [{"id": each} for each in teams], "response_metadata": {"next_cursor": following}}

    async def users_list(self, *, limit: int, cursor: str, team_id: str | None) -> dict[str, Any]:
        if team_id == "T2":
            raise refused("team_access_not_granted")
        member = {
            **PLAIN,
            "id": f"U{team_id}",
            "team_id": team_id,
            "enterprise_user": {"enterprise_id": "E1"},
        }
        return {"members": [member], "response_metadata": {"next_cursor": ""}}


def test_every_page_of_an_organisations_workspaces_is_read_and_who_is_in_none_is_out_of_reach(
    store: Store,
) -> None:
    with store.system() as system:
        system.installations.save(
            Workspace("E1", "N", "U0", "B0", "", frozenset(), NOW, is_enterprise=True, sealed="k.x")
        )
    with store.begin("E1") as tx:
        for user, team in (("UT2", "T2"), ("UGONE", "T9")):
            tx.people.mirror(Person(user, user, team=team), NOW)
    assert asyncio.run(mirror(store, "E1", Organisation(), lambda: NOW)) == 2  # type: ignore[arg-type]
    with store.read("E1") as reading:
        found = reading.people.some(["UT1", "UT2", "UT3", "UGONE"])
    assert {user: person.reachable for user, person in found.items()} == {
        "UT1": True, "UT2": True, "UT3": True, "UGONE": False,
    }  # fmt: skip


def test_a_directory_is_read_once_by_whoever_comes_first_and_again_when_it_is_asked_for(store: Store) -> None:
    with store.system() as system:
        system.installations.save(Workspace(TENANT, "N", "U0", "B0", "", frozenset(), NOW))
    asked: list[str] = []

    class Counted(Directory):
        async def users_list(self, *, limit: int, cursor: str, team_id: str | None) -> dict[str, Any]:
            asked.append(cursor)
            return await super().users_list(limit=limit, cursor=cursor, team_id=team_id)

    def look(hours: float) -> int:
        asyncio.run(mirror_due(store, lambda _: Counted(), lambda: NOW + timedelta(hours=hours)))  # type: ignore[arg-type, return-value]
        return len(asked)

    assert [look(0), look(0), look(5.9), look(6.1), look(6.2)] == [2, 2, 2, 4, 4]
    with store.begin(TENANT) as tx:
        tx.installation.read_directory()
    assert look(6.3) == 6


def test_a_directory_slack_does_not_tell_is_asked_for_again_in_ten_minutes(store: Store) -> None:
    with store.system() as system:
        system.installations.save(Workspace(TENANT, "N", "U0", "B0", "", frozenset(), NOW))

    class Silent(Directory):
        async def users_list(self, *, limit: int, cursor: str, team_id: str | None) -> dict[str, Any]:
            raise refused("internal_error")

    asyncio.run(mirror_due(store, lambda _: Silent(), lambda: NOW))  # type: ignore[arg-type, return-value]
    with store.system() as system:
        assert system.installations.directories_due(NOW + timedelta(minutes=9)) == []
        assert system.installations.directories_due(NOW + timedelta(minutes=10)) == [TENANT]


def test_a_directory_that_takes_longer_than_its_turn_is_read_by_one_process_alone(store: Store) -> None:
    with store.system() as system:
        system.installations.save(Workspace(TENANT, "N", "U0", "B0", "", frozenset(), NOW))
    clock, due = [NOW], list[list[str]]()

    class Long(Directory):
        """Four pages, six minutes each."""

        async def users_list(self, *, limit: int, cursor: str, team_id: str | None) -> dict[str, Any]:
            clock[0] += timedelta(minutes=6)
            with store.system() as system:
                due.append(system.installations.directories_due(clock[0]))
            page = int(cursor or 1)
            following = str(page + 1) if page < 4 else ""
            return {"members": [PLAIN], "response_metadata": {"next_cursor": following}}

    asyncio.run(mirror_due(store, lambda _: Long(), lambda: clock[0]))  # type: ignore[arg-type, return-value]
    assert due == [[]] * 4
    with store.system() as system:
        assert system.installations.directories_due(clock[0] + timedelta(hours=5)) == []


def test_a_large_directory_keeps_no_other_workspace_waiting(store: Store) -> None:
    with store.system() as system:
        for tenant in ("T1", "T2"):
            system.installations.save(Workspace(tenant, "N", "U0", "B0", "", frozenset(), NOW))

    async def both() -> None:
        other = asyncio.Event()

        class Large(Directory):
            """Its first page comes when the other workspace was read."""

            async def users_list(self, *, limit: int, cursor: str, team_id: str | None) -> dict[str, Any]:
                await asyncio.wait_for(other.wait(), 20)
                return await super().users_list(limit=limit, cursor=cursor, team_id=team_id)

        class Small(Directory):
            async def users_list(self, *, limit: int, cursor: str, team_id: str | None) -> dict[str, Any]:
                other.set()
                return await super().users_list(limit=limit, cursor=cursor, team_id=team_id)

        clients = {"T1": Large(), "T2": Small()}
        await mirror_due(store, lambda tenant: clients[tenant], lambda: NOW)  # type: ignore[arg-type, return-value]

    asyncio.run(both())
    for tenant in ("T1", "T2"):
        with store.read(tenant) as reading:
            assert len(reading.people.some(["U1", "U2"])) == 2


def test_a_workspace_that_shuts_the_app_out_stops_no_organisation() -> None:
    assert classify(refused("team_access_not_granted")) is SlackFailure.PERMANENT


@pytest.mark.parametrize(
    ("given", "reachable"),
    [
        ({}, True),
        ({"is_restricted": True}, True),
        ({"deleted": True}, False),
        ({"is_bot": True}, False),
        ({"id": "USLACKBOT"}, False),
        ({"is_stranger": True}, False),
        ({"team_id": "TOTHER"}, False),
        ({"is_invited_user": True}, False),
        ({"team_id": "T2", "enterprise_user": {"enterprise_id": "E1", "teams": ["T2", TENANT]}}, True),
        ({"team_id": "T3", "enterprise_user": {"enterprise_id": "E2", "teams": ["T3"]}}, False),
    ],
)
def test_who_may_be_written_to_at_all(given: dict[str, Any], reachable: bool) -> None:
    assert person_of({**PLAIN, **given}, tenant=TENANT).reachable is reachable


@pytest.mark.parametrize(
    ("status", "away"),
    [("On vacation until Monday", True), ("OOO", True), ("Room 4", False), ("boo", False), ("", False)],
)
def test_a_status_tells_who_is_away(status: str, away: bool) -> None:
    assert person_of({**PLAIN, "profile": {"status_text": status}}, tenant=TENANT).away is away
