"""The mirror of Slack's directory, and what people told us about being written to."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, or_

from personas.colleague import keys_in, mask_names, name_keys
from personas.people import Person
from personas.redaction import mask
from storage import tables
from storage.listed import is_among
from storage.tenancy import TenantTable, prepared

AHEAD_MOST = timedelta(minutes=5)

_PERSON = prepared(tables.Person).where(tables.Person.user == bindparam("user"))
_SOME = prepared(tables.Person).where(is_among(tables.Person.user, "users"))

_N = tables.PersonName.__table__.c
_NAMES = prepared(tables.PersonName, _N.key).where(is_among(_N.key, "keys")).distinct()

_AT_HOME = (
    prepared(tables.Person, tables.Person.user)
    .where(tables.Person.team == bindparam("team"))
    .where(tables.Person.stranger.is_(False), tables.Person.deleted.is_(False))
    .limit(1)
)


_TEAM = tuple(
    prepared(table, column).where(is_among(column, "users")).distinct()
    for table, column in (
        (tables.Decision, tables.Decision.logger),
        (tables.Evidence, tables.Evidence.reporter),
        (tables.Persona, tables.Persona.steward),
    )
)


class People(TenantTable):
    """One tenant's people."""

    def get(self, user: str) -> Person | None:
        """A person, or None when the directory was not mirrored yet."""
        row = self.run(_PERSON, user=user).one_or_none()
        return person_of_row(row) if row else None

    def known(self, user: str) -> Person:
        """A person; one we have not met is taken to be an ordinary member in UTC."""
        return self.get(user) or Person(user, "")

    def met(self, user: str) -> Person | None:
        """A person whom Slack has told us of; None of whom it has not: somebody of another organisation, or new here."""
        row = self.run(_PERSON, user=user).one_or_none()
        return person_of_row(row) if row and row.mirrored_at else None

    def has_team(self, team: str) -> bool:
        """Whether people of ours are at home in it: then whom we have not met is one of ours too."""
        return self.run(_AT_HOME, team=team).first() is not None

    def met_of(self, users: Iterable[str]) -> dict[str, Person]:
        """Of these, the people whom Slack has told us of."""
        rows = self.run(_SOME, users=list(dict.fromkeys(users)))
        return {row.user: person_of_row(row) for row in rows if row.mirrored_at}

    def some(self, users: Iterable[str]) -> dict[str, Person]:
        """The people we know of these, by id."""
        rows = self.run(_SOME, users=list(dict.fromkeys(users)))
        return {row.user: person_of_row(row) for row in rows}

    def team(self, users: Iterable[str]) -> frozenset[str]:
        """Those of these who make the record: who logged a decision, filed evidence or looks after a persona."""
        listed = list(users)
        return frozenset(user for made in _TEAM for user in self.run(made, users=listed).scalars())

    def named(self, name: str) -> Person | None:
        """The one person of this name, for `--steward @name`."""
        rows = self.connection.execute(self.select(tables.Person)).all()
        key = name.lstrip("@").casefold()
        found = [row for row in rows if row.user == name or row.name.casefold() == key]
        return person_of_row(found[0]) if len(found) == 1 else None

    def mirror(self, person: Person, now: datetime, *, said: datetime | None = None) -> bool:
        """Take over what Slack says about a person; what they told us stays.

        False, and nothing is taken over, where we heard of them since it was `said`: this may be older.
        """
        facts = {
            "name": person.name,
            "team": person.team,
            "tz": person.tz,
            "is_bot": person.is_bot,
            "deleted": person.deleted,
            "guest": person.guest,
            "stranger": person.stranger,
            "admin": person.admin,
            "away": person.away,
            "mirrored_at": now,
        }
        told = tables.Person.mirrored_at
        before = self.run(_PERSON, user=person.user).one_or_none()
        # What stands ahead of us was written while a clock was wrong.
        older = or_(told.is_(None), told <= said, told > now + AHEAD_MOST) if said else None
        statement = self.insert(tables.Person).values(tenant=self.tenant, user=person.user, **facts)
        taken = statement.on_conflict_do_update(index_elements=["tenant", "user"], set_=facts, where=older)
        is_taken = self.connection.execute(taken.returning(tables.Person.user)).first() is not None
        if is_taken and any(
            getattr(before, name, None) != facts[name] for name in facts.keys() - {"mirrored_at"}
        ):
            self.note_rows(tables.Person.__table__, [{"user": person.user}])
        if is_taken:
            self._name(person)
        return is_taken

    def masked(self, text: str) -> str:
        """The text without what identifies people, names of the directory included."""
        plain = mask(text)
        keys = keys_in(plain)
        known = self.run(_NAMES, keys=list(keys)).scalars() if keys else ()
        return mask_names(plain, frozenset(known))

    def _name(self, person: Person) -> None:
        """Keep what somebody is called; bots are no colleagues."""
        names = () if person.is_bot else (person.name, *person.names)
        wanted = name_keys(names)
        mine = tables.PersonName.user == person.user
        stands = frozenset(
            self.connection.execute(self.select(tables.PersonName, _N.key).where(mine)).scalars()
        )
        if gone := stands - wanted:
            self.connection.execute(self.delete(tables.PersonName).where(mine, _N.key.in_(gone)))
        for key in wanted - stands:
            self.put(tables.PersonName, {"key": key, "user": person.user})

    def leave(self, teams: Iterable[str]) -> None:
        """Workspaces of an organisation shut us out: their people are gone until the directory names them again."""
        gone = self.update(tables.Person).where(tables.Person.team.in_(list(teams)))
        self.write(gone.where(tables.Person.deleted.is_(False)).values(deleted=True))

    def stay(self, teams: Iterable[str]) -> None:
        """These workspaces of an organisation have us; people of its other ones are out of our reach."""
        here = tables.Person.team.in_([*teams, ""])
        gone = self.update(tables.Person).where(~here, tables.Person.stranger.is_(False))
        self.write(gone.where(tables.Person.deleted.is_(False)).values(deleted=True))

    def prefer(self, user: str, **changes: Any) -> None:
        """Keep a wish: `stopped_at`, `muted_until` or `less` (rule names)."""
        if "less" in changes:
            changes["less"] = ",".join(changes["less"])
        self.put(tables.Person, {"user": user}, **changes)


def person_of_row(row: Any) -> Person:
    """A row as a value."""
    return Person(
        user=row.user,
        name=row.name,
        tz=row.tz or "UTC",
        team=row.team,
        is_bot=row.is_bot,
        deleted=row.deleted,
        guest=row.guest,
        stranger=row.stranger,
        admin=row.admin,
        away=row.away,
        stopped_at=row.stopped_at,
        muted_until=row.muted_until,
        less=tuple(filter(None, row.less.split(","))),
    )
