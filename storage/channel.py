"""Channels: what kind they are, whether emoji filing is on, which personas they talk about."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import insert

from personas.people import Place
from personas.persona import PersonaRef, Type
from storage import audit, tables
from storage.columns import Row
from storage.tenancy import Shelf

# What we know of a channel, and every column that names one.
KEPT = ("name", "private", "shared", "checked_at", "filing", "edited_by")
HANGING: tuple[tuple[type[Row], str], ...] = (
    (tables.ChannelPersona, "channel"),
    (tables.Tally, "visibility"),
    (tables.Evidence, "visibility"),
    (tables.Evidence, "channel"),
    (tables.Decision, "visibility"),
    (tables.Decision, "channel"),
    (tables.Pulse, "channel"),
    (tables.Capture, "channel"),
    (tables.Delivery, "channel"),
    (tables.Delivery, "posted_channel"),
)


class Channels(Shelf):
    """One tenant's channels."""

    def get(self, channel: str) -> Place:
        """A channel; one we never met has filing off and no personas."""
        row = self.connection.execute(
            self.select(tables.Channel).where(tables.Channel.channel == channel)
        ).one_or_none()
        if row is None:
            return Place(channel)
        bound = tuple(ref.id for ref in self.personas(channel))
        known = row.checked_at is not None
        return Place(channel, row.name, row.private, row.shared, known, row.filing, bound)

    def checked_at(self, channel: str) -> datetime | None:
        """When Slack was last asked what kind of channel it is."""
        table = tables.Channel.__table__
        row = self.connection.execute(
            self.select(tables.Channel, table.c.checked_at).where(table.c.channel == channel)
        )
        asked: datetime | None = row.scalar()
        return asked

    def filing(self, channel: str) -> bool:
        """Whether reactions are read there: one indexed look-up, asked for every reaction."""
        table = tables.Channel.__table__
        row = self.connection.execute(
            self.select(tables.Channel, table.c.filing).where(table.c.channel == channel)
        )
        return bool(row.scalar())

    def personas(self, channel: str) -> list[PersonaRef]:
        """The personas the channel is bound to, retired ones left out, by name."""
        persona, bound = tables.Persona.__table__.c, tables.ChannelPersona.__table__.c
        statement = (
            self.select(tables.Persona, persona.id, persona.slug, persona.name, persona.type)
            .join(tables.ChannelPersona, (bound.persona_id == persona.id) & (bound.tenant == persona.tenant))
            .where(bound.channel == channel, persona.retired_at.is_(None))
            .order_by(persona.name)
        )
        return [
            PersonaRef(row.id, row.slug, row.name, Type(row.type))
            for row in self.connection.execute(statement)
        ]

    def describe(self, channel: str, *, name: str, private: bool, shared: bool, at: datetime) -> None:
        """Take over what Slack says about a channel. One that is shared with another organisation stops filing."""
        facts = {"name": name, "private": private, "shared": shared, "checked_at": at}
        if shared:
            facts["filing"] = False
        self.put(tables.Channel, {"channel": channel}, **facts)

    def bind(self, channel: str, personas: Iterable[int], *, filing: bool, by: str, at: datetime) -> None:
        """Set which personas a channel talks about and whether emoji file there."""
        self.put(tables.Channel, {"channel": channel}, filing=filing, edited_by=by)
        bound = tables.ChannelPersona
        self.connection.execute(self.delete(bound).where(bound.channel == channel))
        rows = [{"tenant": self.tenant, "channel": channel, "persona_id": persona} for persona in personas]
        if rows:
            self.connection.execute(insert(bound), rows)
        audit.note(self, "channel settings", f"channel:{channel}", by=by, at=at)

    def moved(self, old: str, new: str) -> None:
        """Slack gave a channel another id: what hangs on it, and what may be read only there, goes along."""
        row = self.connection.execute(
            self.select(tables.Channel).where(tables.Channel.channel == old)
        ).one_or_none()
        if row is not None:
            self.put(tables.Channel, {"channel": new}, **{each: getattr(row, each) for each in KEPT})
        for table, column in HANGING:
            column_of = table.__table__.c[column]
            self.connection.execute(self.update(table).where(column_of == old).values({column: new}))
        self.connection.execute(self.delete(tables.Channel).where(tables.Channel.channel == old))
