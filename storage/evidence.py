"""Evidence, and the tallies it leaves on a claim and on the persona as a whole."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, func, literal, select

from personas.evidence import Evidence, Kind, Polarity, Source, State
from personas.filing import plausible, suggested
from personas.persona import PersonaRef
from storage import tables
from storage.channel import Channels
from storage.columns import Utc
from storage.counter import next_number
from storage.persona import Personas
from storage.tenancy import Shelf, prepared

WHOLE = 0

_E = tables.Evidence.__table__.c
_W = tables.Witness.__table__.c
_D = tables.Decision.__table__.c
_DE = tables.DecisionEvidence.__table__.c
_P = tables.Persona.__table__.c
_T = tables.Tally.__table__.c


_SAID_LAST = (
    prepared(tables.Evidence)
    .where(_E.persona_id == bindparam("persona_id"), _E.own_words.is_(True))
    .where(_E.state == State.FILED.value, _E.visibility.in_(bindparam("seen", expanding=True)))
    .order_by(_E.happened_at.desc(), _E.id.desc())
    .limit(1)
)


class EvidenceShelf(Shelf):
    """One tenant's evidence."""

    def file(self, evidence: Evidence) -> Evidence:
        """Store a new piece under the next EV number; a filed one counts at once."""
        number = evidence.number or next_number(self, "evidence")
        evidence_id = self.add(tables.Evidence, number=number, **_values(evidence))
        filed = replace(evidence, id=evidence_id, number=number)
        self._witnesses(evidence_id, evidence.seen_by)
        self._hold(evidence.persona_id)
        self._count(filed)
        return filed

    def about(self, evidence: Evidence, *, persona_id: int, claim_id: int | None = None) -> Evidence:
        """Say whom a piece is about: a draft becomes filed, a filed one moves."""
        self._hold(evidence.persona_id, persona_id)
        self._uncount(evidence)
        moved = replace(evidence, persona_id=persona_id, claim_id=claim_id, state=State.FILED)
        self._change(evidence.id, persona_id=persona_id, claim_id=claim_id, state=State.FILED.value)
        self._count(moved)
        return moved

    def revise(self, evidence: Evidence) -> Evidence:
        """Take over changed words or numbers of a piece that exists."""
        before = self.held(evidence.id)
        self._hold(evidence.persona_id, before.persona_id if before else None)
        if before:
            self._uncount(before)
        self._change(evidence.id, **_values(evidence))
        self._count(evidence)
        return evidence

    def withdraw(self, evidence: Evidence) -> Evidence:
        """Take a piece out of every count; the row is kept."""
        gone = replace(evidence, state=State.WITHDRAWN)
        self._hold(evidence.persona_id)
        self._change(evidence.id, state=State.WITHDRAWN.value)
        self._uncount(evidence)
        return gone

    def restore(self, evidence: Evidence) -> Evidence:
        """A withdrawn piece whose emoji is back: filed again, or a draft again."""
        state = State.FILED if evidence.persona_id else State.DRAFT
        back = replace(evidence, state=state)
        self._hold(evidence.persona_id)
        self._change(evidence.id, state=state.value)
        self._count(back)
        return back

    def seen_by(self, evidence_id: int, users: Iterable[str]) -> tuple[str, ...]:
        """Set whose emoji is on the message now; who filed it in a form stands behind it all the same."""
        self.connection.execute(
            self.delete(tables.Witness).where(_W.evidence_id == evidence_id, _W.by_emoji.is_(True))
        )
        self._witnesses(evidence_id, users)
        return self.witnesses(evidence_id)

    def vouch(self, evidence_id: int, user: str) -> None:
        """Somebody filed it in a form: it does not go with an emoji."""
        self.put(tables.Witness, {"evidence_id": evidence_id, "user": user}, by_emoji=False)

    def forsake(self, evidence_id: int, user: str) -> tuple[str, ...]:
        """Somebody takes back that they stand behind a piece; tells who still does."""
        self.connection.execute(
            self.delete(tables.Witness).where(_W.evidence_id == evidence_id, _W.user == user)
        )
        return self.witnesses(evidence_id)

    def held(self, evidence_id: int) -> Evidence | None:
        """A piece by its id, kept from others until the transaction ends."""
        self.connection.execute(
            self.select(tables.Evidence, _E.id).where(_E.id == evidence_id).with_for_update()
        )
        return self.get(evidence_id)

    def likely_about(self, evidence: Evidence, most: int = 3) -> tuple[PersonaRef, ...]:
        """Whom a piece may be about: named in its text, else bound to its channel, else anybody, in this order."""
        personas = Personas(self.connection, self.tenant)
        here = Channels(self.connection, self.tenant).personas(evidence.channel)
        named = plausible(evidence.text, personas.names())
        return suggested(personas.refs(), first=[*named, *(ref.id for ref in here)], most=most)

    def cited_by(self, evidence_id: int) -> list[tuple[int, str]]:
        """The decisions that cite a piece: id and number as people say it."""
        statement = (
            self.select(tables.Decision, _D.id, _D.number)
            .join(tables.DecisionEvidence, (_DE.decision_id == _D.id) & (_DE.tenant == _D.tenant))
            .where(_DE.evidence_id == evidence_id)
            .order_by(_D.number)
        )
        return [(row.id, f"D-{row.number}") for row in self.connection.execute(statement)]

    def get(self, evidence_id: int) -> Evidence | None:
        """A piece by its id."""
        return self._one(_E.id == evidence_id)

    def numbered(self, number: int) -> Evidence | None:
        """A piece by the number people say: EV-12."""
        return self._one(_E.number == number)

    def of_message(self, channel: str, ts: str) -> Evidence | None:
        """The piece a Slack message was filed as, withdrawn ones included."""
        return self._one(_E.channel == channel, _E.ts == ts)

    def of_persona(
        self, persona_id: int, *, channel: str = "", words: str = "", limit: int = 20, offset: int = 0
    ) -> list[Evidence]:
        """Filed evidence about a persona as seen from a channel, newest first."""
        where = [_E.persona_id == persona_id, *self._seen_from(channel), *_containing(words)]
        return self._with_witnesses(self._many(*where, limit=limit, offset=offset))

    def of_claim(self, claim_id: int, *, channel: str = "", limit: int = 20) -> list[Evidence]:
        """Filed evidence about a claim as seen from a channel, newest first."""
        return self._with_witnesses(
            self._many(_E.claim_id == claim_id, *self._seen_from(channel), limit=limit)
        )

    def quotes(
        self, persona_id: int, *, channel: str = "", words: str = "", limit: int = 5
    ) -> list[Evidence]:
        """Users' own words, newest first."""
        own = _E.own_words.is_(True)
        return self._many(
            _E.persona_id == persona_id, own, *self._seen_from(channel), *_containing(words), limit=limit
        )

    def said_last(self, persona_id: int, *, channel: str = "") -> Evidence | None:
        """The newest of a user's own words: what every card shows."""
        row = self.run(_SAID_LAST, persona_id=persona_id, seen=["", channel]).first()
        return _evidence(row) if row else None

    def drafts(self, reporter: str, limit: int = 20) -> list[Evidence]:
        """What a person reported that still waits for a persona, oldest first."""
        statement = (
            self.select(tables.Evidence)
            .where(_E.state == State.DRAFT.value, _E.reporter == reporter)
            .order_by(_E.filed_at)
            .limit(limit)
        )
        return [_evidence(row) for row in self.connection.execute(statement)]

    def picked(self, ids: Iterable[int]) -> list[Evidence]:
        """These pieces, by number; unknown ids are left out."""
        statement = self.select(tables.Evidence).where(_E.id.in_(list(ids))).order_by(_E.number)
        return [_evidence(row) for row in self.connection.execute(statement)]

    def find(
        self, words: str, *, personas: Iterable[int] = (), channel: str = "", limit: int = 20
    ) -> list[Evidence]:
        """Filed evidence for a picker: about these personas (any, when none is named), by number or words."""
        where = [*self._seen_from(channel), *_containing(words)]
        if chosen := list(personas):
            where.append(_E.persona_id.in_(chosen))
        if number := _number_in(words):
            where = [_E.number == number, *self._seen_from(channel)]
        return self._many(*where, limit=limit)

    def newest_filed(self, persona_id: int) -> datetime | None:
        """When evidence about a persona last arrived: what the ageing reminder looks at."""
        statement = select(func.max(_E.filed_at)).where(
            self.mine(tables.Evidence), _E.persona_id == persona_id, _E.state == State.FILED.value
        )
        newest: datetime | None = self.connection.execute(statement).scalar()
        return newest

    def everything(self) -> list[Evidence]:
        """Every piece, by number: exports."""
        rows = self.connection.execute(self.select(tables.Evidence).order_by(_E.number)).all()
        return [replace(_evidence(row), seen_by=self.witnesses(row.id)) for row in rows]

    def witnesses(self, evidence_id: int) -> tuple[str, ...]:
        """Who reacted on the message."""
        rows = self.connection.execute(
            self.select(tables.Witness, _W.user).where(_W.evidence_id == evidence_id).order_by(_W.user)
        )
        return tuple(rows.scalars())

    def recount(self, persona_id: int, claim_id: int | None, visibility: str, source: Source) -> None:
        """Count one tally again from its evidence, and the persona's whole with it."""
        self._hold(persona_id)
        for scope in {claim_id or WHOLE, WHOLE}:
            self._recount(persona_id, scope, visibility, source)

    def _hold(self, *persona_ids: int | None) -> None:
        """One writer at a time per persona, where several can write: two would count from what both saw before."""
        held = sorted({persona_id for persona_id in persona_ids if persona_id is not None})
        statement = self.select(tables.Persona, _P.id).where(_P.id.in_(held)).order_by(_P.id)
        if held:
            self.connection.execute(statement.with_for_update(key_share=True))

    def _recount(self, persona_id: int, claim_id: int, visibility: str, source: Source) -> None:
        filed = [
            _E.persona_id == persona_id,
            _E.visibility == visibility,
            _E.source == source.value,
            _E.state == State.FILED.value,
        ]
        if claim_id != WHOLE:
            filed.append(_E.claim_id == claim_id)
        contradicts = _E.polarity == Polarity.CONTRADICTS.value
        supports = [*filed, ~contradicts]
        counts = self._scalar_row(
            select(
                func.count(),
                func.count(_E.source_key.distinct()),
                func.coalesce(func.sum(_E.n), 0),
                func.coalesce(func.sum(_E.m), 0),
                func.max(_E.happened_at),
            ).where(self.mine(tables.Evidence), *supports)
        )
        against = self._scalar_row(
            select(func.count()).where(self.mine(tables.Evidence), *filed, contradicts)
        )
        self.put(
            tables.Tally,
            {
                "persona_id": persona_id,
                "claim_id": claim_id,
                "visibility": visibility,
                "source": source.value,
            },
            pieces=counts[0],
            sources=counts[1],
            n=int(counts[2]),
            m=int(counts[3]),
            newest=counts[4],
            contradictions=against[0],
        )

    def _count(self, evidence: Evidence) -> None:
        """Add one piece to its tallies: a few indexed statements, however much there is already."""
        if evidence.persona_id is None or evidence.state is not State.FILED:
            return
        for claim_id in {evidence.claim_id or WHOLE, WHOLE}:
            self._add_to_tally(evidence, evidence.persona_id, claim_id)

    def _add_to_tally(self, evidence: Evidence, persona_id: int, claim_id: int) -> None:
        against = evidence.polarity is Polarity.CONTRADICTS
        fresh = 0 if against else self._is_new_source(evidence, claim_id)
        keys = {
            "persona_id": persona_id,
            "claim_id": claim_id,
            "visibility": evidence.visibility,
            "source": evidence.source.value,
        }
        one = {
            "pieces": 0 if against else 1,
            "sources": fresh,
            "n": 0 if against else evidence.n or 0,
            "m": 0 if against else evidence.m or 0,
            "contradictions": int(against),
        }
        newest = None if against else evidence.happened_at
        statement = self.insert(tables.Tally).values(tenant=self.tenant, **keys, **one, newest=newest)
        grown: dict[str, ColumnElement[Any]] = {name: _T[name] + value for name, value in one.items()}
        if newest:
            older = _T.newest.is_(None) | (_T.newest < newest)
            grown["newest"] = case((older, literal(newest, Utc())), else_=_T.newest)
        self.connection.execute(statement.on_conflict_do_update(index_elements=["tenant", *keys], set_=grown))

    def _is_new_source(self, evidence: Evidence, claim_id: int) -> int:
        """1 unless the same ticket or message already counts here."""
        statement = self.select(tables.Evidence, _E.id).where(
            _E.persona_id == evidence.persona_id,
            _E.source_key == evidence.source_key,
            _E.source == evidence.source.value,
            _E.visibility == evidence.visibility,
            _E.polarity != Polarity.CONTRADICTS.value,
            _E.state == State.FILED.value,
            _E.id != evidence.id,
        )
        if claim_id != WHOLE:
            statement = statement.where(_E.claim_id == claim_id)
        return int(self.connection.execute(statement.limit(1)).first() is None)

    def _uncount(self, evidence: Evidence) -> None:
        """Taking away needs the next newest date: count again what it was part of."""
        if evidence.persona_id is not None and evidence.state is State.FILED:
            self._change(evidence.id, state=State.WITHDRAWN.value)
            self.recount(evidence.persona_id, evidence.claim_id, evidence.visibility, evidence.source)

    def _witnesses(self, evidence_id: int, users: Iterable[str]) -> tuple[str, ...]:
        kept = tuple(dict.fromkeys(users))
        for user in kept:
            self.put(tables.Witness, {"evidence_id": evidence_id, "user": user})
        return kept

    def _change(self, evidence_id: int, **values: Any) -> None:
        self.connection.execute(self.update(tables.Evidence).where(_E.id == evidence_id).values(**values))

    def _one(self, *where: ColumnElement[bool]) -> Evidence | None:
        row = self.connection.execute(self.select(tables.Evidence).where(*where)).one_or_none()
        return replace(_evidence(row), seen_by=self.witnesses(row.id)) if row else None

    def _many(self, *where: ColumnElement[bool], limit: int, offset: int = 0) -> list[Evidence]:
        statement = (
            self.select(tables.Evidence)
            .where(_E.state == State.FILED.value, *where)
            .order_by(_E.happened_at.desc(), _E.id.desc())
            .limit(limit)
            .offset(offset)
        )
        return [_evidence(row) for row in self.connection.execute(statement)]

    def _with_witnesses(self, pieces: list[Evidence]) -> list[Evidence]:
        """The same with everybody who stands behind them: one question for the whole list."""
        statement = self.select(tables.Witness, _W.evidence_id, _W.user).order_by(_W.user)
        behind: dict[int, list[str]] = {piece.id: [] for piece in pieces}
        for row in self.connection.execute(statement.where(_W.evidence_id.in_(list(behind)))):
            behind[row.evidence_id].append(row.user)
        return [replace(piece, seen_by=tuple(behind[piece.id])) for piece in pieces]

    def _seen_from(self, channel: str) -> tuple[ColumnElement[bool], ...]:
        return (_E.visibility.in_({"", channel}),)

    def _scalar_row(self, statement: Any) -> Any:
        return self.connection.execute(statement).one()


def _containing(words: str) -> list[ColumnElement[bool]]:
    return [func.lower(_E.text).contains(word.casefold(), autoescape=True) for word in words.split()[:8]]


def _number_in(words: str) -> int | None:
    digits = words.strip().upper().removeprefix("EV-").removeprefix("EV")
    return int(digits) if digits.isdecimal() and len(digits) < 9 else None


def _values(evidence: Evidence) -> dict[str, Any]:
    return {
        "persona_id": evidence.persona_id,
        "claim_id": evidence.claim_id,
        "text": evidence.text,
        "kind": evidence.kind.value,
        "source": evidence.source.value,
        "source_key": evidence.source_key[:300],
        "polarity": evidence.polarity.value,
        "state": evidence.state.value,
        "own_words": evidence.own_words,
        "n": evidence.n,
        "m": evidence.m,
        "account": evidence.account,
        "link": evidence.link,
        "author": evidence.author,
        "reporter": evidence.reporter,
        "channel": evidence.channel,
        "ts": evidence.ts or None,
        "happened_at": evidence.happened_at,
        "filed_at": evidence.filed_at,
        "visibility": evidence.visibility,
    }


def _evidence(row: Any) -> Evidence:
    return Evidence(
        id=row.id,
        number=row.number,
        text=row.text,
        kind=Kind(row.kind),
        source=Source(row.source),
        polarity=Polarity(row.polarity),
        state=State(row.state),
        reporter=row.reporter,
        filed_at=row.filed_at,
        happened_at=row.happened_at,
        persona_id=row.persona_id,
        claim_id=row.claim_id,
        source_key=row.source_key,
        link=row.link,
        author=row.author,
        own_words=row.own_words,
        n=row.n,
        m=row.m,
        account=row.account,
        channel=row.channel,
        ts=row.ts or "",
        visibility=row.visibility,
    )
