"""What rules hold for, where each stands with whom, and the messages they went out in."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from personas.home import NEEDS_SHOWN
from personas.hours import local_day
from personas.people import Person
from personas.reminder import (
    Bundle,
    Case,
    Item,
    Message,
    Track,
    item_of,
    may_be_due,
    recipient,
    shows_at_home,
)
from personas.rules import RULES
from personas.rules.rule import Rule, Settled
from personas.rules.subject import Subject
from storage import tables
from storage.changes import Changed
from storage.person import People
from storage.subject import SUBJECTS
from storage.tenancy import TenantTable

BUNDLES_KEPT_IN_MIND = 8
# A message this old is not brought up to date any more unless its person presses something.
WATCHED = timedelta(days=30)

Tracks = dict[tuple[str, int], Track]

_R = tables.Reminder.__table__.c
_B = tables.Bundle.__table__.c
_A = tables.Ask.__table__.c


class Reminders(TenantTable):
    """One tenant's reminders."""

    def __init__(self, connection: Connection, tenant: str) -> None:
        super().__init__(connection, tenant)
        self.people = People(connection, tenant)

    def cases(self, now: datetime, *, person: str = "") -> list[Case]:
        """All that the rules hold for by now, with whom it concerns; nobody is left out yet."""
        return self._cases(RULES.values(), now, person)

    def at_home(self, person: Person, now: datetime) -> tuple[list[Case], int]:
        """What a person's Home brings up, loose ends first: as many as it has room for, and how many there are.

        What they snoozed is left alone. Of what shows at once, only what is shown is read; the rest is counted.
        """
        tracks, found, number = self.tracks(person.user), list[Case](), 0
        for rule in sorted(RULES.values(), key=lambda rule: not rule.at_home_at_once):
            look = self._at_once if rule.at_home_at_once and rule.to_column else self._ripe
            cases, there_are = look(rule, person, tracks, now)
            found, number = [*found, *cases], number + there_are
        return found[:NEEDS_SHOWN], number

    def _at_once(
        self, rule: Rule[Any], person: Person, tracks: Tracks, now: datetime
    ) -> tuple[list[Case], int]:
        """Whatever a rule's columns name: nothing else decides."""
        if not person.reachable or person.guest:
            return [], 0
        where = {**rule.where, rule.to_column: person.user}
        snoozed = [key[1] for key, track in tracks.items() if key[0] == rule.id and track.is_snoozed(now)]
        subjects = self._subjects(rule)
        first = (
            (each, rule.since(each)) for each in subjects.first(where, besides=snoozed, most=NEEDS_SHOWN)
        )
        cases = [Case(rule, subject, person.user, since) for subject, since in first if since]
        return cases, subjects.how_many(where, besides=snoozed)

    def _ripe(self, rule: Rule[Any], person: Person, tracks: Tracks, now: datetime) -> tuple[list[Case], int]:
        """Whatever a rule holds for by their day, looked at one by one."""
        cases = [
            case
            for case in self._cases([rule], now, person.user)
            if shows_at_home(case, tracks.get((rule.id, case.subject_id)), now=now, tz=person.tz)
        ]
        return cases, len(cases)

    def _cases(self, rules: Iterable[Rule[Any]], now: datetime, person: str) -> list[Case]:
        waiting = [(rule, subject) for rule in rules for subject in self._waiting(rule, now, person)]
        wanted = {user for rule, subject in waiting for user in rule.to(subject) if user}
        people = self.people.some(wanted)
        told = ((rule, subject, recipient(rule.to(subject), people)) for rule, subject in waiting)
        theirs = [each for each in told if each[2] and person in {"", each[2]}]
        return [case for each in theirs if (case := self._case(*each, now))]

    def tracks(self, person: str) -> Tracks:
        """Where each rule stands with a person."""
        rows = self.connection.execute(self.select(tables.Reminder).where(_R.person == person))
        return {(row.rule, row.subject_id): _track(row) for row in rows}

    def lock(self, person: str) -> None:
        """Keep where the rules stand with a person from others: what they press meanwhile comes after, and holds."""
        theirs = self.select(tables.Reminder, _R.id).where(_R.person == person).order_by(_R.id)
        self.connection.execute(theirs.with_for_update())

    def track(self, track_id: int) -> Track | None:
        """One track by its id."""
        row = self.connection.execute(
            self.select(tables.Reminder).where(_R.id == track_id, _R.rule.in_(list(RULES)))
        ).one_or_none()
        return _track(row) if row else None

    def bundles(self, person: str) -> list[Bundle]:
        """The latest bundles of a person, newest first."""
        statement = self.select(tables.Bundle).where(_B.person == person).order_by(_B.day.desc())
        return [_bundle(row) for row in self.connection.execute(statement.limit(BUNDLES_KEPT_IN_MIND))]

    def asked(self, person: str, since: date) -> list[date]:
        """The days since then on which a question was put to a person."""
        statement = self.select(tables.Ask, _A.asked_on).where(_A.user == person, _A.asked_on >= since)
        return list(self.connection.execute(statement).scalars())

    def claim_day(self, person: str, day: date, *, now: datetime, message: int, monthly: bool) -> int | None:
        """Take this day of a person's for one bundle; None when it is taken. Message 0 begins one."""
        fresh = self.add_new(
            tables.Bundle,
            ["person", "day"],
            person=person,
            day=day,
            message=message,
            monthly=monthly,
            made_at=now,
        )
        if not fresh:
            return None
        mine = (_B.person == person) & (_B.day == day)
        bundle_id = int(self.connection.execute(self.select(tables.Bundle, _B.id).where(mine)).scalar_one())
        if not message:
            self.write(self.update(tables.Bundle).where(mine).values(message=bundle_id))
        return bundle_id

    def keep(self, track: Track) -> None:
        """Store where a rule stands for its subject and person; the message it stood in before shows it no more."""
        keys = {"rule": track.rule, "subject_id": track.subject_id, "person": track.person}
        here = [tables.Reminder.__table__.c[name] == value for name, value in keys.items()]
        before = self.connection.execute(self.select(tables.Reminder, _R.bundle_id).where(*here)).scalar()
        self.changed(Changed.REMINDER, before)
        values = {
            "spell": track.spell,
            "step": track.step,
            "first_at": track.first_at,
            "last_at": track.last_at,
        }
        self.put(
            tables.Reminder,
            keys,
            **values,
            not_before=track.not_before,
            closed_at=track.closed_at,
            answer=track.answer,
            bundle_id=track.bundle_id,
        )

    def close(self, track_id: int, how: Settled, *, at: datetime, not_before: datetime | None = None) -> None:
        """An item is settled, or snoozed until `not_before`; its message says so."""
        self.write(
            self.update(tables.Reminder)
            .where(_R.id == track_id)
            .values(closed_at=at, answer=how.value, not_before=not_before)
        )

    def answered(self, message_id: int, *, at: datetime) -> None:
        """Its person did something with the message: nothing in it counts as ignored."""
        self.write(
            self.update(tables.Bundle)
            .where(_B.message == message_id, _B.answered_at.is_(None))
            .values(answered_at=at)
        )

    def settled(self, now: datetime) -> list[tuple[int, Item]]:
        """Items that settled themselves while their message still shows them as open, with that message."""
        statement = (
            self.select(tables.Reminder)
            .join(tables.Bundle, (_B.id == _R.bundle_id) & (_B.tenant == _R.tenant))
            .where(_R.closed_at.is_(None), _R.rule.in_(list(RULES)), _B.made_at > now - WATCHED)
        )
        found = [
            (row.bundle_id, self._item(_track(row), now)) for row in self.connection.execute(statement).all()
        ]
        return [(message_id, item) for message_id, item in found if item.subject is None]

    def message(self, message_id: int, now: datetime) -> Message | None:
        """A message with the values of now; its newest bundle says whether it comes monthly."""
        rows = self.connection.execute(
            self.select(tables.Bundle).where(_B.message == message_id).order_by(_B.day.desc())
        ).all()
        if not rows:
            return None
        bundle = _bundle(rows[0])
        told = self.connection.execute(
            self.select(tables.Reminder)
            .where(_R.bundle_id == message_id, _R.rule.in_(list(RULES)))
            .order_by(_R.id)
        )
        items = tuple(self._item(_track(row), now, offers=True) for row in told.all())
        return Message(bundle, self.people.known(bundle.person), items)

    def is_open(self, track: Track, now: datetime) -> bool:
        """Whether what a track is about still waits for an answer."""
        return self._item(track, now).subject is not None

    def item(self, case: Case, now: datetime, *, offers: bool = True) -> Item:
        """A case in the words of its subject, before it was ever said; with what the record offers for it."""
        track = Track(case.rule.id, case.subject_id, case.person, case.spell)
        return self._item(track, now, offers=offers)

    def _waiting(self, rule: Rule[Any], now: datetime, person: str) -> list[Subject]:
        """What may be due by a cheap look, for one person where a column tells whom."""
        theirs = {rule.to_column: person} if person and rule.to_column else {}
        subjects = self._subjects(rule).waiting({**rule.where, **theirs})
        return [each for each in subjects if may_be_due(rule, each, now)]

    def _case(self, rule: Rule[Any], subject: Subject, person: str, now: datetime) -> Case | None:
        """What the cheap look left over is looked at closely."""
        subject = self._subjects(rule).closely(subject)
        since = rule.since(subject)
        return Case(rule, subject, person, since) if since and may_be_due(rule, subject, now) else None

    def _item(self, track: Track, now: datetime, *, offers: bool = False) -> Item:
        rule, tz = RULES[track.rule], self.people.known(track.person).tz
        subject = self._subjects(rule).whole(track.subject_id, person=track.person, offers=offers)
        return item_of(track, subject, today=local_day(now, tz), tz=tz)

    def _subjects(self, rule: Rule[Any]) -> Any:
        return SUBJECTS[rule.subject](self.connection, self.tenant)


def _track(row: Any) -> Track:
    return Track(
        rule=row.rule,
        subject_id=row.subject_id,
        person=row.person,
        spell=row.spell,
        id=row.id,
        step=row.step,
        first_at=row.first_at,
        last_at=row.last_at,
        not_before=row.not_before,
        closed_at=row.closed_at,
        answer=row.answer,
        bundle_id=row.bundle_id,
    )


def _bundle(row: Any) -> Bundle:
    return Bundle(row.id, row.person, row.day, row.message, row.made_at, row.monthly, row.answered_at)
