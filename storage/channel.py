"""Channels: what kind they are, whether emoji filing is on, which personas they talk about."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import insert

from personas.evidence import Source, State
from personas.message import UNNAMED
from personas.people import Place
from personas.persona import PersonaRef, Type
from storage import audit, tables
from storage.changes import Changed
from storage.columns import Row
from storage.counting import Counting
from storage.tenancy import TenantTable

# Every column that names a channel. Tallies are counted again instead.
HANGING: tuple[tuple[type[Row], str], ...] = (
    (tables.ChannelPersona, "channel"),
    (tables.Evidence, "visibility"),
    (tables.Evidence, "channel"),
    (tables.Decision, "visibility"),
    (tables.Decision, "channel"),
    (tables.Pulse, "visibility"),
    (tables.Pulse, "channel"),
    (tables.Capture, "channel"),
    (tables.FilingHint, "channel"),
    (tables.Delivery, "channel"),
    (tables.Delivery, "posted_channel"),
)
# Rows of which there is one per channel and this column.
TWINS: tuple[tuple[type[Row], str, str], ...] = (
    (tables.ChannelPersona, "channel", "persona_id"),
    (tables.Capture, "channel", "ts"),
    (tables.FilingHint, "channel", "user"),
)

_C = tables.Channel.__table__.c
_E = tables.Evidence.__table__.c
_D = tables.Decision.__table__.c
_DP = tables.DecisionPersona.__table__.c
_T = tables.Tally.__table__.c


class Channels(TenantTable):
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

    def filing(self, channel: str) -> bool:
        """Whether reactions are read there: one indexed look-up, asked for every reaction."""
        table = tables.Channel.__table__
        row = self.connection.execute(
            self.select(tables.Channel, table.c.filing).where(table.c.channel == channel)
        )
        return bool(row.scalar())

    def is_switched_off(self, channel: str) -> bool:
        """Whether somebody switched filing by emoji off there by hand."""
        off = tables.Channel.__table__.c
        row = self.connection.execute(
            self.select(tables.Channel, off.switched_off).where(off.channel == channel)
        )
        return bool(row.scalar())

    def was_hinted(self, channel: str, user: str) -> bool:
        """Whether this person was told that filing is off there."""
        hint = tables.FilingHint
        row = self.connection.execute(self.select(hint).where(hint.channel == channel, hint.user == user))
        return row.first() is not None

    def hint(self, channel: str, user: str) -> bool:
        """Note that this person is told; False when they were told before."""
        return self.add_new(tables.FilingHint, ["channel", "user"], channel=channel, user=user)

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

    def named(self, text: str) -> str:
        """A text with the names of channels that stand in it by their id alone, as Slack's rich text has them."""
        ids = frozenset(UNNAMED.findall(text))
        if not ids:
            return text
        rows = self.connection.execute(
            self.select(tables.Channel, _C.channel, _C.name, _C.private).where(_C.channel.in_(ids))
        )
        names = {row.channel: row.name for row in rows if row.name and not row.private}
        return UNNAMED.sub(lambda found: f"#{names[found[1]]}" if found[1] in names else found[0], text)

    def describe(
        self, channel: str, *, name: str, private: bool, shared: bool, at: datetime, sure: bool = True
    ) -> None:
        """Take over what Slack says about a channel. One that is shared with another organisation stops filing.

        Where it is `sure` that the channel is private, what was said in it before is read there alone, too.
        """
        facts = {"name": name, "private": private, "shared": shared, "checked_at": at}
        if shared:
            facts["filing"] = False
        if self._differs(channel, facts):
            self.changed(Changed.CHANNEL, channel)
        self.put(tables.Channel, {"channel": channel}, **facts)
        if private and sure:
            self._close(channel)

    def is_shared(self, channel: str) -> None:
        """An event came from a channel shared with another organisation: nothing is filed there from now on."""
        if self._differs(channel, {"shared": True}):
            self.changed(Changed.CHANNEL, channel)
        self.put(tables.Channel, {"channel": channel}, shared=True, filing=False)

    def bind(self, channel: str, personas: Iterable[int], *, filing: bool, by: str, at: datetime) -> None:
        """Set which personas a channel talks about and whether emoji file there."""
        off = not filing and (self.filing(channel) or self.is_switched_off(channel))
        self.put(tables.Channel, {"channel": channel}, filing=filing, switched_off=off, edited_by=by)
        bound = tables.ChannelPersona
        self.write(self.delete(bound).where(bound.channel == channel))
        rows = [{"tenant": self.tenant, "channel": channel, "persona_id": persona} for persona in personas]
        self.write_all(insert(bound), rows)
        audit.note(self, "channel settings", f"channel:{channel}", by=by, at=at)

    def moved(self, old: str, new: str) -> None:
        """Slack gave a channel another id: what hangs on it, and what may be read only there, goes along.

        The new id may have been heard of before this was: what came in under it stays, and nothing counts twice.
        """
        self._take_over(old, new)
        for table, column, twin in TWINS:
            named, key = table.__table__.c[column], table.__table__.c[twin]
            there = self.select(table, key).where(named == new)
            self.write(self.delete(table).where(named == old, key.in_(there)))
        told = self.select(tables.Evidence, _E.ts).where(_E.channel == new, _E.ts.is_not(None))
        self.write(self.update(tables.Evidence).where(_E.channel == old, _E.ts.in_(told)).values(ts=None))
        for table, column in HANGING:
            named = table.__table__.c[column]
            self.write(self.update(table).where(named == old).values({column: new}))
        here = tables.Channel.__table__.c.channel == old
        self.write(self.delete(tables.Channel).where(here))
        self._count_again(old, new)

    def _close(self, channel: str) -> None:
        """What was said here while everybody could read along is read here alone from now on, as Slack shows it."""
        open_here = (_E.channel == channel, _E.visibility == "")
        counted = (_E.state == State.FILED.value, _E.persona_id.is_not(None))
        found = self.select(tables.Evidence, _E.persona_id, _E.claim_id, _E.source).where(
            *open_here, *counted
        )
        tallies = self.connection.execute(found.distinct()).all()
        self.write(self.update(tables.Evidence).where(*open_here).values(visibility=channel))
        counting = Counting(self.connection, self.tenant)
        for row in tallies:
            for visibility in ("", channel):
                counting.recount(row.persona_id, row.claim_id, visibility, Source(row.source))
        self._close_decisions(channel)

    def _close_decisions(self, channel: str) -> None:
        open_here = (_D.channel == channel, _D.visibility == "")
        ids = self.connection.execute(self.select(tables.Decision, _D.id).where(*open_here)).scalars().all()
        if ids:
            self.write(self.update(tables.Decision).where(_D.id.in_(ids)).values(visibility=channel))
            naming = self.select(tables.DecisionPersona, _DP.persona_id).where(_DP.decision_id.in_(ids))
            for persona_id in self.connection.execute(naming.distinct()).scalars():
                self.changed(Changed.CARD, persona_id)

    def _take_over(self, old: str, new: str) -> None:
        """What is known of the channel: the younger word of Slack's; one that is shared files nothing."""
        table = tables.Channel.__table__.c
        rows = self.connection.execute(self.select(tables.Channel).where(table.channel.in_((old, new))))
        known = {row.channel: row for row in rows}
        if old in known:
            asked = [row for row in known.values() if row.checked_at] or [known[old]]
            facts = max(asked, key=lambda row: (row.checked_at is not None, row.checked_at, row.shared))
            filing = any(row.filing for row in known.values()) and not facts.shared
            kept = {each: getattr(facts, each) for each in ("name", "private", "shared", "checked_at")}
            by = known[old].edited_by or facts.edited_by
            self.put(tables.Channel, {"channel": new}, **kept, filing=filing, edited_by=by)

    def _differs(self, channel: str, facts: Mapping[str, Any]) -> bool:
        """Whether Slack says something else of a channel than what is known; when it was asked does not count."""
        here = tables.Channel.__table__.c.channel == channel
        row = self.connection.execute(self.select(tables.Channel).where(here)).one_or_none()
        return row is None or any(getattr(row, name) != facts[name] for name in facts.keys() - {"checked_at"})

    def _count_again(self, old: str, new: str) -> None:
        counting = Counting(self.connection, self.tenant)
        self.write(self.delete(tables.Tally).where(_T.visibility.in_((old, new))))
        filed = (_E.visibility == new, _E.state == State.FILED.value, _E.persona_id.is_not(None))
        found = self.select(tables.Evidence, _E.persona_id, _E.claim_id, _E.source).where(*filed).distinct()
        for row in self.connection.execute(found).all():
            counting.recount(row.persona_id, row.claim_id, new, Source(row.source))
