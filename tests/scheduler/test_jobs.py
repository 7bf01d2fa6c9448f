"""The clock's work: what breaks in one workspace stops no other, is told once, and tried later each time."""

import asyncio
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, insert, select

from personas.people import Person
from personas.persona import Claim, Facet, Persona, Type
from scheduler import jobs
from scheduler.failure_log import FailureLog
from scheduler.jobs import HOUR, JOBS, JobContext, beat
from scheduler.people import mirror_due
from scheduler.reminder import collect
from scheduler.retention import end_workspaces
from storage import tables
from storage.installation import Stopped, Workspace
from storage.store import Store
from tests.conftest import NOW
from tests.scheduler.test_people import Directory

SECOND = timedelta(seconds=1)
TENANTS = ("T0BROKEN", "T1", "T2")


@pytest.fixture
def told(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """What is logged about the clock's work."""
    with caplog.at_level(logging.INFO, "scheduler"):
        yield caplog


def install(store: Store, *tenants: str) -> None:
    long_ago = NOW - timedelta(days=200)
    with store.system() as system:
        for tenant in tenants:
            system.installations.save(Workspace(tenant, "N", "U0", "B0", "U1", frozenset(), long_ago))


def job_context(store: Store, clock: list[datetime], *, agreed: bool = True) -> JobContext:
    def nobody(tenant: str) -> Any:
        raise AssertionError(f"nothing is said in {tenant} here")

    async def same_day() -> bool:
        return agreed

    return JobContext(store, nobody, lambda: clock[0], same_day)


@contextmanager
def broken(store: Store, statement: str) -> Iterator[None]:
    """A statement fails, in one workspace."""

    def refuse(*given: Any) -> None:
        if statement in given[2] and "T0BROKEN" in str(given[3]):
            raise RuntimeError(statement)

    event.listen(store.engine, "before_cursor_execute", refuse)
    yield
    event.remove(store.engine, "before_cursor_execute", refuse)


def test_a_directory_that_breaks_keeps_nobody_from_theirs(
    store: Store, told: pytest.LogCaptureFixture
) -> None:
    install(store, *TENANTS)

    class Torn(Directory):
        async def users_list(self, **_: Any) -> dict[str, Any]:
            return {"members": [{"name": "somebody without an id"}]}

    def client_for(tenant: str) -> Any:
        return Torn() if tenant == "T0BROKEN" else Directory()

    failure_log = FailureLog()
    for turn in range(3):
        asyncio.run(mirror_due(store, client_for, lambda turn=turn: NOW + turn * HOUR, failure_log))  # type: ignore[misc]
    for tenant, people in zip(TENANTS, (0, 2, 2), strict=True):
        with store.read(tenant) as reading:
            assert len(reading.people.some(["U1", "U2"])) == people
    [line] = [each for each in told.records if each.levelno >= logging.WARNING]
    assert "the directory of T0BROKEN failed" in line.getMessage()
    assert line.exc_info


def test_reminders_that_break_keep_nobody_from_theirs(store: Store, told: pytest.LogCaptureFixture) -> None:
    install(store, *TENANTS)
    for tenant in TENANTS:
        with store.begin(tenant) as tx:
            tx.people.mirror(Person("U1", "Ana"), NOW)
            claim = Claim(0, 0, Facet.JOB, "When I arrive, I want to see my work")
            old = Persona(0, "admin", "Admin", Type.USER, steward="U1", claims=(claim,))
            tx.personas.create(old, by="U1", at=NOW - timedelta(days=200))
    failure_log = FailureLog()
    with broken(store, "INSERT INTO delivery "):
        assert collect(store, NOW, failure_log) == 2
        for second in range(1, 8):
            collect(store, NOW + second * SECOND, failure_log)
    [line] = told.records
    assert "the reminders of T0BROKEN failed: RuntimeError" in line.getMessage()
    assert collect(store, NOW + timedelta(minutes=1), failure_log) == 1
    assert "went well again after 3 failures in 60 seconds" in told.records[-1].getMessage()


def test_a_workspace_that_cannot_be_deleted_keeps_no_other(
    store: Store, told: pytest.LogCaptureFixture
) -> None:
    install(store, *TENANTS)
    for tenant in TENANTS:
        with store.begin(tenant) as tx:
            tx.installation.stop(Stopped.UNINSTALLED, at=NOW, kept=timedelta(days=14))

    failure_log, later = FailureLog(), NOW + timedelta(days=15)
    with broken(store, "DELETE FROM persona "):
        assert end_workspaces(store, later, failure_log) == 2
        assert end_workspaces(store, later + SECOND, failure_log) == 0
    assert end_workspaces(store, later + timedelta(minutes=1), failure_log) == 1
    assert [each.levelname for each in told.records if "the end of T0BROKEN" in each.getMessage()] == [
        "ERROR",
        "INFO",
    ]


def test_somebodys_long_write_is_one_line_per_job_and_no_traceback(
    lite: Store, told: pytest.LogCaptureFixture
) -> None:
    install(lite, "T1")
    event.listen(lite.engine, "connect", lambda dbapi, _: dbapi.execute("PRAGMA busy_timeout = 20"))
    lite.engine.dispose()
    clock = [NOW]
    work = job_context(lite, clock)

    async def tick() -> None:
        await asyncio.gather(*(beat(work, *job) for job in JOBS))
        clock[0] += 10 * SECOND

    held = sqlite3.connect(lite.url.database or "", isolation_level=None)
    held.execute("BEGIN IMMEDIATE")
    for _ in range(6):
        asyncio.run(tick())
    lines = [each.getMessage() for each in told.records]
    assert sorted(lines) == sorted(
        f"{name} failed: the database is silent; tried again until it goes well" for name, _, _ in JOBS
    )
    assert not any(each.exc_info for each in told.records)
    held.rollback()
    held.close()
    told.clear()
    with lite.system() as system:
        system.installations.take_directory("T1", now=clock[0], again=clock[0] + timedelta(days=9))
    clock[0] += HOUR / 2
    asyncio.run(tick())
    assert {each.getMessage().partition(" ")[0] for each in told.records} >= {name for name, _, _ in JOBS}


def test_what_is_done_every_hour_rests_that_long_and_no_longer(lite: Store) -> None:
    clock, runs, broken = [NOW], [], [True]
    work = job_context(lite, clock)

    async def job(given: JobContext) -> None:
        runs.append(given.now())
        if broken[0]:
            raise TimeoutError

    def after(wait: timedelta) -> int:
        clock[0] += wait
        asyncio.run(beat(work, "hourly", HOUR, job))
        return len(runs)

    assert [after(timedelta()), after(SECOND), after(SECOND), after(3 * SECOND)] == [1, 1, 2, 2]
    broken[0] = False
    assert [after(SECOND), after(HOUR / 2), after(HOUR / 2 - SECOND), after(SECOND)] == [3, 3, 3, 4]
    clock[0] -= timedelta(days=1)
    assert after(timedelta()) == 5


def test_what_fails_for_days_is_tried_every_five_minutes_and_told_once(
    told: pytest.LogCaptureFixture,
) -> None:
    failure_log, now, tries = FailureLog(), NOW, 0
    while tries < 3000:
        if failure_log.ready("it", now):
            tries += 1
            with failure_log.watched("it", now):
                raise TimeoutError
        now += timedelta(minutes=1)
    assert len(told.records) == 1
    assert 4 < (now - NOW) / timedelta(minutes=tries) < 5.1
    with failure_log.watched("it", now):
        pass
    assert "went well again after 3000 failures" in told.records[-1].getMessage().replace(",", "")


def test_a_process_that_ends_while_the_clock_works_tells_of_no_failure(
    lite: Store, caplog: pytest.LogCaptureFixture
) -> None:
    async def stop_in_the_middle() -> None:
        begun = asyncio.Event()

        async def job(_: JobContext) -> None:
            begun.set()
            await asyncio.Event().wait()

        scheduler = jobs.build(job_context(lite, [NOW]), tick_seconds=60)
        scheduler.remove_all_jobs()
        scheduler.add_job(beat, args=[job_context(lite, [NOW]), "endless", HOUR, job])
        scheduler.start()
        await asyncio.wait_for(begun.wait(), 20)
        scheduler.shutdown(wait=False)
        await asyncio.gather(*(asyncio.all_tasks() - {asyncio.current_task()}), return_exceptions=True)

    asyncio.run(stop_in_the_middle())
    assert [each.getMessage() for each in caplog.records if each.levelno >= logging.WARNING] == []


def test_directories_and_what_is_over_do_not_wait_for_the_first_tick() -> None:
    assert {name for name, *_ in JOBS} > jobs.AT_START == {"people", "retention"}


def test_what_fails_for_days_is_still_tried_every_few_minutes() -> None:
    failure_log, now = FailureLog(), NOW
    for _ in range(2000):
        assert failure_log.ready("sending", now)
        with failure_log.watched("sending", now):
            raise OSError("the line is dead")
        assert not failure_log.ready("sending", now)
        now += timedelta(minutes=5)


@pytest.mark.parametrize(("agreed", "left"), [(False, 1), (True, 0)])
def test_nothing_is_deleted_by_a_clock_that_nobody_agrees_with(
    store: Store, *, agreed: bool, left: int
) -> None:
    with store.system() as system:
        system.connection.execute(insert(tables.Heard).values(tenant=TENANTS[0], key="old", at=NOW))
    asyncio.run(jobs.purge(job_context(store, [NOW + timedelta(days=400)], agreed=agreed)))
    with store.system() as system:
        assert len(system.connection.execute(select(tables.Heard.__table__.c.key)).all()) == left
