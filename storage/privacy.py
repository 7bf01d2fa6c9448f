"""One person's rows: all of them to look at, their answers to delete, and everything to erase."""

import json
import re
import secrets
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, String, bindparam, cast, func, or_, select, text

from personas import pulse as rules
from personas.evidence import State
from personas.persona import PersonaRef, Type
from personas.privacy import ERASED, LISTED, MyData, Told
from personas.pulse import Pulse
from storage import audit, tables
from storage.changes import Changed
from storage.columns import Row
from storage.store import Reading, Writing
from storage.tenancy import TenantTable, prepared, take_time

_A, _E, _D = tables.Ask.__table__.c, tables.Evidence.__table__.c, tables.Decision.__table__.c
_P, _R, _U = tables.Pulse.__table__.c, tables.Persona.__table__.c, tables.Audit.__table__.c

# In the words of its index: what is bound to a parameter, SQLite does not see.
_HAS_AUTHOR: ColumnElement[bool] = text("author <> ''")  # type: ignore[assignment]

# Rows that are about one person and nobody else, and the column that names them.
THEIRS: tuple[tuple[type[Row], str], ...] = (
    (tables.Ask, "user"),
    (tables.Witness, "user"),
    (tables.Person, "user"),
    (tables.PersonName, "user"),
    (tables.FilingHint, "user"),
    (tables.Capture, "user"),
    (tables.Delivery, "person"),
    (tables.Reminder, "person"),
    (tables.Bundle, "person"),
)
# Their words are those of other rows, and go with them.
INDEX = (tables.SearchPosting, tables.SearchWord)
# What is only counted for the person who asks: too much or too dull to list.
ONLY_COUNTED: dict[str, tuple[type[Row], str]] = {
    "witnessed": (tables.Witness, "user"),
    "stated": (tables.Claim, "created_by"),
    "written": (tables.Delivery, "person"),
    "reminded": (tables.Reminder, "person"),
    "channels": (tables.Channel, "edited_by"),
    "logged": (tables.Audit, "who"),
}
_COUNTS = select(
    *(
        prepared(table, func.count())
        .where(table.__table__.c[column] == bindparam("user"))
        .scalar_subquery()
        .label(name)
        for name, (table, column) in ONLY_COUNTED.items()
    )
)


class Traces(TenantTable):
    """Where one person shows in a tenant's rows."""

    def asked(self, user: str) -> list[Any]:
        """That they were asked, the newest first."""
        rows = self.connection.execute(self.select(tables.Ask).where(_A.user == user)).all()
        return sorted(rows, key=lambda row: -row.pulse_id)

    def evidence(self, user: str) -> tuple[list[int], int]:
        """The ids of the newest evidence they reported or said, and how much there is."""
        reported = self._theirs(tables.Evidence, _E.reporter == user, _E.state.in_(list(State)))
        said = self._theirs(tables.Evidence, _E.author == user, _HAS_AUTHOR, _E.reporter != user)
        return sorted([*reported[0], *said[0]], reverse=True)[:LISTED], reported[1] + said[1]

    def decisions(self, user: str) -> tuple[list[int], int]:
        """The ids of the newest decisions they logged, and how many there are."""
        return self._theirs(tables.Decision, _D.logger == user)

    def pulses(self, user: str) -> tuple[list[int], int]:
        """The ids of the newest questions they sent, and how many there are."""
        return self._theirs(tables.Pulse, _P.author == user, _P.number.is_not(None))

    def looked_after(self, user: str) -> list[PersonaRef]:
        """Every persona they are the steward of or made, retired ones too."""
        theirs = or_(_R.steward == user, _R.created_by == user)
        rows = self.connection.execute(self.select(tables.Persona).where(theirs).order_by(_R.name))
        return [PersonaRef(row.id, row.slug, row.name, Type(row.type), bool(row.retired_at)) for row in rows]

    def _theirs(self, table: type[Row], *where: ColumnElement[bool]) -> tuple[list[int], int]:
        key = table.__table__.c.id
        newest = self.select(table, key).where(*where).order_by(key.desc()).limit(LISTED)
        counted = self.select(table, func.count()).where(*where)
        found = list(self.connection.execute(newest).scalars())
        return found, int(self.connection.execute(counted).scalar_one())

    def counts(self, user: str) -> dict[str, int]:
        """How many rows name them in each place that is only counted."""
        return dict(self.run(_COUNTS, user=user).one()._asdict())

    def drop_answer(self, pulse: Pulse, key: str) -> bool:
        """Take an answer away; tells whether there was one."""
        here = tables.Answer.__table__.c
        gone = self.delete(tables.Answer).where(here.pulse_id == pulse.id, here.key == key)
        return bool(self.write(gone))

    def drop(self, table: type[Row], column: str, user: str) -> int:
        """Take away the rows that are theirs alone."""
        here = table.__table__.c[column] == user
        return self.write(self.delete(table).where(here))

    def unsay(self, user: str) -> int:
        """Their own words in evidence go, the numbers stay."""
        own = or_(_E.author == user, (_E.reporter == user) & (_E.author == ""))
        values = {"text": ERASED, "link": "", "account": "", "own_words": False}
        gone = self.update(tables.Evidence).where(own, _E.text != ERASED).values(**values)
        return self.write(gone)

    def sweep(self, user: str, alias: str) -> int:
        """Every other place that holds their id, whatever table it is in: empty where it stood alone."""
        return sum(self._swept(each, user, alias) for each in every_table())

    def _swept(self, table: type[Row], user: str, alias: str) -> int:
        here = table.__table__
        texts = [column for column in here.c if isinstance(column.type, String | JSON)]
        holding = [cast(column, String).contains(user, autoescape=True) for column in texts]
        keys = [column for column in here.c if column.primary_key]
        named, number = re.compile(rf"\b{re.escape(user)}\b"), 0
        for row in self.connection.execute(self.select(table, *keys, *texts).where(or_(*holding))).all():
            said = row._mapping  # noqa: SLF001 SQLAlchemy's name for a row by columns
            changed = {
                column.name: _without(
                    said[column], named, alias, alone=not column.primary_key and table is not tables.Audit
                )
                for column in texts
                if named.search(json.dumps(said[column]))
            }
            if changed:
                one = [key == said[key] for key in keys]
                self.write(self.update(table).where(*one).values(**changed))
                number += 1
        return number


def my_data(reading: Reading, user: str) -> MyData:
    """What is known about a person: what is long is read as far as it is listed, and counted beyond it."""
    traces = Traces(reading.connection, reading.tenant)
    evidence, pieces = traces.evidence(user)
    decisions, logged = traces.decisions(user)
    pulses, sent = traces.pulses(user)
    counts = traces.counts(user)
    return MyData(
        reading.people.known(user),
        told=tuple(_told(reading, traces, user)),
        evidence=tuple(reading.evidence.picked(evidence))[::-1],
        decisions=tuple(reading.decisions.some(decisions)),
        pulses=tuple(reading.pulses.some(pulses)),
        looked_after=tuple(traces.looked_after(user)),
        counts=counts | {"evidence": pieces, "decisions": logged, "pulses": sent},
    )


def delete_answers(tx: Writing, user: str, *, by: str, now: datetime) -> int:
    """What somebody answered goes; that they were asked, and are done, stays. Tells how many went."""
    traces, gone = Traces(tx.connection, tx.tenant), 0
    for row in traces.asked(user):
        pulse = tx.pulses.locked(row.pulse_id)
        given = tx.pulses.answer_of(pulse, user) if pulse else None
        if pulse and given and traces.drop_answer(pulse, given.key):
            gone += 1
            _told_anew(tx, pulse)
            traces.changed(Changed.ASK, (pulse.id, user, row.round))
    if gone:
        audit.note(traces, "answers deleted", "answers", by=by, at=now)
    return gone


def erase_person(tx: Writing, user: str, *, now: datetime) -> dict[str, int]:
    """Take a person out of everything; their lines in the audit log keep a pseudonym. Empty when nothing was there."""
    take_time(tx.connection)
    tx.erasures.note(user, at=now)
    traces, alias = Traces(tx.connection, tx.tenant), f"gone-{secrets.token_hex(4)}"
    done = Counter({"answer": delete_answers(tx, user, by=alias, now=now), "own words": traces.unsay(user)})
    for table, column in THEIRS:
        done["row"] += traces.drop(table, column, user)
    done["mention"] = traces.sweep(user, alias)
    if not done.total():
        return {}
    audit.note(traces, "person erased", alias, by="", at=now)
    return dict(done)


def every_table() -> Iterator[type[Row]]:
    """Every table whose rows belong to a workspace, those of later versions included; the index follows from them."""
    own = (each.class_ for each in Row.registry.mappers if "tenant" in each.local_table.c)
    return (each for each in own if each not in INDEX)


def _told(reading: Reading, traces: Traces, user: str) -> Iterator[Told]:
    rows = traces.asked(user)
    pulses = {pulse.id: pulse for pulse in reading.pulses.some(row.pulse_id for row in rows)}
    given = reading.pulses.answers_by(user, pulses.values())
    for row in rows:
        done = row.state == rules.AskState.ANSWERED.value
        yield Told(pulses[row.pulse_id], row.asked_on, done, given.get(row.pulse_id))


def _told_anew(tx: Writing, pulse: Pulse) -> None:
    """A closed result is counted again without the answer, its sentences included."""
    if pulse.outcome:
        left = rules.outcome(pulse, tx.pulses.given(pulse), asked=pulse.outcome.asked)
        tx.pulses.change(pulse.id, result=asdict(left))


def _without(value: Any, named: re.Pattern[str], alias: str, *, alone: bool) -> Any:
    """A value without the id: empty where the id was all of it, unless the place must stay filled."""
    if isinstance(value, str):
        return "" if alone and named.fullmatch(value) else named.sub(alias, value)
    return json.loads(named.sub(alias, json.dumps(value)))
