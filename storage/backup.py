"""Everything one tenant knows, out as a snapshot and in again. What is there already is never overwritten."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import or_

from personas.backup import (
    Backup,
    ChannelRecord,
    ClaimRecord,
    DecisionRecord,
    EvidenceRecord,
    PersonaRecord,
    PulseRecord,
    Record,
    WishRecord,
    WitnessRecord,
)
from personas.evidence import Source, State
from storage import statistics, tables
from storage.columns import Row
from storage.counter import at_least, next_number
from storage.evidence import EvidenceItems
from storage.persona import Personas
from storage.tenancy import TenantTable

# What a snapshot leaves out on purpose, and why. A test holds columns and records together.
LEFT_OUT = {
    "tenant": "a snapshot is of one workspace",
    "id": "surrogate; people say slugs and numbers",
    "persona_id": "the slug stands for it",
    "claim_id": "the place among the persona's claims stands for it",
    "evidence_id": "the number stands for it",
    "secret": "destroyed when a pulse closes",
    "audience": "who was asked stays with those who asked",
}

R = TypeVar("R", bound=Record)
_P, _C = tables.Persona.__table__.c, tables.Claim.__table__.c
_E, _D = tables.Evidence.__table__.c, tables.Decision.__table__.c


@dataclass(slots=True)
class Restored:
    """What a snapshot brought: counts by noun; `renumbered` are pieces whose number was taken here."""

    new: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    same: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    renumbered: list[tuple[str, str]] = field(default_factory=list)

    def count(self, noun: str, *, new: bool) -> bool:
        """Count one row; hands `new` back."""
        (self.new if new else self.same)[noun] += 1
        return new


class Backups(TenantTable):
    """One tenant's rows as a snapshot."""

    def export(self, *, at: datetime, workspace: str) -> Backup:
        """Everything as it stands, always in the same order."""
        slugs = {row.id: row.slug for row in self._rows(tables.Persona)}
        claims = self._claims()
        numbers = {row.id: row.number for row in self._rows(tables.Evidence)}
        return Backup(
            snapshot=at,
            team=self.tenant,
            workspace=workspace,
            counters={row.kind: row.value for row in self._rows(tables.Counter, "kind")},
            personas=self._personas(claims),
            evidence=self._evidence(slugs, claims),
            decisions=self._decisions(slugs, numbers),
            channels=self._channels(slugs),
            pulses=self._pulses(slugs, numbers),
            people=self._wishes(),
        )

    def running_pulses(self) -> int:
        """Pulses that are still open, which a snapshot leaves out."""
        return sum(row.opened_at is not None and row.closed_at is None for row in self._rows(tables.Pulse))

    def restore(self, backup: Backup) -> Restored:
        """Bring in what is missing here; what is here stays as it is."""
        done = Restored()
        ids, claims = self._put_personas(backup.personas, done)
        numbers = self._put_evidence(backup.evidence, ids, claims, done)
        self._put_decisions(backup.decisions, ids, numbers, done)
        self._put_channels(backup.channels, ids, done)
        self._put_pulses(backup.pulses, ids, numbers, done)
        self._put_wishes(backup.people, done)
        for kind, value in backup.counters.items():
            at_least(self, kind, value)
        statistics.refresh(self.connection)
        return done

    def _rows(self, table: type[Row], *order: str) -> Sequence[Any]:
        columns = table.__table__.c
        return self.connection.execute(self.select(table).order_by(*(columns[name] for name in order))).all()

    def _claims(self) -> dict[int, list[Any]]:
        """Every claim ever made, per persona, oldest first."""
        grouped: dict[int, list[Any]] = defaultdict(list)
        for row in self._rows(tables.Claim, "id"):
            grouped[row.persona_id].append(row)
        return grouped

    def _personas(self, claims: Mapping[int, list[Any]]) -> list[PersonaRecord]:
        names: dict[int, list[str]] = defaultdict(list)
        for row in self._rows(tables.Alias, "key"):
            names[row.persona_id].append(row.shown)
        return [
            _record(
                PersonaRecord, row, aliases=names[row.id],
                claims=[_record(ClaimRecord, claim) for claim in claims[row.id]],
            )
            for row in self._rows(tables.Persona, "slug")
        ]  # fmt: skip

    def _evidence(self, slugs: Mapping[int, str], claims: Mapping[int, list[Any]]) -> list[EvidenceRecord]:
        places = {row.id: place for listed in claims.values() for place, row in enumerate(listed, 1)}
        seen: dict[int, list[WitnessRecord]] = defaultdict(list)
        for row in self._rows(tables.Witness, "user"):
            seen[row.evidence_id].append(_record(WitnessRecord, row))
        return [
            _record(
                EvidenceRecord, row, persona=slugs.get(row.persona_id, ""), claim=places.get(row.claim_id),
                witnesses=seen[row.id],
            )
            for row in self._rows(tables.Evidence, "number")
        ]  # fmt: skip

    def _decisions(self, slugs: Mapping[int, str], numbers: Mapping[int, int]) -> list[DecisionRecord]:
        named: dict[tuple[int, bool], list[str]] = defaultdict(list)
        for row in self._rows(tables.DecisionPersona):
            named[row.decision_id, row.served].append(slugs[row.persona_id])
        cited: dict[int, list[int]] = defaultdict(list)
        for row in self._rows(tables.DecisionEvidence):
            cited[row.decision_id].append(numbers[row.evidence_id])
        return [
            _record(
                DecisionRecord, row, served=sorted(named[row.id, True]), unserved=sorted(named[row.id, False]),
                evidence=sorted(cited[row.id]),
            )
            for row in self._rows(tables.Decision, "number")
        ]  # fmt: skip

    def _channels(self, slugs: Mapping[int, str]) -> list[ChannelRecord]:
        bound: dict[str, list[str]] = defaultdict(list)
        for row in self._rows(tables.ChannelPersona):
            bound[row.channel].append(slugs[row.persona_id])
        return [
            _record(ChannelRecord, row, personas=sorted(bound[row.channel]))
            for row in self._rows(tables.Channel, "channel")
        ]

    def _pulses(self, slugs: Mapping[int, str], numbers: Mapping[int, int]) -> list[PulseRecord]:
        return [
            _record(PulseRecord, row, persona=slugs[row.persona_id], evidence=numbers.get(row.evidence_id))
            for row in self._rows(tables.Pulse, "number")
            if row.opened_at and row.closed_at
        ]

    def _wishes(self) -> list[WishRecord]:
        rows = self._rows(tables.Person, "user")
        return [_record(WishRecord, row) for row in rows if row.stopped_at or row.muted_until or row.less]

    def _put_personas(
        self, records: Iterable[PersonaRecord], done: Restored
    ) -> tuple[dict[str, int], dict[tuple[str, int | None], int]]:
        ids = {row.slug: row.id for row in self._rows(tables.Persona)}
        claims: dict[tuple[str, int | None], int] = {}
        for record in records:
            if done.count("persona", new=record.slug not in ids):
                ids[record.slug] = self.add(tables.Persona, **_values(record, tables.Persona))
            persona_id = ids[record.slug]
            for shown in record.aliases:
                self._answer_to(persona_id, shown)
            claims |= self._put_claims(record, persona_id, done)
        return ids, claims

    def _answer_to(self, persona_id: int, shown: str) -> None:
        Personas(self.connection, self.tenant).answer_to(persona_id, [shown])

    def _put_claims(
        self, record: PersonaRecord, persona_id: int, done: Restored
    ) -> dict[tuple[str, int | None], int]:
        """The claims' ids by their place. A claim is the same when it was made at the same time, or says the same."""
        rows = self.connection.execute(self.select(tables.Claim).where(_C.persona_id == persona_id)).all()
        made = {(row.facet, row.created_at, row.imported or row.text): row.id for row in rows}
        made |= {(row.facet, row.created_at, row.text): row.id for row in rows}
        said = {(row.facet, row.text): row.id for row in rows}
        places: dict[tuple[str, int | None], int] = {}
        for place, claim in enumerate(record.claims, 1):
            found = made.get((claim.facet.value, claim.created_at, claim.imported or claim.text))
            found = found or said.get((claim.facet.value, claim.text))
            if done.count("claim", new=found is None):
                found = self.add(tables.Claim, persona_id=persona_id, **_values(claim, tables.Claim))
            places[record.slug, place] = found or 0
        return places

    def _put_evidence(
        self,
        records: Iterable[EvidenceRecord],
        ids: Mapping[str, int],
        claims: Mapping[tuple[str, int | None], int],
        done: Restored,
    ) -> dict[int, int]:
        """The pieces' ids by their number in the snapshot; what is new is counted under its claim."""
        numbers: dict[int, int] = {}
        count_again: set[tuple[int, int | None, str, Source]] = set()
        for record in records:
            found = self._same_piece(record)
            if done.count("piece of evidence", new=found is None):
                number = self._free(tables.Evidence, "evidence", record.number, done, "EV")
                persona_id, claim_id = ids.get(record.persona), claims.get((record.persona, record.claim))
                values = _values(record, tables.Evidence) | {"number": number}
                found = self.add(tables.Evidence, persona_id=persona_id, claim_id=claim_id, **values)
                for witness in record.witnesses:
                    keys = {"evidence_id": found, "user": witness.user}
                    self.put(tables.Witness, keys, by_emoji=witness.by_emoji)
                if persona_id and record.state is State.FILED:
                    count_again.add((persona_id, claim_id, record.visibility, record.source))
            numbers[record.number] = found or 0
        scope = EvidenceItems(self.connection, self.tenant)
        for persona_id, claim_id, visibility, source in count_again:
            scope.recount(persona_id, claim_id, visibility, source)
        return numbers

    def _same_piece(self, record: EvidenceRecord) -> int | None:
        """The piece that is here already: of the same message, or filed at the same moment by the same person."""
        same = (_E.filed_at == record.filed_at) & (_E.reporter == record.reporter)
        numbered = same & (_E.number == record.number)
        reworded = same & (_E.text == record.text)
        message = [(_E.channel == record.channel) & (_E.ts == record.ts)] if record.ts else []
        statement = self.select(tables.Evidence, _E.id).where(or_(numbered, reworded, *message))
        row = self.connection.execute(statement.order_by(_E.number != record.number).limit(1)).first()
        return int(row.id) if row else None

    def _free(self, table: type[Row], kind: str, number: int, done: Restored, letters: str) -> int:
        """The number itself, or where something else has it here the next one."""
        column = table.__table__.c.number
        taken = self.connection.execute(self.select(table, column).where(column == number)).first()
        if not taken:
            at_least(self, kind, number)
            return number
        other = next_number(self, kind)
        done.renumbered.append((f"{letters}-{number}", f"{letters}-{other}"))
        return other

    def _put_decisions(
        self,
        records: Iterable[DecisionRecord],
        ids: Mapping[str, int],
        numbers: Mapping[int, int],
        done: Restored,
    ) -> None:
        for record in records:
            same = (_D.logged_at == record.logged_at) & (_D.logger == record.logger)
            found = self.connection.execute(self.select(tables.Decision, _D.id).where(same)).first()
            if not done.count("decision", new=found is None):
                continue
            number = self._free(tables.Decision, "decision", record.number, done, "D")
            decision_id = self.add(tables.Decision, **_values(record, tables.Decision) | {"number": number})
            for slug in (*record.served, *record.unserved):
                keys = {"decision_id": decision_id, "persona_id": ids[slug]}
                self.put(tables.DecisionPersona, keys, served=slug in record.served)
            for cited in record.evidence:
                self.put(tables.DecisionEvidence, {"decision_id": decision_id, "evidence_id": numbers[cited]})

    def _put_channels(self, records: Iterable[ChannelRecord], ids: Mapping[str, int], done: Restored) -> None:
        """A channel that was set up here keeps its own switches."""
        for record in records:
            values = _values(record, tables.Channel)
            if done.count("channel", new=self.add_new(tables.Channel, ["channel"], **values)):
                for slug in record.personas:
                    self.put(tables.ChannelPersona, {"channel": record.channel, "persona_id": ids[slug]})

    def _put_pulses(
        self,
        records: Iterable[PulseRecord],
        ids: Mapping[str, int],
        numbers: Mapping[int, int],
        done: Restored,
    ) -> None:
        pulse = tables.Pulse.__table__.c
        for record in records:
            same = (pulse.opened_at == record.opened_at) & (pulse.author == record.author)
            found = self.connection.execute(self.select(tables.Pulse, pulse.id).where(same)).first()
            if done.count("pulse", new=found is None):
                number = self._free(tables.Pulse, "pulse", record.number, done, "P")
                values = _values(record, tables.Pulse) | {"number": number, "persona_id": ids[record.persona]}
                self.add(tables.Pulse, evidence_id=numbers.get(record.evidence or 0), secret="", **values)

    def _put_wishes(self, records: Iterable[WishRecord], done: Restored) -> None:
        """A wish for silence is kept; one that was made here since stays as it is."""
        for record in records:
            column = tables.Person.__table__.c
            row = self.connection.execute(
                self.select(tables.Person).where(column.user == record.user)
            ).first()
            values = record.model_dump(exclude={"user"})
            missing = {
                name: value for name, value in values.items() if value and not (row and getattr(row, name))
            }
            if done.count("person's wish", new=bool(missing)):
                self.put(tables.Person, {"user": record.user}, **missing)


def _record(kind: type[R], row: Any, **links: Any) -> R:
    """A row as a record: the columns of the same name, and the links as people would say them."""
    known = row._asdict()
    plain = {name: known[name] for name in kind.model_fields if name in known and name not in links}
    return kind(**plain, **links)


def _values(record: Record, table: type[Row]) -> dict[str, Any]:
    """A record as column values: enumerations as their words, links left to the caller."""
    columns = table.__table__.c
    given = {name: getattr(record, name) for name in type(record).model_fields if name in columns}
    return {name: getattr(value, "value", value) for name, value in given.items()}
