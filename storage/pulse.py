"""Pulses, who was asked, and answers that cannot be led back to people once a pulse is closed."""

import secrets
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Delete, Update, bindparam, delete, func, or_, select, tuple_

from personas import pulse as rules
from personas.hours import local_day
from personas.permission import Viewer
from personas.persona import PersonaRef, Type
from personas.pulse import Ask, AskState, Audience, Given, Mode, Outcome, Pulse, Why
from storage import audit, tables
from storage.changes import Changed
from storage.counter import next_number
from storage.listed import is_among
from storage.tenancy import TenantTable, prepared, prepared_by_ids

# A draft nobody sent within a day was thought better of.
DRAFT_KEPT = timedelta(days=1)
TRACES = timedelta(minutes=5)
DUE = (AskState.WAITING.value, AskState.LATER.value)

_P = tables.Pulse.__table__.c
_A = tables.Ask.__table__.c
_G = tables.Answer.__table__.c
_R = tables.Persona.__table__.c

_WHOLE = (*tables.Pulse.__table__.c, _R.slug, _R.name, _R.type, _R.retired_at)
_ITS_PERSONA = (_R.id == _P.persona_id) & (_R.tenant == _P.tenant)

# What is asked of every few messages of a wave, built once.
_PULSE = prepared(tables.Pulse, *_WHOLE).join(tables.Persona, _ITS_PERSONA).where(_P.id == bindparam("pulse"))
_SOME = prepared_by_ids(_P.id, *_WHOLE).join(tables.Persona, _ITS_PERSONA)
_ASKS = prepared(tables.Ask).where(_A.pulse_id == bindparam("pulse"), is_among(_A.user, "users"))
_HOW_MANY = prepared(tables.Ask, func.count()).where(
    _A.pulse_id == bindparam("pulse"), ~is_among(_A.state, "states"), _A.round >= bindparam("rounds")
)
_ANSWERS = prepared(tables.Answer).where(_G.pulse_id == bindparam("pulse"), is_among(_G.key, "keys"))


class Pulses(TenantTable):
    """One tenant's pulses."""

    def draft(self, pulse: Pulse) -> Pulse:
        """Keep a pulse that was not sent yet; it has no number, and nobody was asked."""
        pulse_id = self.add(
            tables.Pulse, persona_id=pulse.persona.id, question=pulse.question, options=list(pulse.options),
            mode=pulse.mode.value, quota=pulse.quota, author=pulse.author, reason=pulse.reason,
            channel=pulse.channel, visibility=pulse.visibility,
            audience={"picked": list(pulse.picked), "members": list(pulse.members)}, days=pulse.days,
            made_at=pulse.made_at, closes_at=pulse.closes_at, closed_why="", secret="",
        )  # fmt: skip
        kept = self.get(pulse_id)
        assert kept is not None  # noqa: S101  # it was inserted a line above
        return kept

    def get(self, pulse_id: int) -> Pulse | None:
        """A pulse by its id, drafts included."""
        row = self.run(_PULSE, pulse=pulse_id).one_or_none()
        return _pulse(row) if row else None

    def some(self, ids: Iterable[int]) -> list[Pulse]:
        """These pulses, the newest first."""
        rows = self.run(_SOME, ids=list(ids))
        return sorted(map(_pulse, rows), key=lambda pulse: -pulse.id)

    def locked(self, pulse_id: int) -> Pulse | None:
        """A pulse nobody else changes until this transaction ends: no answer slips in behind its close."""
        self.connection.execute(self.select(tables.Pulse, _P.id).where(_P.id == pulse_id).with_for_update())
        return self.get(pulse_id)

    def numbered(self, number: int) -> Pulse | None:
        """A pulse by the number people say: P-3."""
        return next(iter(self._many(_P.number == number)), None)

    def listed(self, author: str, *, viewer: Viewer, limit: int = 20) -> list[Pulse]:
        """What is open and the viewer may read, and what this person asked, the newest first."""
        mine = or_(_P.author == author, _P.closed_at.is_(None))
        return self._many(_P.opened_at.is_not(None), mine, _read_by(viewer), limit=limit)

    def hidden(self, *, viewer: Viewer) -> int:
        """How many open pulses the viewer may not read."""
        running = (_P.opened_at.is_not(None), _P.closed_at.is_(None))
        counted = self.select(tables.Pulse, func.count()).where(*running, ~_read_by(viewer))
        return int(self.connection.execute(counted).scalar_one())

    def asked_lately(self, users: Iterable[str], *, since: date) -> frozenset[str]:
        """Who of these was asked anything since then."""
        rows = self.connection.execute(self.select(tables.Ask, _A.user).where(_A.asked_on > since).distinct())
        return frozenset(rows.scalars()) & frozenset(users)

    def how_many(self, pulse_id: int, *, besides: Collection[AskState] = (), rounds: int = 0) -> int:
        """How many people a pulse is put to, besides those in some states, and after so many rounds."""
        states = [state.value for state in besides]
        return int(self.run(_HOW_MANY, pulse=pulse_id, states=states, rounds=rounds).scalar_one())

    def ask_of(self, pulse_id: int, user: str) -> Ask | None:
        """Whether and how far one person was asked."""
        row = self.connection.execute(
            self.select(tables.Ask).where(_A.pulse_id == pulse_id, _A.user == user)
        ).one_or_none()
        return _ask(row) if row else None

    def asks_of(self, pulse_id: int, users: Collection[str]) -> dict[str, Ask]:
        """The same for several, by person."""
        rows = self.run(_ASKS, pulse=pulse_id, users=list(users))
        return {row.user: _ask(row) for row in rows}

    def unsure(self, pulse_id: int) -> list[Ask]:
        """Whom the question may not have reached."""
        here = (_A.pulse_id == pulse_id, _A.state == AskState.UNSURE.value)
        return [_ask(row) for row in self.connection.execute(self.select(tables.Ask).where(*here))]

    def answers_of(self, pulse: Pulse, users: Collection[str]) -> dict[str, Given]:
        """What several people answered, by person, as long as anything leads there."""
        secret = self._secret(pulse)
        if pulse.confidential and not secret:
            return {}
        by = {rules.answer_key(user, secret=secret): user for user in users}
        rows = self.run(_ANSWERS, pulse=pulse.id, keys=list(by))
        return {by[row.key]: Given(row.key, row.choice, row.comment) for row in rows}

    def answers_by(self, user: str, pulses: Collection[Pulse]) -> dict[int, Given]:
        """What one person answered to several, by pulse, as long as anything leads there."""
        kept = self._secrets(pulse.id for pulse in pulses)
        keys = [
            (pulse.id, rules.answer_key(user, secret=kept[pulse.id] if pulse.confidential else ""))
            for pulse in pulses
            if kept[pulse.id] or not pulse.confidential
        ]
        theirs = self.select(tables.Answer).where(tuple_(_G.pulse_id, _G.key).in_(keys))
        rows = self.connection.execute(theirs)
        return {row.pulse_id: Given(row.key, row.choice, row.comment) for row in rows}

    def newest_open(self, user: str) -> tuple[Pulse, Ask] | None:
        """The question a typed sentence belongs to."""
        gone = (AskState.WAITING.value, AskState.STOPPED.value)
        row = self.connection.execute(
            self.select(tables.Ask, *tables.Ask.__table__.c)
            .join(tables.Pulse, (_P.id == _A.pulse_id) & (_P.tenant == _A.tenant))
            .where(_A.user == user, _A.state.not_in(gone), _P.closed_at.is_(None))
            .order_by(_A.pulse_id.desc())
            .limit(1)
        ).one_or_none()
        pulse = self.get(row.pulse_id) if row else None
        return (pulse, _ask(row)) if pulse and row else None

    def mark(self, pulse_id: int, user: str, state: AskState, **more: Any) -> None:
        """How far one person is now."""
        self.write(
            self.update(tables.Ask)
            .where(_A.pulse_id == pulse_id, _A.user == user)
            .values(state=state.value, **more)
        )

    def answer_of(self, pulse: Pulse, user: str) -> Given | None:
        """What a person answered, as long as anything leads there."""
        row = self.connection.execute(
            self.select(tables.Answer).where(_G.pulse_id == pulse.id, _G.key == self._key(pulse, user))
        ).one_or_none()
        return Given(row.key, row.choice, row.comment) if row else None

    def answer(self, pulse: Pulse, user: str, *, choice: int | None, comment: str, day: date) -> None:
        """Take an answer, or its change, under the person's key."""
        keys = {"pulse_id": pulse.id, "key": self._key(pulse, user)}
        self.put(tables.Answer, keys, choice=choice, comment=comment, day=day)

    def given(self, pulse: Pulse) -> list[Given]:
        """Every answer that counts, in the order of keys, which says nothing."""
        rows = self.connection.execute(
            self.select(tables.Answer).where(*self._counted(pulse)).order_by(_G.key)
        )
        return [Given(row.key, row.choice, row.comment) for row in rows]

    def progress(self, pulse: Pulse) -> tuple[int, int]:
        """How many have answered, and how many the question went out to."""
        if pulse.outcome:
            return pulse.outcome.answers, pulse.outcome.asked
        said = _G.choice.is_not(None) if pulse.options else _G.comment != ""
        counted = self.select(tables.Answer, func.count()).where(*self._counted(pulse), said)
        return int(self.connection.execute(counted).scalar_one()), self.how_many(pulse.id)

    def change(self, pulse_id: int, **values: Any) -> None:
        """Set columns of a pulse."""
        self.write(self.update(tables.Pulse).where(_P.id == pulse_id).values(**values))

    def due_asks(self, pulse_id: int, now: datetime, *, limit: int) -> list[Ask]:
        """Some of those to ask, or to ask again, now; held until the transaction ends, so that nobody else asks them."""
        rows = self.connection.execute(
            self.select(tables.Ask)
            .where(_A.pulse_id == pulse_id, _A.state.in_(DUE), _A.again_at <= now)
            .order_by(_A.user)
            .limit(limit)
            .with_for_update()
        )
        return [_ask(row) for row in rows]

    def put_to(self, asks: Sequence[Ask], *, day: date) -> None:
        """These people are asked that day."""
        asked = {"state": AskState.ASKED.value, "round": _A.round + 1, "asked_on": day, "again_at": None}
        self._each(self.update(tables.Ask).values(asked), asks)

    def postpone(self, asks: Sequence[Ask], *, until: datetime) -> None:
        """These people are asked then."""
        self._each(self.update(tables.Ask).values(again_at=until), asks)

    def leave_out(self, asks: Sequence[Ask]) -> None:
        """These people can't be written to any more: forgotten, or, if they were asked before, not asked again."""
        stopped = self.update(tables.Ask).values(state=AskState.STOPPED.value, again_at=None)
        self._each(stopped, [each for each in asks if each.round])
        self._each(self.delete(tables.Ask), [each for each in asks if not each.round])

    def _each(self, statement: Update | Delete, asks: Sequence[Ask]) -> None:
        """One statement for all of them, each found by its key: a list to look in is planned badly."""
        its = statement.where(_A.pulse_id == bindparam("its_pulse"), _A.user == bindparam("its_user"))
        if asks:
            values = [{"its_pulse": each.pulse_id, "its_user": each.user} for each in asks]
            self.connection.execute(its, values)
            self.note_rows(tables.Ask.__table__, [asdict(each) for each in asks])

    def next_number(self) -> int:
        """The next P number. Sending takes it first: two pulses sent at once then see each other's asks."""
        return next_number(self, "pulse")

    def start(
        self, pulse: Pulse, found: Audience, *, number: int, now: datetime, closes_at: datetime
    ) -> bool:
        """Give a draft its number and note whom to ask; False when it was sent before."""
        fresh = self.write(
            self.update(tables.Pulse)
            .where(_P.id == pulse.id, _P.opened_at.is_(None))
            .values(number=number, opened_at=now, closes_at=closes_at, audience={}, secret=_secret_for(pulse))
        )
        if not fresh:
            return False
        audit.note(self, "pulse sent", f"pulse:{pulse.id}", by=pulse.author, at=now)
        asks = [
            {
                "tenant": self.tenant, "pulse_id": pulse.id, "user": person.user,
                "again_at": rules.due_at(person, now),
                "state": AskState.WAITING.value, "asked_on": local_day(now, person.tz),
                "picked": person.user in found.picked, "round": 0,
            }
            for person in found.asked
        ]  # fmt: skip
        once = self.insert(tables.Ask).on_conflict_do_nothing(index_elements=["tenant", "pulse_id", "user"])
        if asks:  # nobody of them is shown anything yet
            self.connection.execute(once, asks)
        return True

    def end(self, pulse: Pulse, outcome: Outcome, *, why: Why, now: datetime, by: str = "") -> bool:
        """Keep what came of it and destroy what led to people; False when it was over before."""
        done = self.write(
            self.update(tables.Pulse)
            .where(_P.id == pulse.id, _P.closed_at.is_(None))
            .values(closed_at=now, closed_why=why.value, secret="", result=asdict(outcome))
        )
        if not done:
            return False
        audit.note(self, "pulse closed", f"pulse:{pulse.id}", by=by, at=now)
        if pulse.confidential:
            self.write(self.delete(tables.Answer).where(_G.pulse_id == pulse.id))
        self.ask_no_more(pulse.id)
        return True

    def forget_answers(self, pulse_id: int) -> int:
        """Delete who answered what, and the sentences of the result; the totals stay. Tells how many answers there were."""
        answers = self.write(self.delete(tables.Answer).where(_G.pulse_id == pulse_id))
        result = self.connection.execute(
            self.select(tables.Pulse, _P.result).where(_P.id == pulse_id)
        ).scalar_one_or_none()
        if result and result["comments"]:
            self.change(pulse_id, result={**result, "comments": []})
        return answers

    def ask_no_more(self, pulse_id: int) -> None:
        """There are answers enough: whoever was not asked yet, or asked to be asked again, is left alone."""
        here = _A.pulse_id == pulse_id
        self.connection.execute(self.delete(tables.Ask).where(here, _A.state == AskState.WAITING.value))
        self.changed(Changed.RESULT, pulse_id)
        self.write(
            self.update(tables.Ask)
            .where(here, _A.state == AskState.LATER.value)
            .values(state=AskState.ASKED.value, again_at=None)
        )

    def unask(self, ask: Ask) -> None:
        """Forget an ask that never went out."""
        self.write(self.delete(tables.Ask).where(_A.pulse_id == ask.pulse_id, _A.user == ask.user))

    def _counted(self, pulse: Pulse) -> tuple[ColumnElement[bool], ...]:
        """The author's own answer, given before authors were left out of confidential pulses, does not count."""
        here = _G.pulse_id == pulse.id
        return (here, _G.key != self._key(pulse, pulse.author)) if pulse.confidential else (here,)

    def _key(self, pulse: Pulse, user: str) -> str:
        secret = self._secret(pulse)
        # Once the secret is gone, nothing leads from a person to a key.
        return "" if pulse.confidential and not secret else rules.answer_key(user, secret=secret)

    def _secret(self, pulse: Pulse) -> str:
        if not pulse.confidential:
            return ""
        statement = self.select(tables.Pulse, _P.secret).where(_P.id == pulse.id)
        return str(self.connection.execute(statement).scalar_one())

    def _secrets(self, ids: Iterable[int]) -> dict[int, str]:
        return {row.id: row.secret for row in self.run(_SOME, ids=list(ids))}

    def _many(self, *where: Any, limit: int = 100) -> list[Pulse]:
        statement = (
            self.select(tables.Pulse, *_WHOLE)
            .join(tables.Persona, _ITS_PERSONA)
            .where(*where)
            .order_by(_P.id.desc())
            .limit(limit)
        )
        return [_pulse(row) for row in self.connection.execute(statement)]


def ask_key(pulse_id: int, user: str, number: int) -> str:
    """By which the message is known in which somebody is asked for the first or the second time."""
    return f"ask:{pulse_id}:{user}:{number}"


class DuePulses:
    """Pulses of any tenant whose time has come."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def over(self, now: datetime) -> list[tuple[str, int]]:
        """Open pulses to close: tenant and id."""
        statement = select(_P.tenant, _P.id).where(
            _P.opened_at.is_not(None), _P.closed_at.is_(None), _P.closes_at <= now
        )
        return [(row.tenant, row.id) for row in self.connection.execute(statement)]

    def just_closed(self, now: datetime) -> bool:
        """Whether one was closed so lately that traces may still stand in a log."""
        found = self.connection.execute(select(_P.id).where(_P.closed_at > now - TRACES).limit(1))
        return found.first() is not None

    def waiting(self, now: datetime) -> list[tuple[str, int]]:
        """Pulses with somebody to ask now: tenant and id."""
        statement = (
            select(_A.tenant, _A.pulse_id)
            .where(_A.state.in_(DUE), _A.again_at <= now)
            .distinct()
            .order_by(_A.tenant, _A.pulse_id)
        )
        return [(row.tenant, row.pulse_id) for row in self.connection.execute(statement)]

    def drop_drafts(self, now: datetime) -> int:
        """Drafts that nobody sent."""
        stale = (_P.opened_at.is_(None), _P.made_at < now - DRAFT_KEPT)
        return int(self.connection.execute(delete(tables.Pulse).where(*stale)).rowcount)


def _read_by(viewer: Viewer) -> ColumnElement[bool]:
    seen = _P.visibility.in_({"", viewer.channel})
    return seen | (_P.author == viewer.user) if viewer.user else seen


def _secret_for(pulse: Pulse) -> str:
    return secrets.token_hex(32) if pulse.confidential else ""


def _pulse(row: Any) -> Pulse:
    audience = row.audience or {}
    return Pulse(
        id=row.id,
        number=row.number or 0,
        persona=PersonaRef(row.persona_id, row.slug, row.name, Type(row.type), row.retired_at is not None),
        question=row.question,
        options=tuple(row.options),
        mode=Mode(row.mode),
        author=row.author,
        made_at=row.made_at,
        closes_at=row.closes_at,
        quota=row.quota,
        days=row.days,
        reason=row.reason,
        channel=row.channel,
        visibility=row.visibility,
        picked=tuple(audience.get("picked", ())),
        members=tuple(audience.get("members", ())),
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        closed_why=row.closed_why,
        outcome=_outcome(row.result),
        evidence_id=row.evidence_id,
    )


def _outcome(kept: dict[str, Any] | None) -> Outcome | None:
    if kept is None:
        return None
    return Outcome(
        asked=kept["asked"],
        answers=kept["answers"],
        shown=kept["shown"],
        totals=tuple(kept["totals"]),
        comments=tuple(kept["comments"]),
    )


def _ask(row: Any) -> Ask:
    return Ask(
        pulse_id=row.pulse_id,
        user=row.user,
        state=AskState(row.state),
        asked_on=row.asked_on,
        picked=row.picked,
        round=row.round,
        again_at=row.again_at,
    )
