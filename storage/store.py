"""The store: one door per tenant to read, one to write, and one for the clock."""

import copy
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import URL, Connection, make_url, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from personas.evidence import Evidence
from personas.privacy import RetentionPeriods
from storage.audit import Audit
from storage.capture import Captures, DueCaptures
from storage.case_folding import folds
from storage.changes import Changes
from storage.channel import Channels
from storage.consequence import Consequences
from storage.decision import Decisions
from storage.delivery import Deliveries
from storage.document import Documents
from storage.engine import PATIENCE_MS, engine_of, parse_url
from storage.erasure import Erasures
from storage.evidence import EvidenceItems
from storage.failure import Failure, Health, SchemaMismatch, failure_of, is_conflict
from storage.idempotency import IdempotencyKeys
from storage.installation import AllInstallations, Installations
from storage.outbox import DueDeliveries
from storage.overview import Overview
from storage.person import People
from storage.persona import Personas
from storage.pulse import DuePulses, Pulses
from storage.ranked_search import RankedSearch
from storage.rate_limit import Limits, SharedLimits
from storage.reminder import Reminders
from storage.retention import Retention
from storage.schema import require_current
from storage.search import SearchIndex
from storage.tally import Tallies
from storage.tenancy import CHANGES
from storage.ticket import Tickets
from storage.unit_of_work import Act, DuplicateRequest, Saved, UnitOfWork
from storage.version import Versions
from storage.writer_queue import WriterQueue

if TYPE_CHECKING:
    from storage.backup import Backups

T = TypeVar("T")


# Whatever keeps the database from its work; `failure_of` tells what it was. Only storage knows the drivers.
DatabaseFailed = SQLAlchemyError


class Reading:
    """What can be asked of one tenant's rows."""

    def __init__(self, connection: Connection, tenant: str) -> None:
        self.connection = connection
        self.tenant = tenant

    @cached_property
    def personas(self) -> Personas:
        """Personas, their names and their claims."""
        return Personas(self.connection, self.tenant)

    @cached_property
    def evidence(self) -> EvidenceItems:
        """Evidence and the tallies it leaves on claims."""
        return EvidenceItems(self.connection, self.tenant)

    @cached_property
    def decisions(self) -> Decisions:
        """Decisions, whom they serve and what they cite."""
        return Decisions(self.connection, self.tenant)

    @cached_property
    def pulses(self) -> Pulses:
        """Pulses, asks and answers."""
        return Pulses(self.connection, self.tenant)

    @cached_property
    def people(self) -> People:
        """The mirror of the directory."""
        return People(self.connection, self.tenant)

    @cached_property
    def channels(self) -> Channels:
        """Channels and what they are bound to."""
        return Channels(self.connection, self.tenant)

    @cached_property
    def captures(self) -> Captures:
        """Messages whose reactions are to be looked at."""
        return Captures(self.connection, self.tenant)

    @cached_property
    def reminders(self) -> Reminders:
        """Where each rule stands, and the messages it went out in."""
        return Reminders(self.connection, self.tenant)

    @cached_property
    def erasures(self) -> Erasures:
        """Who was taken out, and when."""
        return Erasures(self.connection, self.tenant)

    @cached_property
    def idempotency_keys(self) -> IdempotencyKeys:
        """What was heard once."""
        return IdempotencyKeys(self.connection, self.tenant)

    @cached_property
    def tallies(self) -> Tallies:
        """What is kept counted, held against a recount."""
        return Tallies(self.connection, self.tenant)

    @cached_property
    def versions(self) -> Versions:
        """What a remembered answer is held against."""
        return Versions(self.connection, self.tenant)

    @cached_property
    def search(self) -> SearchIndex:
        """Where words stand."""
        return SearchIndex(self.connection, self.tenant)

    @cached_property
    def ranked_search(self) -> RankedSearch:
        """What is closest to some words."""
        return RankedSearch(self.connection, self.tenant)

    @cached_property
    def overview(self) -> Overview:
        """What is asked over many personas."""
        return Overview(self.connection, self.tenant)

    @cached_property
    def documents(self) -> Documents:
        """What importing a document would change, and changing it."""
        return Documents(self.connection, self.tenant)

    @cached_property
    def backups(self) -> "Backups":
        """Everything as a snapshot."""
        # The models of an export take their time to build; only an export needs them.
        from storage.backup import Backups

        return Backups(self.connection, self.tenant)

    @cached_property
    def audit(self) -> Audit:
        """Who changed what."""
        return Audit(self.connection, self.tenant)

    @cached_property
    def installation(self) -> Installations:
        """The workspace itself."""
        return Installations(self.connection, self.tenant)

    @cached_property
    def deliveries(self) -> Deliveries:
        """What is to be said later."""
        return Deliveries(self.connection, self.tenant)

    @cached_property
    def tickets(self) -> Tickets:
        """What the record knows of tickets."""
        return Tickets(self.connection, self.tenant)

    @cached_property
    def limits(self) -> Limits:
        """How fast Slack lets us speak here."""
        return Limits(self.connection, self.tenant)


class Writing(Reading):
    """A transaction on one tenant's rows."""

    def mark(self, evidence: Evidence, *, now: datetime) -> None:
        """Have the message a piece came from show that it was filed, and whatever becomes of it."""
        if evidence.ts:
            self.deliveries.want(
                "tick", key=f"tick:{evidence.id}", now=now, subject_id=evidence.id, channel=evidence.channel,
                note={"ts": evidence.ts},
            )  # fmt: skip


class System:
    """The clock's door: deliveries, due rows and installations of every tenant, and nothing else."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    @cached_property
    def deliveries(self) -> DueDeliveries:
        """What is to be said now, of any tenant."""
        return DueDeliveries(self.connection)

    @cached_property
    def limits(self) -> SharedLimits:
        """How fast Slack lets us speak, in any workspace."""
        return SharedLimits(self.connection)

    @cached_property
    def installations(self) -> AllInstallations:
        """Which workspaces there are, and housekeeping that spans them."""
        return AllInstallations(self.connection)

    @cached_property
    def captures(self) -> DueCaptures:
        """Messages whose reactions are to be looked at."""
        return DueCaptures(self.connection)

    @cached_property
    def retention(self) -> Retention:
        """What is kept no longer."""
        return Retention(self.connection)

    @cached_property
    def pulses(self) -> DuePulses:
        """Pulses whose time has come."""
        return DuePulses(self.connection)


class Store:
    """All that is remembered. Safe to share between threads."""

    def __init__(self, url: str | URL) -> None:
        self.url = make_url(url)
        self.engine = engine_of(self.url, writes=True)
        self._reader = engine_of(self.url, writes=False)
        self._after_commit: list[Callable[[], None]] = []
        self._after_install: list[Callable[[], None]] = []
        self._after_upgrade: list[Callable[[], object]] = []
        self.kept = RetentionPeriods()
        self._lock = threading.Lock()
        self._health = Health()
        self._unit_of_work: UnitOfWork | None = None
        self._seen: Reading | None = None
        self._writer_queue = (
            WriterQueue(PATIENCE_MS / 1000) if self.url.get_backend_name() == "sqlite" else nullcontext()
        )

    @classmethod
    def open(cls, url: str) -> "Store":
        """A store on SQLite or PostgreSQL. The schema is brought up to date by `storage.migrations`."""
        return cls(parse_url(url))

    def for_user(
        self, user: str, now: datetime, *, idempotency_key: str = "", message: tuple[str, str] = ("", "")
    ) -> "Store":
        """This store in the hands of one person: what they change shows in their own Home, once per idempotency key.

        `message` is where they pressed (channel and timestamp), which the answer brings up to date.
        """
        mine = copy.copy(self)
        mine._unit_of_work = UnitOfWork(user, now, idempotency_key, message)  # noqa: SLF001 a copy of ourselves
        return mine

    def within(self, reading: Reading) -> "Store":
        """This store with a snapshot open already: it is read from again, until something is written."""
        mine = copy.copy(self)
        mine._seen = reading  # noqa: SLF001 a copy of ourselves
        return mine

    @property
    def saved(self) -> Saved:
        """What the person in whose hands this store is has changed so far."""
        return self._unit_of_work.saved if self._unit_of_work else Saved.NOTHING

    def retry_if_unsaved(self, work: Callable[[], T]) -> T:
        """Do one act, and once more where the connection was lost, or another act came across it, before anything of
        it can have been saved: the second time it sees what the other one did.

        Not where the database was lost while it was asked to commit: then nobody knows, and it stays undone or done.
        """
        try:
            return work()
        except DBAPIError as error:
            again = error.connection_invalidated or is_conflict(error)
            if self._unit_of_work is None or not again or self.saved is not Saved.NOTHING:
                raise
            return work()

    def retry_on_conflict(self, work: Callable[[], T]) -> T:
        """Do what the clock has to write down, and once more where another act came across it: that undid it."""
        try:
            return work()
        except DBAPIError as error:
            if not is_conflict(error):
                raise
            return work()

    def after_commit(self, call: Callable[[], None]) -> None:
        """Have `call` called after each commit that left something to say, from the committing thread."""
        with self._lock:
            self._after_commit.append(call)

    def after_install(self, call: Callable[[], None]) -> None:
        """Have `call` called after each commit that may have changed an installation: what was read of it is old."""
        with self._lock:
            self._after_install.append(call)

    def after_upgrade(self, call: Callable[[], object]) -> None:
        """Have `call` called when a newer release was found to have migrated the database: this one has had its time."""
        with self._lock:
            self._after_upgrade.append(call)

    @contextmanager
    def read(self, tenant: str) -> Iterator[Reading]:
        """A snapshot of one tenant's rows; writing in it fails."""
        if self._seen and self._seen.tenant == tenant:
            yield self._seen
            return
        with self._reader.connect() as connection:
            try:
                yield Reading(connection, tenant)
            except DBAPIError as error:
                if failure_of(error) is None:
                    self._explain(error)
                raise

    @contextmanager
    def begin(self, tenant: str, *, now: datetime | None = None) -> Iterator[Writing]:
        """A transaction on one tenant's rows: committed when the block ends well, undone when it raises.

        What shows what was changed is brought up to date from `now` on; a person's act has a time of its own.
        """
        if self._seen:
            # What is written now would be missing in it, and an old snapshot keeps SQLite's log from being emptied.
            self._seen.connection.rollback()
            self._seen = None
        with self._transaction() as connection:
            writing = Writing(connection.execution_options(**{CHANGES: Changes()}), tenant)
            self._claim(writing)
            yield writing
            shown = self._leave(writing, now)
        if self._unit_of_work:
            self._unit_of_work.committed()
        if "installation" in writing.__dict__:
            self._tell(self._after_install)
        if shown or "deliveries" in writing.__dict__ or "captures" in writing.__dict__:
            self.wake()

    def hear(self, tenant: str) -> None:
        """An act that changes nothing is heard once too: whoever comes with it again raises `DuplicateRequest`."""
        with self.begin(tenant):
            pass

    def _claim(self, writing: Writing) -> None:
        """The first transaction of an act is the only one of its name: whoever comes again changes nothing, and neither does
        what began before its person was erased."""
        unit = self._unit_of_work
        user, began = (unit.user, unit.now) if unit else ("", None)
        if not writing.erasures.guard(user, began):
            raise DuplicateRequest(unit.idempotency_key if unit else "")
        if unit and unit.key and not writing.idempotency_keys.claim(unit.key, unit.now):
            raise DuplicateRequest(unit.idempotency_key)

    def _leave(self, writing: Writing, now: datetime | None) -> int:
        """Apply what follows from the changes, up to the moment nobody knows how it ended; tells what is to be said."""
        changes = writing.versions.changes
        writing.versions.draw(changes)
        writing.search.apply(changes)
        act = self._unit_of_work.act if self._unit_of_work else Act(now=now)
        shown = Consequences(writing.connection, writing.tenant).apply(changes, act)
        if self._unit_of_work:
            self._unit_of_work.committing(may_be_lost=self.url.get_backend_name() != "sqlite")
        return shown

    @contextmanager
    def system(self) -> Iterator[System]:
        """The second door, for the clock alone."""
        with self._transaction() as connection:
            system = System(connection)
            yield system
        if "installations" in system.__dict__:
            self._tell(self._after_install)

    def wake(self) -> None:
        """Tell whoever sends that there is something to send."""
        self._tell(self._after_commit)

    @staticmethod
    def _tell(calls: Sequence[Callable[[], object]]) -> None:
        for call in tuple(calls):
            call()

    def failure(self, now: datetime) -> Failure | None:
        """Why the database does not read or write at the moment; None when it does.

        A transaction that ends well may have had nothing to write, so only a row that was written shows that rows can be:
        what a real one met counts for two seconds, then one of our own is tried.
        """
        try:
            self.look()
            if not self._health.is_known:
                with self._transaction() as connection:
                    IdempotencyKeys(connection, "").probe(now)
                self._health.met(None)
        except SQLAlchemyError as error:
            self._met(failed := failure_of(error) or Failure.SILENT)
            return failed
        return self._health.failure

    def folds(self) -> bool:
        """Whether words can be looked for without case."""
        with self._reader.connect() as connection:
            return folds(connection)

    def clock(self) -> datetime | None:
        """The time it is where the database is; None where that is here, in a file."""
        if self.url.get_backend_name() == "sqlite":
            return None
        with self._reader.connect() as connection:
            told: datetime = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
        return told

    def look(self) -> None:
        """One statement, to see that the database answers and has this release's schema."""
        with self._reader.connect() as connection:
            require_current(connection)

    def _explain(self, error: DBAPIError) -> None:
        """What can't be read may be missing because the schema is another release's."""
        try:
            self.look()
        except SchemaMismatch as mismatch:
            self._met(mismatch.failure)
            raise mismatch from error

    def _met(self, failure: Failure) -> None:
        self._health.met(failure)
        if failure is Failure.NEWER:
            self._tell(self._after_upgrade)

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        """To write; what kept it from that is remembered for whoever asks how the database is."""
        try:
            with self._writer_queue, self.engine.begin() as connection:
                require_current(connection)
                yield connection
        except SQLAlchemyError as error:
            if failed := failure_of(error):
                self._met(failed)
            raise

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()
        self._reader.dispose()
