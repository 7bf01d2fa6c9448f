"""What rules hold for, where each stands with whom, and the messages they went out in."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from personas.decision import Decision, Grounds, Validity
from personas.evidence import Polarity
from personas.hours import local_day
from personas.permission import Viewer
from personas.persona import Persona
from personas.reminder import (
    AGEING,
    CANDIDATES,
    UNCITED,
    Ageing,
    Bundle,
    Case,
    Item,
    Message,
    Settled,
    Track,
    Uncited,
    recipient,
)
from storage import tables
from storage.decision import Decisions
from storage.evidence import EvidenceItems
from storage.installation import Installations
from storage.person import People
from storage.persona import WHOLE, Personas
from storage.tenancy import TenantTable

BUNDLES_KEPT_IN_MIND = 8
# A message this old is not brought up to date any more unless its person presses something.
WATCHED = timedelta(days=30)

_ENDED = {Validity.REVERSED: Settled.REVERSED, Validity.SUPERSEDED: Settled.SUPERSEDED}
_GROUNDED = {Grounds.EVIDENCE: Settled.LINKED, Grounds.JUDGEMENT: Settled.JUDGEMENT}

_P = tables.Persona.__table__.c
_T = tables.Tally.__table__.c
_R = tables.Reminder.__table__.c
_B = tables.Bundle.__table__.c
_A = tables.Ask.__table__.c


class Reminders(TenantTable):
    """One tenant's reminders."""

    def __init__(self, connection: Connection, tenant: str) -> None:
        super().__init__(connection, tenant)
        self.personas = Personas(connection, tenant)
        self.evidence = EvidenceItems(connection, tenant)
        self.decisions = Decisions(connection, tenant)
        self.people = People(connection, tenant)

    def cases(self, now: datetime) -> list[Case]:
        """All that the rules hold for by now, with whom it concerns; nobody is left out yet."""
        return [*self._ageing_cases(now), *self._uncited_cases(now)]

    def tracks(self, person: str) -> dict[tuple[str, int], Track]:
        """Where each rule stands with a person."""
        rows = self.connection.execute(self.select(tables.Reminder).where(_R.person == person))
        return {(row.rule, row.subject_id): _track(row) for row in rows}

    def lock(self, person: str) -> None:
        """Keep where the rules stand with a person from others: what they press meanwhile comes after, and holds."""
        theirs = self.select(tables.Reminder, _R.id).where(_R.person == person).order_by(_R.id)
        self.connection.execute(theirs.with_for_update())

    def track(self, track_id: int) -> Track | None:
        """One track by its id."""
        row = self.connection.execute(self.select(tables.Reminder).where(_R.id == track_id)).one_or_none()
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
        """Store where a rule stands for its subject and person."""
        keys = {"rule": track.rule, "subject_id": track.subject_id, "person": track.person}
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
            .where(_R.closed_at.is_(None), _B.made_at > now - WATCHED)
        )
        found = [
            (row.bundle_id, self._item(_track(row), now)) for row in self.connection.execute(statement).all()
        ]
        return [(message_id, item) for message_id, item in found if item.about is None]

    def message(self, message_id: int, now: datetime) -> Message | None:
        """A message with the values of now; its newest bundle says whether it comes monthly."""
        rows = self.connection.execute(
            self.select(tables.Bundle).where(_B.message == message_id).order_by(_B.day.desc())
        ).all()
        if not rows:
            return None
        bundle = _bundle(rows[0])
        told = self.connection.execute(
            self.select(tables.Reminder).where(_R.bundle_id == message_id).order_by(_R.id)
        )
        items = tuple(self._item(_track(row), now) for row in told.all())
        return Message(bundle, self.people.known(bundle.person), items)

    def is_open(self, track: Track, now: datetime) -> bool:
        """Whether what a track is about still waits for an answer."""
        return self._item(track, now).about is not None

    def item(self, case: Case, now: datetime) -> Item:
        """A case in the words of its subject, before it was ever said."""
        return self._item(Track(case.rule.id, case.subject_id, case.person, case.spell), now)

    def ageing_now(self, persona: Persona) -> datetime:
        """Since when nothing was heard of a persona: its newest evidence, confirmation or beginning."""
        return _latest(self.evidence.newest_filed(persona.id), persona.verified_at, persona.created_at)

    def _ageing_cases(self, now: datetime) -> list[Case]:
        """The tallies tell cheaply who was heard of lately; only the others are looked at closely."""
        heard = (
            select(_T.persona_id, func.max(_T.newest).label("newest"))
            .where(self.mine(tables.Tally), _T.claim_id == WHOLE)
            .group_by(_T.persona_id)
            .subquery()
        )
        wanted = (
            _P.id,
            _P.steward,
            _P.edited_by,
            _P.interval_days,
            _P.verified_at,
            _P.created_at,
            heard.c.newest,
        )
        rows = self.connection.execute(
            self.select(tables.Persona, *wanted)
            .outerjoin(heard, heard.c.persona_id == _P.id)
            .where(_P.retired_at.is_(None))
            .order_by(_P.id)
        ).all()
        stale = [
            row for row in rows if _is_stale(row, _latest(row.newest, row.verified_at, row.created_at), now)
        ]
        return self._to_whom(stale, now)

    def _to_whom(self, stale: Sequence[Any], now: datetime) -> list[Case]:
        workspace = Installations(self.connection, self.tenant).get()
        installer = workspace.installer if workspace else ""
        users = {user for row in stale for user in (row.steward, row.edited_by)} | {installer}
        people = self.people.some(filter(None, users))
        cases = []
        for row in stale:
            since = _latest(self.evidence.newest_filed(row.id), row.verified_at, row.created_at)
            user = recipient((row.steward, row.edited_by, installer), people)
            if user and _is_stale(row, since, now):
                cases.append(Case(AGEING, row.id, user, since, row.interval_days))
        return cases

    def _uncited_cases(self, now: datetime) -> list[Case]:
        return [
            Case(UNCITED, decision.id, decision.logger, decision.logged_at)
            for decision in self.decisions.citing_none(now)
        ]

    def _item(self, track: Track, now: datetime) -> Item:
        return self._ageing(track, now) if track.rule == AGEING.id else self._uncited(track)

    def _ageing(self, track: Track, now: datetime) -> Item:
        persona = self.personas.get(track.subject_id)
        if persona is None:
            return Item(track, "That persona", settled=Settled.GONE)
        since = self.ageing_now(persona)
        if track.closed_at or persona.retired_at or since != track.spell:
            return Item(track, persona.name, settled=_settled(track) or _heard(persona, since))
        tz = self.people.known(track.person).tz
        days = (local_day(now, tz) - local_day(since, tz)).days
        return Item(track, persona.name, Ageing(persona, days, confirmed=since == persona.verified_at))

    def _uncited(self, track: Track) -> Item:
        decision = self.decisions.get(track.subject_id)
        if decision is None:
            return Item(track, "That decision", settled=Settled.GONE)
        if ended := _settled(track) or _ENDED.get(decision.validity) or _GROUNDED.get(decision.grounds):
            return Item(track, decision.label, settled=ended)
        return Item(track, decision.label, Uncited(decision, self._candidates(decision)))

    def _candidates(self, decision: Decision) -> tuple[Any, ...]:
        """The newest pieces about whom it serves that don't say otherwise: what the record could give it."""
        served = [ref.id for ref in decision.served]
        if not served:
            return ()
        viewer = Viewer(
            user=decision.logger
        )  # it is said in the logger's own conversation, wherever it was logged
        found = self.evidence.find("", personas=served, viewer=viewer)
        return tuple(piece for piece in found if piece.polarity is not Polarity.CONTRADICTS)[:CANDIDATES]


def _is_stale(row: Any, since: datetime, now: datetime) -> bool:
    """A day's grace: days are counted where the recipient is, who may be ahead of us."""
    return since + timedelta(days=row.interval_days - 1) <= now


def _latest(*times: datetime | None) -> datetime:
    return max(when for when in times if when)


def _settled(track: Track) -> Settled | None:
    return Settled(track.answer) if track.closed_at else None


def _heard(persona: Persona, since: datetime) -> Settled:
    if persona.retired_at:
        return Settled.RETIRED
    return Settled.TRUE if since == persona.verified_at else Settled.EVIDENCE


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
