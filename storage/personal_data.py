"""Everything that is held about one person, found in the tables rather than listed: as plain values for a file."""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String, cast, or_

from personas.privacy import Told
from storage import tables
from storage.columns import Row
from storage.privacy import Traces, every_table, my_data
from storage.store import Reading
from storage.tenancy import take_time

PERSON = re.compile(r"[UW][A-Z0-9]{2,}")
SOMEBODY = "somebody else"
# What would show secrets, or who else was asked.
LEFT_OUT = frozenset({"tenant", "token", "secret", "audience", "note"})
# Told in words, those of open confidential pulses included.
TOLD = frozenset({tables.Ask, tables.Answer})


@dataclass(frozen=True, slots=True)
class PersonalData:
    """`rows` name the person in a field of its own; `mentions` say where their id stands among other words."""

    person: str
    workspace: str
    team: str
    snapshot: datetime
    answers: list[dict[str, Any]] = field(default_factory=list)
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    mentions: list[dict[str, Any]] = field(default_factory=list)

    @property
    def pieces(self) -> int:
        """How many things are held."""
        return len(self.answers) + sum(map(len, self.rows.values())) + len(self.mentions)

    def dump(self) -> str:
        """The document."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=2, default=_iso) + "\n"


def personal_data_of(reading: Reading, user: str, *, workspace: str, at: datetime) -> PersonalData:
    """All of it. Ids of other people are left out, and words of others in which this person is only named."""
    take_time(reading.connection)
    held = PersonalData(user, workspace, reading.tenant, at)
    held.answers.extend(_answer(each) for each in my_data(reading, user).told)
    traces = Traces(reading.connection, reading.tenant)
    for table in every_table():
        if table not in TOLD:
            _look(traces, table, user, held)
    return held


def _look(traces: Traces, table: type[Row], user: str, held: PersonalData) -> None:
    """One table: whole rows that are about the person, and the places that only mention them."""
    name, named = str(table.__tablename__), re.compile(rf"\b{re.escape(user)}\b")
    for row in _holding(traces, table, user):
        said = row._mapping  # noqa: SLF001  SQLAlchemy's name for a row by columns
        places = [column.name for column in _texts(table) if named.search(json.dumps(said[column.name]))]
        alone = [place for place in places if said[place] == user]
        if alone:
            held.rows.setdefault(name, []).append(dict(_fields(said, user)))
        elif places:
            held.mentions.append({"table": name, **_key(table, said), "fields": places})


def _holding(traces: Traces, table: type[Row], user: str) -> list[Any]:
    holding = [cast(column, String).contains(user, autoescape=True) for column in _texts(table)]
    statement = traces.select(table).where(or_(*holding))
    return list(traces.connection.execute(statement.order_by(*table.__table__.primary_key)).all())


def _texts(table: type[Row]) -> list[Any]:
    return [column for column in table.__table__.columns if isinstance(column.type, String | JSON)]


def _fields(said: Any, user: str) -> Iterator[tuple[str, Any]]:
    """A row's fields without secrets, and without anybody else."""
    for name, value in said.items():
        if name not in LEFT_OUT:
            other = isinstance(value, str) and value != user and PERSON.fullmatch(value)
            yield str(name), SOMEBODY if other else value


def _key(table: type[Row], said: Any) -> dict[str, Any]:
    """How to find the row again: the number people say, or its key."""
    names = [column.name for column in table.__table__.primary_key if column.name != "tenant"]
    return {name: said[name] for name in names} | ({"number": said["number"]} if "number" in said else {})


def _answer(told: Told) -> dict[str, Any]:
    """A question that was put to them, and what they answered where that can be known."""
    pulse, given = told.pulse, told.given
    chosen = pulse.options[given.choice] if given and given.choice is not None else None
    return {
        "pulse": f"P-{pulse.number}", "question": pulse.question, "asked_on": told.asked_on, "done": told.done,
        "answer": chosen, "comment": given.comment if given else "",
        "beyond_reach": told.beyond_reach,
    }  # fmt: skip


def _iso(value: object) -> str:
    """Times and days."""
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
