"""No link crosses tenants, whatever is written; and the end of a tenant leaves nothing of it."""

from datetime import timedelta

import pytest
from sqlalchemy import Table, func, select
from sqlalchemy.exc import IntegrityError

from personas.privacy import RetentionPeriods
from storage import tables
from storage.columns import Row
from storage.installation import Stopped, Workspace
from storage.store import Store
from tests.conftest import NOW
from tests.storage.links import links, planted

OF_A_TENANT = [table for table in Row.metadata.sorted_tables if "tenant" in table.c]
LINKED = [table for table in OF_A_TENANT if table.foreign_key_constraints]
DAY, KEPT = timedelta(days=1), RetentionPeriods().removed


def installed(store: Store, tenant: str, *, sealed: str = "k.x") -> None:
    with store.system() as system:
        system.installations.save(Workspace(tenant, "N", "U0", "B0", "U1", frozenset(), NOW, sealed=sealed))


def stopped(store: Store, tenant: str) -> Workspace:
    with store.read(tenant) as reading:
        workspace = reading.installation.get()
    assert workspace
    return workspace


def test_every_table_but_the_way_to_slack_belongs_to_a_tenant() -> None:
    assert {table.name for table in Row.metadata.sorted_tables} - {table.name for table in OF_A_TENANT} == {
        tables.InstallState.__tablename__
    }


@pytest.mark.parametrize("table", LINKED, ids=lambda table: table.name)
def test_a_link_to_another_tenants_row_is_impossible(store: Store, table: Table) -> None:
    for link in links(table):
        assert ("tenant", "tenant") in [(own.parent.name, own.column.name) for own in link.elements]
        with store.engine.begin() as connection:
            theirs = planted(connection, link.referred_table, "T2")
        named = {
            own.parent.name: theirs[own.column.name] for own in link.elements if own.parent.name != "tenant"
        }
        with store.engine.begin() as connection:
            planted(connection, table, "T2", **named)
        with pytest.raises(IntegrityError), store.engine.begin() as connection:
            planted(connection, table, "T1", **named)


def test_a_purged_tenant_leaves_nothing_and_takes_nothing_of_others(store: Store) -> None:
    for tenant in ("T1", "T2"):
        with store.engine.begin() as connection:
            for table in OF_A_TENANT:
                if table.name != "installation":
                    planted(connection, table, tenant)
        installed(store, tenant)
    before = counts(store, "T2")
    with store.begin("T1") as tx:
        tx.installation.stop(Stopped.UNINSTALLED, at=NOW, kept=KEPT)
    with store.system() as system:
        assert system.installations.to_purge(NOW + DAY) == []
        assert system.installations.purge("T1", now=NOW + DAY) == 0
        late = NOW + KEPT
        assert system.installations.to_purge(late) == ["T1"]
        assert system.installations.purge("T1", now=late) >= len(OF_A_TENANT)
        assert system.installations.purge("T1", now=late) == 0
    assert set(counts(store, "T1").values()) == {0}
    assert counts(store, "T2") == before


def test_installed_again_it_goes_on_with_everything(store: Store) -> None:
    installed(store, "T1")
    with store.begin("T1") as tx:
        tx.installation.stop(Stopped.UNINSTALLED, at=NOW, kept=KEPT)
    with store.system() as system:
        assert system.installations.all() == []
    installed(store, "T1", sealed="k.new")
    again = stopped(store, "T1")
    assert (again.stopped_at, again.delete_after, again.sealed) == (None, None, "k.new")


def test_the_end_told_twice_counts_from_the_first_word_and_ends_within_fourteen_days(store: Store) -> None:
    installed(store, "T1")
    for hours, why in ((0, Stopped.REVOKED), (30, Stopped.UNINSTALLED)):
        with store.begin("T1") as tx:
            tx.installation.stop(why, at=NOW + timedelta(hours=hours), kept=KEPT)
    ended = stopped(store, "T1")
    assert ended.stopped_at == NOW
    assert ended.delete_after
    assert ended.delete_after - NOW < 14 * DAY


def test_a_removal_that_slack_tells_of_after_the_next_install_ends_nothing(store: Store) -> None:
    installed(store, "T1")
    for minutes, ends in ((-4, False), (1, True)):
        with store.begin("T1") as tx:
            happened = NOW + timedelta(minutes=minutes)
            tx.installation.stop(Stopped.UNINSTALLED, at=NOW + DAY, kept=KEPT, told=happened)
        with store.read("T1") as reading:
            found = reading.installation.get()
        assert found
        assert (bool(found.stopped_at), bool(found.delete_after)) == (ends, ends)


def test_a_void_token_ends_the_workspace_only_while_it_is_still_the_one_it_has(store: Store) -> None:
    installed(store, "T1", sealed="k.new")
    with store.system() as system:
        assert not system.installations.stop("T1", Stopped.REVOKED, at=NOW, kept=KEPT, sealed="k.old")
        assert [each.tenant for each in system.installations.all()] == ["T1"]
        assert system.installations.stop("T1", Stopped.REVOKED, at=NOW, kept=KEPT, sealed="k.new")
        assert system.installations.all() == []


def test_a_token_of_the_settings_that_slack_refuses_deletes_nothing(store: Store) -> None:
    installed(store, "T1", sealed="")
    with store.system() as system:
        system.installations.stop("T1", Stopped.REVOKED, at=NOW, kept=KEPT)
    ended = stopped(store, "T1")
    assert (ended.stopped_at, ended.delete_after) == (NOW, None)


def test_a_refusal_after_the_end_neither_renames_it_nor_puts_the_deletion_off(store: Store) -> None:
    installed(store, "T1", sealed="k.new")
    with store.begin("T1") as tx:
        tx.installation.stop(Stopped.UNINSTALLED, at=NOW, kept=KEPT)
    ended = stopped(store, "T1")
    with store.system() as system:
        assert not system.installations.stop("T1", Stopped.REVOKED, at=NOW + DAY, kept=KEPT, sealed="k.new")
    assert stopped(store, "T1") == ended


def test_a_pause_keeps_everything_and_ends_with_its_key(store: Store) -> None:
    installed(store, "T1")
    with store.system() as system:
        system.installations.pause("T1", at=NOW)
    paused = stopped(store, "T1")
    assert (paused.stopped_why, paused.delete_after) == (Stopped.UNREADABLE, None)
    with store.system() as system:
        system.installations.resume("T1")
    assert stopped(store, "T1").stopped_at is None


def test_a_state_is_redeemed_once_and_goes_when_it_ends(store: Store) -> None:
    def redeemed(state: str, minutes: int) -> bool:
        ends, now = NOW + timedelta(minutes=10), NOW + timedelta(minutes=minutes)
        with store.system() as system:
            return system.installations.redeem(state, "b", ends=ends, now=now)

    assert [redeemed("s1", 1), redeemed("s2", 1), redeemed("s1", 9)] == [True, True, False]
    assert redeemed("s3", 10)
    with store.engine.connect() as connection:
        kept = connection.execute(select(tables.InstallState.state)).scalars().all()
    assert kept == ["s3"]


def counts(store: Store, tenant: str) -> dict[str, int]:
    with store.engine.connect() as connection:
        return {
            table.name: int(
                connection.execute(
                    select(func.count()).select_from(table).where(table.c.tenant == tenant)
                ).scalar_one()
            )
            for table in OF_A_TENANT
        }
