"""What in the record is closest to some words: any of them counts, by its stem, the more the fewer rows hold it.

Which rows hold a word is counted among those alone that the viewer may read, so neither what is found nor its order tells
anything of the others. A word in more than `MOST` rows leads nowhere by itself: it only tells what others led to apart.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import log2

from sqlalchemy import bindparam, func, select

from personas.evidence import State
from personas.permission import ANYBODY, PUBLIC, Viewer
from personas.search import Hit, asked_for
from personas.stem import stem
from storage import tables
from storage.decision import Decisions
from storage.evidence import EvidenceItems
from storage.persona import Personas
from storage.search import KINDS, SearchIndex
from storage.tenancy import CHANGES, TenantTable, prepared, prepared_by_ids

# Rows that one word leads to, and those read in the end: what does not fit on a screen orders nothing.
MOST, NEWEST, READ = 200, 100, 12
# Somebody's own rows from other channels, the newest.
OWN_MOST = 100
# Shorter words are found as words only, not within others, and of long questions the longest words.
PART_LENGTH, PARTS_MOST = 4, 3
ORDER = tuple(KINDS)

_P = tables.SearchPosting.__table__.c
_W = tables.SearchWord.__table__.c
_C, _E, _D = (table.__table__.c for table in (tables.Claim, tables.Evidence, tables.Decision))
_DP = tables.DecisionPersona.__table__.c

_FORMS = prepared(tables.SearchWord, _W.word, _W.stem).where(_W.stem.in_(bindparam("stems", expanding=True)))
_SEEN = (_P.kind.in_(ORDER), _P.seen_in.in_(bindparam("seen", expanding=True)))
_ROWS = prepared(tables.SearchPosting, _P.kind, _P.subject_id).where(*_SEEN).limit(MOST + 1)
_WITH_FORM = _ROWS.where(_P.word.in_(bindparam("words", expanding=True)))
_COUNT = select(func.count()).select_from(_WITH_FORM.subquery())
_WITH_PART = _ROWS.where(
    _P.word.in_(
        select(_W.word).where(_W.tenant == bindparam("tenant"), _W.word.like(bindparam("part"), escape="\\"))
    )
)
_NEWEST = (
    prepared(tables.SearchPosting, _P.subject_id)
    .where(_P.kind == bindparam("kind"), _P.seen_in.in_(bindparam("seen", expanding=True)))
    .where(_P.word.in_(bindparam("words", expanding=True)))
    .order_by(_P.subject_id.desc())
    .limit(NEWEST)
)
# By the word itself SQLite reads everywhere it stands; behind an operator it reads the rows that are asked about.
_HOLDING = prepared(tables.SearchPosting, _P.subject_id, _P.word).where(
    _P.kind == bindparam("kind"),
    _P.subject_id.in_(bindparam("ids", expanding=True)),
    _P.word.concat("").in_(bindparam("words", expanding=True)),
)
# Whom a row is about, by its id alone: of one persona there may be half of all rows.
_WHOSE = {
    kind: prepared_by_ids(column, column.label("subject_id"), persona.label("persona_id"))
    for kind, column, persona in (
        ("claim", _C.id, _C.persona_id),
        ("evidence", _E.id, _E.persona_id),
        ("decision", _DP.decision_id, _DP.persona_id),
    )
}
Row = tuple[str, int]


@dataclass(frozen=True, slots=True)
class _Term:
    """One word that is looked for, its forms, and how many rows hold one of them, counted to `MOST` and one more."""

    stem: str
    forms: tuple[str, ...]
    count: int

    @property
    def weight(self) -> float:
        """The more the fewer rows hold it; who brought one that shows elsewhere may read it where no other shows."""
        return 1 + log2((MOST + 1) / max(self.count, 1))


class RankedSearch(TenantTable):
    """One tenant's claims, evidence and decisions, the closest to some words first."""

    def closest(self, typed: str, *, viewer: Viewer = ANYBODY, persona_id: int = 0) -> list[Hit]:
        """What is closest to these words, of one persona where anything of it is; of any otherwise."""
        if written := self.connection.get_execution_options().get(CHANGES):
            SearchIndex(self.connection, self.tenant).apply(written)
        words = asked_for(typed)
        terms = self._terms(words, viewer)
        held = self._held(terms, viewer) or self._with_parts(words, viewer)
        ranked = _ranked(terms, held, asked=len(words))[:MOST]
        about = self._about(persona_id, ranked) if persona_id else []
        return self._read((about or ranked)[:READ], viewer)

    def _terms(self, words: Sequence[str], viewer: Viewer) -> list[_Term]:
        """The words by their stems, the rarest first."""
        forms: dict[str, list[str]] = {stem(word): [] for word in words}
        for row in self.run(_FORMS, stems=list(forms)):
            forms[row.stem].append(row.word)
        counted = (_Term(key, tuple(each), self._count(each, viewer)) for key, each in forms.items() if each)
        return sorted(counted, key=lambda term: (term.count, term.stem))

    def _count(self, words: Sequence[str], viewer: Viewer) -> int:
        return int(self.run(_COUNT, words=list(words), seen=_places(viewer)).scalar_one())

    def _held(self, terms: Sequence[_Term], viewer: Viewer) -> dict[Row, set[int]]:
        """Which of the terms each row holds, by the terms' places."""
        held: dict[Row, set[int]] = {row: set() for row in self._own(viewer)}
        rare = [term for term in terms if 0 < term.count <= MOST]
        for term in rare:
            if len(held) <= 2 * MOST:
                rows = self.run(_WITH_FORM, words=list(term.forms), seen=_places(viewer))
                held |= {(row.kind, row.subject_id): set() for row in rows}
        if not rare:
            held |= {row: set() for row in self._newest(terms, viewer)}
        self._complete(terms, held)
        return {row: places for row, places in held.items() if places}

    def _with_parts(self, words: Sequence[str], viewer: Viewer) -> dict[Row, set[int]]:
        """Rows with the typed letters within other words, where nothing holds any of the words."""
        parts = sorted((word for word in words if len(word) >= PART_LENGTH), key=len, reverse=True)
        found: dict[Row, set[int]] = defaultdict(set)
        for place, part in enumerate(parts[:PARTS_MOST]):
            letters = part.replace("_", "\\_")
            for row in self.run(_WITH_PART, part=f"%{letters}%", seen=_places(viewer)):
                found[row.kind, row.subject_id].add(place)
        return found

    def _newest(self, terms: Sequence[_Term], viewer: Viewer) -> Iterator[Row]:
        """Where every word is frequent: the newest rows that hold the longest of them."""
        frequent = sorted((term for term in terms if term.count), key=lambda term: -len(term.stem))
        for term, kind in product(frequent[:1], ORDER):
            asked = {"words": list(term.forms), "seen": _places(viewer)}
            yield from ((kind, found) for found in self.run(_NEWEST, kind=kind, **asked).scalars())

    def _complete(self, terms: Sequence[_Term], held: Mapping[Row, set[int]]) -> None:
        """Look up in the rows themselves which of the terms they hold."""
        places = {word: place for place, term in enumerate(terms) for word in term.forms}
        for kind, ids in _by_kind(held).items():
            for row in self.run(_HOLDING, kind=kind, ids=list(ids), words=list(places)):
                held[kind, row.subject_id].add(places[row.word])

    def _own(self, viewer: Viewer) -> Iterator[Row]:
        """What the viewer brought and what does not show here."""
        if viewer.user:
            elsewhere = _places(viewer)
            filed = (_E.state == State.FILED.value, _E.reporter == viewer.user)
            for kind, table, where in (
                ("evidence", _E, filed),
                ("decision", _D, (_D.logger == viewer.user,)),
            ):
                mine = self.select(KINDS[kind][0], table.id).where(*where, table.visibility.not_in(elsewhere))
                newest = mine.order_by(table.id.desc()).limit(OWN_MOST)
                yield from ((kind, found) for found in self.connection.execute(newest).scalars())

    def _about(self, persona_id: int, ranked: Sequence[Row]) -> list[Row]:
        """Those that are about one persona."""
        fitting = {
            (kind, row.subject_id)
            for kind, ids in _by_kind(ranked).items()
            for row in self.run(_WHOSE[kind], ids=list(ids))
            if row.persona_id == persona_id
        }
        return [row for row in ranked if row in fitting]

    def _read(self, rows: Sequence[Row], viewer: Viewer) -> list[Hit]:
        """Rows as values, in their order; what the viewer may not read is left out whatever the index says."""
        ids = _by_kind(rows)
        personas, found = Personas(self.connection, self.tenant), dict[Row, Hit]()
        for ref, claim in personas.claims(ids["claim"], channel=viewer.channel) if ids["claim"] else ():
            if not claim.unknown:
                found["claim", claim.id] = Hit(claim, (ref,))
        refs = {ref.id: ref for ref in personas.refs(retired=True)} if ids["evidence"] else {}
        for piece in EvidenceItems(self.connection, self.tenant).picked(ids["evidence"]):
            if viewer.can_read(piece.visibility, piece.reporter) and piece.persona_id in refs:
                found["evidence", piece.id] = Hit(piece, (refs[piece.persona_id],))
        scope = Decisions(self.connection, self.tenant)
        for decision in scope.whole(scope.some(ids["decision"]), viewer=viewer) if ids["decision"] else ():
            if viewer.can_read(decision.visibility, decision.logger):
                found["decision", decision.id] = Hit(decision, (*decision.served, *decision.unserved))
        return [found[row] for row in rows if row in found]


def _by_kind(rows: Iterable[Row]) -> dict[str, set[int]]:
    ids: dict[str, set[int]] = defaultdict(set)
    for kind, subject_id in rows:
        ids[kind].add(subject_id)
    return ids


def _ranked(terms: Sequence[_Term], held: Mapping[Row, Collection[int]], *, asked: int) -> list[Row]:
    """The closest first: by the rarity of what a row holds, and how much of what was asked that is; then the newest."""
    weights = dict(enumerate(term.weight for term in terms))
    scores = {
        row: sum(weights.get(place, 1) for place in places) * (1 + len(places) / max(asked, 1))
        for row, places in held.items()
    }
    return sorted(held, key=lambda row: (-scores[row], ORDER.index(row[0]), -row[1]))


def _places(viewer: Viewer) -> list[str]:
    return sorted({PUBLIC, viewer.channel})
