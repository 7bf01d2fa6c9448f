"""Evidence, and the tallies it leaves on a claim and on the persona as a whole."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, select

from personas.evidence import Evidence, Kind, Polarity, Source, SourceChange, State
from personas.filing import plausible, suggested
from personas.likely_claim import likely_claim
from personas.permission import ANYBODY, Viewer
from personas.persona import Claim, PersonaRef
from personas.search import TERMS_MAX
from storage import audit, tables
from storage.case_folding import contains
from storage.channel import Channels
from storage.counter import next_number
from storage.counting import SOURCE_KEY_MAX, Counting
from storage.persona import WHOLE, Personas
from storage.search import narrowed
from storage.tenancy import TenantTable, is_seen_from_channel, prepared, prepared_by_ids

_E = tables.Evidence.__table__.c
_W = tables.Witness.__table__.c
_D = tables.Decision.__table__.c
_DE = tables.DecisionEvidence.__table__.c
_T = tables.Tally.__table__.c

_SAID = (
    prepared(tables.Evidence)
    .where(_E.own_words.is_(True), _E.state == State.FILED.value, is_seen_from_channel(_E.visibility))
    .order_by(_E.happened_at.desc(), _E.id.desc())
    .limit(1)
)
_SAID_LAST = _SAID.where(_E.persona_id == bindparam("persona_id"))
_SAID_OF = _SAID.where(_E.claim_id == bindparam("claim_id"), _E.polarity != Polarity.CONTRADICTS.value)

_OF_CLAIM = (
    prepared(tables.Evidence)
    .where(_E.claim_id == bindparam("claim_id"), _E.state == State.FILED.value)
    .where(
        is_seen_from_channel(_E.visibility) | ((_E.reporter == bindparam("user")) & (bindparam("user") != ""))
    )
    .order_by(_E.happened_at.desc(), _E.id.desc())
    .limit(bindparam("limit"))
)
_PICKED = prepared_by_ids(_E.id)


class EvidenceItems(TenantTable):
    """One tenant's evidence."""

    def file(self, evidence: Evidence) -> Evidence:
        """Store a new piece under the next EV number; a filed one counts at once."""
        number = evidence.number or next_number(self, "evidence")
        evidence_id = self.add(tables.Evidence, number=number, **_values(evidence))
        filed = replace(evidence, id=evidence_id, number=number)
        self._witnesses(evidence_id, evidence.seen_by)
        self._counting.lock(evidence.persona_id)
        self._counting.count(filed)
        self._note("evidence filed", evidence_id, by=evidence.reporter, at=evidence.filed_at)
        return filed

    def about(
        self, evidence: Evidence, *, persona_id: int, claim_id: int | None = None, by: str, at: datetime
    ) -> Evidence:
        """Say whom a piece is about: a draft becomes filed, a filed one moves."""
        self._counting.lock(evidence.persona_id, persona_id)
        self._uncount(evidence)
        moved = replace(evidence, persona_id=persona_id, claim_id=claim_id, state=State.FILED)
        self._change(evidence.id, persona_id=persona_id, claim_id=claim_id, state=State.FILED.value)
        self._counting.count(moved)
        self._note("evidence moved", evidence.id, by=by, at=at)
        return moved

    def revise(self, evidence: Evidence, *, by: str, at: datetime) -> Evidence:
        """Take over changed words or numbers of a piece that exists."""
        before = self.locked(evidence.id)
        self._counting.lock(evidence.persona_id, before.persona_id if before else None)
        if before:
            self._uncount(before)
        with audit.changing(
            self,
            tables.Evidence,
            _E.id == evidence.id,
            "evidence changed",
            f"evidence:{evidence.id}",
            by=by,
            at=at,
        ):
            self._change(evidence.id, **_values(evidence))
        self._counting.count(evidence)
        return evidence

    def source_changed(self, evidence: Evidence, change: SourceChange, *, at: datetime) -> None:
        """Mark that the message a piece came from was edited or deleted; its words stay as they were filed."""
        if evidence.source_change not in {change, SourceChange.GONE}:
            self._change(evidence.id, source_change=change.value)
            self._note(change.said, evidence.id, by="", at=at)

    def withdraw(self, evidence: Evidence, *, by: str, at: datetime) -> Evidence:
        """Take a piece out of every count; the row is kept."""
        gone = replace(evidence, state=State.WITHDRAWN)
        self._counting.lock(evidence.persona_id)
        self._change(evidence.id, state=State.WITHDRAWN.value)
        self._uncount(evidence)
        self._note("evidence withdrawn", evidence.id, by=by, at=at)
        return gone

    def restore(self, evidence: Evidence, *, by: str, at: datetime) -> Evidence:
        """A withdrawn piece whose emoji is back: filed again, or a draft again."""
        state = State.FILED if evidence.persona_id else State.DRAFT
        back = replace(evidence, state=state)
        self._counting.lock(evidence.persona_id)
        self._change(evidence.id, state=state.value)
        self._counting.count(back)
        self._note("evidence restored", evidence.id, by=by, at=at)
        return back

    def seen_by(self, evidence_id: int, users: Iterable[str]) -> tuple[str, ...]:
        """Set whose emoji is on the message now; who filed it in a form stands behind it all the same."""
        self.write(self.delete(tables.Witness).where(_W.evidence_id == evidence_id, _W.by_emoji.is_(True)))
        self._witnesses(evidence_id, users)
        return self.witnesses(evidence_id)

    def vouch(self, evidence_id: int, user: str) -> None:
        """Somebody filed it in a form: it does not go with an emoji."""
        self.put(tables.Witness, {"evidence_id": evidence_id, "user": user}, by_emoji=False)

    def forsake(self, evidence_id: int, user: str) -> tuple[str, ...]:
        """Somebody takes back that they stand behind a piece; tells who still does."""
        self.write(self.delete(tables.Witness).where(_W.evidence_id == evidence_id, _W.user == user))
        return self.witnesses(evidence_id)

    def locked(self, evidence_id: int) -> Evidence | None:
        """A piece by its id, kept from others until the transaction ends."""
        self.connection.execute(
            self.select(tables.Evidence, _E.id).where(_E.id == evidence_id).with_for_update()
        )
        return self.get(evidence_id)

    def likely_about(self, evidence: Evidence) -> tuple[PersonaRef, ...]:
        """Whom a piece may be about, the likeliest first."""
        return self.likely_about_each([evidence])[evidence.id]

    def likely_about_each(
        self, pieces: Sequence[Evidence], most: int = 3
    ) -> dict[int, tuple[PersonaRef, ...]]:
        """Whom each piece may be about: named in its text, else bound to its channel, else anybody, in this order."""
        personas, channels = Personas(self.connection, self.tenant), Channels(self.connection, self.tenant)
        names, refs = personas.names(), personas.refs()
        here = {channel: channels.personas(channel) for channel in {piece.channel for piece in pieces}}
        return {
            piece.id: suggested(
                refs,
                first=[*plausible(piece.text, names), *(ref.id for ref in here[piece.channel])],
                most=most,
            )
            for piece in pieces
        }

    def likely_claim(self, evidence: Evidence) -> Claim | None:
        """The claim of its persona that a filed piece seems to back; None where one was chosen, or it says otherwise."""
        is_open = evidence.state is State.FILED and not evidence.claim_id
        if not (is_open and evidence.persona_id) or evidence.polarity is Polarity.CONTRADICTS:
            return None
        persona = Personas(self.connection, self.tenant).get(evidence.persona_id)
        return likely_claim(evidence.text, persona.claims) if persona else None

    def cited_by(self, evidence_id: int, *, viewer: Viewer | None = None) -> list[tuple[int, str]]:
        """The decisions that cite a piece: id and number as people say it; with a viewer, those they may read."""
        statement = (
            self.select(tables.Decision, _D.id, _D.number, _D.visibility, _D.logger)
            .join(tables.DecisionEvidence, (_DE.decision_id == _D.id) & (_DE.tenant == _D.tenant))
            .where(_DE.evidence_id == evidence_id)
            .order_by(_D.number)
        )
        return [
            (row.id, f"D-{row.number}")
            for row in self.connection.execute(statement)
            if viewer is None or viewer.can_read(row.visibility, row.logger)
        ]

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
        self, persona_id: int, *, viewer: Viewer = ANYBODY, words: str = "", limit: int = 20, offset: int = 0
    ) -> list[Evidence]:
        """Filed evidence about a persona that the viewer may read, newest first."""
        where = [_E.persona_id == persona_id, _read_by(viewer)]
        return self._with_witnesses(self._many(*where, words=words, limit=limit, offset=offset))

    def of_claim(self, claim_id: int, *, viewer: Viewer = ANYBODY, limit: int = 20) -> list[Evidence]:
        """Filed evidence about a claim that the viewer may read, newest first."""
        return self._with_witnesses(self.under_claim(claim_id, viewer=viewer, limit=limit))

    def under_claim(self, claim_id: int, *, viewer: Viewer = ANYBODY, limit: int = 20) -> list[Evidence]:
        """The same without who stands behind each piece."""
        asked = {"channel": viewer.channel, "user": viewer.user, "limit": limit}
        return [_evidence(row) for row in self.run(_OF_CLAIM, claim_id=claim_id, **asked)]

    def quotes(
        self, persona_id: int, *, viewer: Viewer = ANYBODY, words: str = "", limit: int = 5
    ) -> list[Evidence]:
        """Users' own words, newest first."""
        own = _E.own_words.is_(True)
        return self._many(_E.persona_id == persona_id, own, _read_by(viewer), words=words, limit=limit)

    def hidden(self, persona_id: int, *, viewer: Viewer, own_words: bool = False) -> int:
        """How many pieces about a persona the viewer may not read. Never narrowed by words: that would tell them."""
        filed = [self.mine(tables.Evidence), _E.persona_id == persona_id, _E.state == State.FILED.value]
        if own_words:
            return self._count(select(func.count()).where(*filed, _E.own_words.is_(True), ~_read_by(viewer)))
        kept = select(func.sum(_T.pieces + _T.contradictions)).where(
            self.mine(tables.Tally), _T.persona_id == persona_id, _T.claim_id == WHOLE,
            _T.visibility.not_in({"", viewer.channel}),
        )  # fmt: skip
        theirs = (*filed, _E.reporter == viewer.user, _E.visibility.not_in({"", viewer.channel}))
        own = self._count(select(func.count()).where(*theirs)) if viewer.user else 0
        return self._count(kept) - own

    def _count(self, statement: Any) -> int:
        return int(self.connection.execute(statement).scalar_one() or 0)

    def said_last(self, persona_id: int, *, channel: str = "") -> Evidence | None:
        """The newest of a user's own words: what every card shows."""
        row = self.run(_SAID_LAST, persona_id=persona_id, channel=channel).first()
        return _evidence(row) if row else None

    def said_of(self, claim_id: int, *, channel: str = "") -> Evidence | None:
        """The newest of a user's own words that back a claim."""
        row = self.run(_SAID_OF, claim_id=claim_id, channel=channel).first()
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
        rows = self.run(_PICKED, ids=list(ids))
        return sorted(map(_evidence, rows), key=lambda piece: piece.number)

    def find(
        self, words: str, *, personas: Iterable[int] = (), viewer: Viewer = ANYBODY, limit: int = 20
    ) -> list[Evidence]:
        """Filed evidence for a picker: about these personas (any, when none is named), by number or words."""
        if number := _number_in(words):
            return self._many(_E.number == number, _read_by(viewer), limit=limit)
        where = [_read_by(viewer)]
        if chosen := list(personas):
            where.append(_E.persona_id.in_(chosen))
        return self._many(*where, words=words, limit=limit)

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
        self._counting.recount(persona_id, claim_id, visibility, source)

    @cached_property
    def _counting(self) -> Counting:
        return Counting(self.connection, self.tenant)

    def _note(self, what: str, evidence_id: int, *, by: str, at: datetime) -> None:
        audit.note(self, what, f"evidence:{evidence_id}", by=by, at=at)

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
        self.write(self.update(tables.Evidence).where(_E.id == evidence_id).values(**values))

    def _one(self, *where: ColumnElement[bool]) -> Evidence | None:
        row = self.connection.execute(self.select(tables.Evidence).where(*where)).one_or_none()
        return replace(_evidence(row), seen_by=self.witnesses(row.id)) if row else None

    def _many(
        self, *where: ColumnElement[bool], words: str = "", limit: int, offset: int = 0
    ) -> list[Evidence]:
        """Filed evidence that holds all these words, newest first; the search index leads to where they may stand."""
        ordered = (
            self.select(tables.Evidence)
            .where(_E.state == State.FILED.value, *where, *narrowed(self, "evidence", _E.id, words))
            .order_by(_E.happened_at.desc(), _E.id.desc())
        )
        found = self._holding(ordered, words.split()[:TERMS_MAX]).limit(limit).offset(offset)
        return [_evidence(row) for row in self.connection.execute(found)]

    def _holding(self, ordered: Select[Any], words: Sequence[str]) -> Select[Any]:
        """PostgreSQL takes any word for rare and would read and sort every text; behind an OFFSET it walks to the limit."""
        if not words or self.connection.dialect.name == "sqlite":
            return ordered.where(*(contains(_E.text, word) for word in words))
        walked = ordered.offset(0).subquery()
        return select(*walked.c).where(*(contains(walked.c.text, word) for word in words))

    def _with_witnesses(self, pieces: list[Evidence]) -> list[Evidence]:
        """The same with everybody who stands behind them: one question for the whole list."""
        statement = self.select(tables.Witness, _W.evidence_id, _W.user).order_by(_W.user)
        behind: dict[int, list[str]] = {piece.id: [] for piece in pieces}
        for row in self.connection.execute(statement.where(_W.evidence_id.in_(list(behind)))):
            behind[row.evidence_id].append(row.user)
        return [replace(piece, seen_by=tuple(behind[piece.id])) for piece in pieces]


def _read_by(viewer: Viewer) -> ColumnElement[bool]:
    seen = _E.visibility.in_({"", viewer.channel})
    return seen | (_E.reporter == viewer.user) if viewer.user else seen


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
        "source_key": evidence.source_key[:SOURCE_KEY_MAX],
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
        "source_change": evidence.source_change.value,
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
        source_change=SourceChange(row.source_change),
    )
