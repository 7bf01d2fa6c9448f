"""Personas, the names they answer to, and their claims with what backs them."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, case, func, select, tuple_

from personas.evidence import Backing, Source, Tally
from personas.permission import PUBLIC
from personas.persona import Claim, Facet, Persona, PersonaLine, PersonaRef, Type, key_of, status_of
from storage import audit, tables
from storage.changes import Changed
from storage.listed import is_among, is_number_among
from storage.tenancy import TenantTable, alone, is_seen_from_channel, prepared, prepared_by_ids

WHOLE = 0
ROLE_WORDS_MAX = 4  # a longer role describes somebody, and is nothing one is called
EVERYBODY = 1_000_000
# Fields by which a persona is found, or found no more.
LEADING = frozenset({"name", "slug", "type", "role", "emoji", "retired_at"})
NO_BACKING = Backing()

_P = tables.Persona.__table__.c
_A = tables.Alias.__table__.c
_C = tables.Claim.__table__.c
_T = tables.Tally.__table__.c


_MATCHING = (
    prepared(tables.Persona, _A.key, *tables.Persona.__table__.c)
    .join(tables.Alias, (_A.persona_id == _P.id) & (_A.tenant == _P.tenant))
    .where(is_among(_A.key, "keys"))
)
_PERSONA = prepared(tables.Persona).where(_P.id == bindparam("id"))
_KEPT = (
    _P.id, _P.slug, _P.name, _P.type, _P.steward, _P.interval_days, _P.created_at, _P.edited_by, _P.verified_at,
)  # fmt: skip
_LIVING = prepared(tables.Persona, _P.id).where(_P.retired_at.is_(None))
_ROLES = prepared(tables.Persona, _P.slug, _P.role).where(_P.retired_at.is_(None), _P.role != "")
_HOW_MANY = prepared(tables.Persona, func.count()).where(_P.retired_at.is_(None))
_NAMES = prepared(tables.Alias, _A.shown, _A.persona_id)
_CLAIMS = prepared(tables.Claim).where(_C.removed_at.is_(None)).order_by(_C.position, _C.id)
_CLAIMS_OF = _CLAIMS.where(_C.persona_id == bindparam("id"))
_TALLIES = prepared(tables.Tally)
_TALLIES_OF = _TALLIES.where(_T.persona_id == bindparam("id"))
_ALIASES = prepared(tables.Alias).order_by(_A.shown)
_ALIASES_OF = _ALIASES.where(_A.persona_id == bindparam("id"))


_FIRST_LIVING = (
    prepared(tables.Persona, _P.id, _P.slug, _P.name, _P.type, _P.role, _P.one_line, _P.retired_at)
    .where(_P.retired_at.is_(None))
    .order_by(_P.name)
    .limit(bindparam("limit"))
)
_SEEN = is_seen_from_channel(_T.visibility)
_BACKED = (_T.tenant == _C.tenant) & (_T.persona_id == _C.persona_id) & (_T.claim_id == _C.id) & _SEEN
_PER_CLAIM = (
    prepared(
        tables.Claim, _C.persona_id,
        case((func.sum(_T.pieces) > 0, 1), else_=0).label("backed"),
        case((func.sum(_T.contradictions) > 0, 1), else_=0).label("contested"),
    )
    .outerjoin(tables.Tally, _BACKED)
    .where(is_number_among(_C.persona_id, "ids"), _C.removed_at.is_(None), _C.unknown.is_(False))
    .group_by(_C.persona_id, _C.id)
    .subquery()
)  # fmt: skip
_STANDING = select(
    _PER_CLAIM.c.persona_id,
    func.count().label("known"),
    func.sum(_PER_CLAIM.c.backed).label("backed"),
    func.sum(_PER_CLAIM.c.contested).label("contested"),
).group_by(_PER_CLAIM.c.persona_id)
_CONTESTED = (
    prepared(tables.Claim, _C.persona_id, _C.facet)
    .join(tables.Tally, _BACKED)
    .where(is_number_among(_C.persona_id, "ids"), _C.removed_at.is_(None))
    .group_by(_C.id, _C.persona_id, _C.facet, _C.position)
    .having(func.sum(_T.contradictions) > 0)
    .order_by(_C.position, _C.id)
)
_SAYS_ANYTHING = (
    prepared(tables.Claim, _C.id)
    .join(tables.Persona, (_P.id == _C.persona_id) & (_P.tenant == _C.tenant))
    .where(_C.facet == bindparam("facet"), _C.unknown.is_(False))
    .where(_C.removed_at.is_(None), _P.retired_at.is_(None))
    .limit(1)
)
_WHOLES = (
    prepared(
        tables.Tally, _T.persona_id,
        func.max(case((_SEEN, _T.newest))).label("newest"),
        func.sum(case((_SEEN, _T.pieces), else_=0)).label("pieces"),
        func.sum(case((_SEEN, 0), else_=_T.pieces + _T.contradictions)).label("hidden"),
    )
    .where(is_number_among(_T.persona_id, "ids"), _T.claim_id == WHOLE)
    .group_by(_T.persona_id)
)  # fmt: skip
_CLAIMS_BY_ID = (
    prepared_by_ids(_C.id, *_C, _P.slug, _P.name, _P.type.label("persona_type"))
    .join(tables.Persona, (_P.id == _C.persona_id) & (_P.tenant == _C.tenant))
    .where(_C.removed_at.is_(None), _P.retired_at.is_(None))
)
_TALLIES_UNDER = prepared(tables.Tally).where(
    tuple_(_T.persona_id, _T.claim_id).in_(
        select(_C.persona_id, _C.id).where(_C.tenant == bindparam("tenant"), is_number_among(_C.id, "claims"))
    )
)
_ABOUT = (
    is_number_among(_C.persona_id, "ids"),
    is_among(_C.facet, "facets"),
    _C.removed_at.is_(None),
)
_CLAIMS_ABOUT = _CLAIMS.where(*_ABOUT)
_TALLIES_ABOUT = prepared(tables.Tally).where(
    tuple_(_T.persona_id, _T.claim_id).in_(
        select(_C.persona_id, _C.id).where(_C.tenant == bindparam("tenant"), *_ABOUT)
    )
)


class Personas(TenantTable):
    """One tenant's personas."""

    def __init__(self, connection: Connection, tenant: str) -> None:
        super().__init__(connection, tenant)
        self._matched: dict[str, list[PersonaRef]] = {}
        self._rows: dict[int, Any] = {}

    def matching(self, keys: Sequence[str]) -> dict[str, list[PersonaRef]]:
        """Personas that answer to any of these keys (`persona.key_of`), by key."""
        fresh = [key for key in keys if key not in self._matched]
        if fresh:
            self._matched |= {key: [] for key in fresh}
            for row in self.run(_MATCHING, keys=fresh):
                self._matched[row.key].append(_ref(row))
                self._rows[row.id] = row
        return {key: refs for key in keys if (refs := self._matched[key])}

    def refs(self, *, retired: bool = False) -> list[PersonaRef]:
        """Every persona by name; the retired only when asked for."""
        statement = self.select(tables.Persona, _P.id, _P.slug, _P.name, _P.type, _P.retired_at).order_by(
            _P.name
        )
        if not retired:
            statement = statement.where(_P.retired_at.is_(None))
        return [_ref(row) for row in self.connection.execute(statement)]

    def how_many(self) -> int:
        """How many living personas there are."""
        return int(self.run(_HOW_MANY).scalar_one())

    def names(self) -> dict[str, int]:
        """Every spelling a living persona answers to, for suggestions."""
        # Not joined by the database: one that has not counted its rows yet reads all names anew for each persona.
        living = set(self.run(_LIVING).scalars())
        return {row.shown: row.persona_id for row in self.run(_NAMES) if row.persona_id in living}

    def callings(self) -> dict[str, str]:
        """All that a living persona may be called in a question, each with a name that finds it: names and short roles."""
        roles = [(row.role, row.slug) for row in self.run(_ROLES) if len(row.role.split()) <= ROLE_WORDS_MAX]
        shared = Counter(key_of(role) for role, _ in roles)
        return {role: slug for role, slug in roles if shared[key_of(role)] == 1} | {
            name: name for name in self.names()
        }

    def get(self, persona_id: int, *, channel: str = PUBLIC, names: bool = True) -> Persona | None:
        """The whole persona as seen from a channel: public evidence, and that channel's own.

        A card shows no nicknames: without `names` it is spared that look-up.
        """
        row = self._rows.get(persona_id) or self.run(_PERSONA, id=persona_id).one_or_none()
        if row is None:
            return None
        claims = self.run(_CLAIMS_OF, id=persona_id).all()
        tallies = self.run(_TALLIES_OF, id=persona_id).all()
        aliases = self.run(_ALIASES_OF, id=persona_id).all() if names else ()
        return _persona(row, claims, tallies, aliases, channel=channel)

    def all(self, *, channel: str = PUBLIC, retired: bool = False) -> list[Persona]:
        """Every persona, whole, by name: lists, comparisons and exports."""
        statement = self.select(tables.Persona).order_by(_P.name)
        if not retired:
            statement = statement.where(_P.retired_at.is_(None))
        rows = self.connection.execute(statement).all()
        claims, tallies, aliases = (_grouped(self.run(each)) for each in (_CLAIMS, _TALLIES, _ALIASES))
        return [
            _persona(row, claims[row.id], tallies[row.id], aliases[row.id], channel=channel) for row in rows
        ]

    def facts(
        self, where: Mapping[str, str], *, besides: Collection[int] = (), limit: int | None = None
    ) -> list[Persona]:
        """Living personas whose columns hold these values: who keeps them and since when, nothing that they say."""
        fitting = self.select(tables.Persona, *_KEPT).where(*_fitting(where, besides))
        return [_kept(row) for row in self.connection.execute(fitting.order_by(_P.id).limit(limit))]

    def how_many_facts(self, where: Mapping[str, str], *, besides: Collection[int]) -> int:
        """How many personas these are."""
        counted = self.select(tables.Persona, func.count()).where(*_fitting(where, besides))
        return int(self.connection.execute(counted).scalar_one())

    def lines(self, limit: int, *, channel: str = PUBLIC) -> list[PersonaLine]:
        """The first living personas by name, each on a line: what stands under their claims is added up by the database."""
        rows = self.run(_FIRST_LIVING, limit=limit).all()
        asked = {"ids": [row.id for row in rows], "channel": channel}
        claims = {row.persona_id: row for row in self.run(_STANDING, **asked)}
        wholes = {row.persona_id: row for row in self.run(_WHOLES, **asked)}
        contested = _grouped(self.run(_CONTESTED, **asked))
        return [
            _line(row, claims.get(row.id), wholes.get(row.id), [each.facet for each in contested[row.id]])
            for row in rows
        ]

    def says_anything(self, facet: Facet) -> bool:
        """Whether anything is known under a facet, of any living persona."""
        return self.run(_SAYS_ANYTHING, facet=facet.value).first() is not None

    def about(self, *facets: Facet, limit: int | None = None, channel: str | None = None) -> list[Persona]:
        """The first living personas by name with their claims of these facets, backed as seen from a channel if named."""
        rows = self.run(_FIRST_LIVING, limit=limit or EVERYBODY).all()
        asked = {"ids": [row.id for row in rows], "facets": [facet.value for facet in facets]}
        claims = self.run(_CLAIMS_ABOUT, **asked).all()
        tallies = self.run(_TALLIES_ABOUT, **asked).all() if channel is not None else ()
        counted, grouped = _by_claim(tallies), _grouped(claims)
        return [
            Persona(
                row.id, row.slug, row.name, Type(row.type), role=row.role, one_line=row.one_line,
                claims=tuple(_claim(claim, counted, channel=channel or PUBLIC) for claim in grouped[row.id]),
            )
            for row in rows
        ]  # fmt: skip

    def by_emoji(self, emoji: Iterable[str]) -> list[PersonaRef]:
        """Personas whose own emoji is among these."""
        statement = self.select(tables.Persona, _P.id, _P.slug, _P.name, _P.type, _P.retired_at).where(
            _P.emoji.in_(list(emoji)), _P.emoji != "", _P.retired_at.is_(None)
        )
        return [_ref(row) for row in self.connection.execute(statement)]

    def claims(self, ids: Iterable[int], *, channel: str = PUBLIC) -> list[tuple[PersonaRef, Claim]]:
        """These claims of living personas, with whose they are, backed as seen from a channel."""
        rows = self.run(_CLAIMS_BY_ID, ids=list(ids)).all()
        counted = _by_claim(self.run(_TALLIES_UNDER, claims=[row.id for row in rows]))
        return [
            (
                PersonaRef(row.persona_id, row.slug, row.name, Type(row.persona_type)),
                _claim(row, counted, channel=channel),
            )
            for row in rows
        ]

    def claim(self, claim_id: int) -> Claim | None:
        """One claim with what backs it, or None when it is gone."""
        row = self.connection.execute(
            self.select(tables.Claim).where(_C.id == claim_id, _C.removed_at.is_(None))
        ).one_or_none()
        if row is None:
            return None
        return _claim(row, _by_claim(self.run(_TALLIES_OF, id=row.persona_id)), channel=PUBLIC)

    def locked(self, persona_id: int) -> Persona | None:
        """A whole persona nobody else changes until this transaction ends."""
        self._rows.pop(persona_id, None)
        row = self.select(tables.Persona, _P.id).where(_P.id == persona_id)
        self.connection.execute(row.with_for_update(key_share=True))
        return self.get(persona_id)

    def lock_names(self) -> None:
        """Nobody else takes a name until this transaction ends: what is free now stays free for us."""
        self._matched.clear()
        self._rows.clear()
        alone(self, "names")

    def create(self, persona: Persona, *, by: str, at: datetime) -> int:
        """Store a new persona with its aliases and claims; hands back its id."""
        persona_id = self.add(
            tables.Persona,
            slug=persona.slug,
            name=persona.name,
            type=persona.type.value,
            role=persona.role,
            one_line=persona.one_line,
            emoji=persona.emoji,
            steward=persona.steward,
            interval_days=persona.interval_days,
            provenance=persona.provenance,
            notes=persona.notes,
            created_at=persona.created_at or at,
            created_by=persona.created_by or by,
            edited_at=persona.edited_at or at,
            edited_by=persona.edited_by or by,
            verified_at=persona.verified_at,
            verified_by=persona.verified_by,
            retired_at=persona.retired_at,
        )
        self.answer_to(persona_id, (persona.name, persona.slug, *persona.aliases))
        for position, claim in enumerate(persona.claims):
            self.state(persona_id, claim, by=by, at=at, position=position)
        audit.note(self, "persona made", f"persona:{persona_id}", by=by, at=at)
        return persona_id

    def change(self, persona_id: int, *, by: str, at: datetime, **fields: Any) -> None:
        """Change fields of the persona itself."""
        self._note_names(persona_id, fields)
        self._rows.pop(persona_id, None)
        here, what = _P.id == persona_id, "persona retired" if fields.get("retired_at") else "persona changed"
        with audit.changing(self, tables.Persona, here, what, f"persona:{persona_id}", by=by, at=at):
            self.write(self.update(tables.Persona).where(here).values(edited_by=by, edited_at=at, **fields))

    def verify(self, persona_id: int, *, by: str, at: datetime) -> None:
        """ "Nothing new, still true": the honest one-tap answer to a reminder."""
        self._rows.pop(persona_id, None)
        self.write(
            self.update(tables.Persona).where(_P.id == persona_id).values(verified_by=by, verified_at=at)
        )
        audit.note(self, "persona confirmed", f"persona:{persona_id}", by=by, at=at)

    def answer_to(self, persona_id: int, names: Iterable[str]) -> None:
        """Add spellings the persona answers to."""
        self._matched.clear()
        for name in names:
            if key := key_of(name):
                self.add_new(
                    tables.Alias, ["key", "persona_id"], key=key[:80], persona_id=persona_id, shown=name[:80]
                )

    def answer_only_to(self, persona_id: int, names: Collection[str]) -> None:
        """These are the spellings the persona answers to: any other is dropped."""
        self._matched.clear()
        others = _A.shown.not_in([name[:80] for name in names])
        self.write(self.delete(tables.Alias).where(_A.persona_id == persona_id, others))
        self.answer_to(persona_id, names)

    def state(self, persona_id: int, claim: Claim, *, by: str, at: datetime, position: int) -> int:
        """Add a claim."""
        claim_id = self.add(
            tables.Claim,
            persona_id=persona_id,
            facet=claim.facet.value,
            text=claim.text,
            detail=claim.detail,
            shipped=claim.shipped,
            unknown=claim.unknown,
            position=position,
            created_at=at,
            created_by=by,
            edited_at=claim.edited_at or at,
            edited_by=claim.edited_by or by,
        )
        audit.note(self, "claim stated", f"claim:{claim_id}", by=by, at=at)
        return claim_id

    def restate(self, claim_id: int, *, by: str, at: datetime, **fields: Any) -> None:
        """Change a claim's words. Its evidence stays with it."""
        here, what = _C.id == claim_id, "claim dropped" if fields.get("removed_at") else "claim restated"
        with audit.changing(self, tables.Claim, here, what, f"claim:{claim_id}", by=by, at=at):
            self.write(self.update(tables.Claim).where(here).values(edited_by=by, edited_at=at, **fields))

    def drop(self, claim_id: int, *, by: str, at: datetime) -> None:
        """Take a claim off the persona; its row stays for the evidence that names it."""
        self.restate(claim_id, by=by, at=at, removed_at=at)

    def _note_names(self, persona_id: int, fields: Mapping[str, Any]) -> None:
        """Tell what leads to a persona otherwise than before, and whether it is called something else."""
        row = self.run(_PERSONA, id=persona_id).one_or_none()
        changed = {name for name, value in fields.items() if row and getattr(row, name) != value}
        if row and "steward" in changed:
            self.changed(Changed.HOME, row.steward)
        if changed & LEADING:
            self.changed(Changed.NAMES)
        if "name" in changed:
            self.changed(Changed.NAME, persona_id)


def _grouped(rows: Iterable[Any]) -> dict[int, list[Any]]:
    grouped: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[row.persona_id].append(row)
    return grouped


def _ref(row: Any) -> PersonaRef:
    return PersonaRef(row.id, row.slug, row.name, Type(row.type), row.retired_at is not None)


def _fitting(where: Mapping[str, str], besides: Collection[int]) -> list[ColumnElement[bool]]:
    values = [_P[column] == value for column, value in where.items()]
    return [_P.retired_at.is_(None), *values, *([_P.id.not_in(besides)] if besides else [])]


def _kept(row: Any) -> Persona:
    return Persona(
        row.id, row.slug, row.name, Type(row.type), steward=row.steward, interval_days=row.interval_days,
        created_at=row.created_at, edited_by=row.edited_by, verified_at=row.verified_at,
    )  # fmt: skip


def _line(row: Any, claims: Any, whole: Any, contested: Sequence[str]) -> PersonaLine:
    status = status_of(
        claims.known if claims else 0,
        backed=claims.backed if claims else 0,
        contested=claims.contested if claims else 0,
    )
    newest, hidden, pieces = (whole.newest, int(whole.hidden), int(whole.pieces)) if whole else (None, 0, 0)
    disputed = tuple(map(Facet, contested))
    return PersonaLine(_ref(row), row.role or row.one_line, status, newest, hidden, disputed, pieces)


def _persona(
    row: Any, claims: Sequence[Any], tallies: Iterable[Any], aliases: Sequence[Any], *, channel: str
) -> Persona:
    own = {key_of(row.name), key_of(row.slug)}
    counted = _by_claim(tallies)
    return Persona(
        id=row.id,
        slug=row.slug,
        name=row.name,
        type=Type(row.type),
        role=row.role,
        one_line=row.one_line,
        aliases=tuple(alias.shown for alias in aliases if alias.key not in own),
        emoji=row.emoji,
        steward=row.steward,
        interval_days=row.interval_days,
        created_at=row.created_at,
        created_by=row.created_by,
        edited_at=row.edited_at,
        edited_by=row.edited_by,
        verified_at=row.verified_at,
        verified_by=row.verified_by,
        retired_at=row.retired_at,
        provenance=row.provenance,
        notes=row.notes,
        claims=tuple(_claim(claim, counted, channel=channel) for claim in claims),
        backing=_backing(counted.get(WHOLE, ()), channel),
    )


def _claim(row: Any, counted: Mapping[int, Sequence[Any]], *, channel: str) -> Claim:
    return Claim(
        id=row.id,
        persona_id=row.persona_id,
        facet=Facet(row.facet),
        text=row.text,
        detail=row.detail,
        shipped=row.shipped,
        unknown=row.unknown,
        position=row.position,
        edited_by=row.edited_by,
        edited_at=row.edited_at,
        backing=_backing(counted.get(row.id, ()), channel),
    )


def _by_claim(tallies: Iterable[Any]) -> dict[int, list[Any]]:
    counted: dict[int, list[Any]] = defaultdict(list)
    for tally in tallies:
        counted[tally.claim_id].append(tally)
    return counted


def _backing(tallies: Sequence[Any], channel: str) -> Backing:
    """Public tallies and those of the channel asked in; the rest is only a number."""
    seen = [tally for tally in tallies if tally.visibility in {PUBLIC, channel}]
    hidden = sum(
        each.pieces + each.contradictions for each in tallies if each.visibility not in {PUBLIC, channel}
    )
    return Backing(_merged(seen), hidden) if tallies else NO_BACKING


def _merged(rows: Sequence[Any]) -> tuple[Tally, ...]:
    by_source: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        by_source[row.source].append(row)
    return tuple(
        Tally(
            source=Source(source),
            pieces=sum(row.pieces for row in group),
            sources=sum(row.sources for row in group),
            n=sum(row.n for row in group),
            m=sum(row.m for row in group),
            contradictions=sum(row.contradictions for row in group),
            newest=max((row.newest for row in group if row.newest), default=None),
        )
        for source, group in sorted(by_source.items())
    )
