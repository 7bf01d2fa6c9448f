"""The search index: kept in the transaction that changes a text, looked in before any text is read.

It only narrows: what it offers is compared with the text itself, and with what the viewer may read, by the statement that
reads it. So what is found, in which order, and how much, depends on nothing that the viewer may not read.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, case, delete, exists, func, literal, select

from personas.evidence import State
from personas.permission import PUBLIC
from personas.search import terms_of, words_of
from personas.stem import stem
from storage import tables
from storage.changes import Changed, Changes
from storage.columns import Row
from storage.tenancy import CHANGES, TenantTable, prepared, prepared_by_ids

PAGE = 500
# A term in more words than this, or that stands in more rows, narrows nothing: texts that hold it are soon met anyway.
WORDS_MOST, ROWS_MOST = 300, 8_000
# So many rows are read to find the first twenty; of more, a walk in their order meets twenty sooner.
OFFERED_MOST = 500
# Where a row is seen that nobody finds: a draft, what was withdrawn or taken off. No channel is called that.
NOWHERE = "-"

_W = tables.SearchWord.__table__.c
_P = tables.SearchPosting.__table__.c
_C, _E, _D = (table.__table__.c for table in (tables.Claim, tables.Evidence, tables.Decision))

# What is looked in: the rows, their texts, where they show, and what is noted when they change.
KINDS: dict[str, tuple[type[Row], tuple[Any, ...], Any, Changed]] = {
    "claim": (
        tables.Claim,
        (_C.text, _C.detail),
        case((_C.removed_at.is_(None), PUBLIC), else_=NOWHERE),
        Changed.CLAIM,
    ),
    "evidence": (
        tables.Evidence,
        (_E.text,),
        case((_E.state == literal(State.FILED.value), _E.visibility), else_=NOWHERE),
        Changed.EVIDENCE,
    ),
    "decision": (
        tables.Decision,
        (_D.changed_from, _D.changed_to, _D.because),
        _D.visibility,
        Changed.DECISION,
    ),
}
# A row and a word that stands in it.
Pair = tuple[int, str]

_SAID = {
    kind: prepared_by_ids(table.__table__.c.id, table.__table__.c.id, seen_in.label("seen_in"), *texts)
    for kind, (table, texts, seen_in, _) in KINDS.items()
}
_THERE = prepared(tables.SearchPosting, _P.subject_id, _P.word, _P.seen_in).where(
    _P.kind == bindparam("kind"), _P.subject_id.in_(bindparam("ids", expanding=True))
)
_LEFT = exists(select(_P.word).where(_P.tenant == _W.tenant, _P.word == _W.word))


class SearchIndex(TenantTable):
    """One tenant's words, and where they stand."""

    def apply(self, changes: Changes) -> None:
        """Bring the index to what the changed rows say now."""
        for kind, (*_, subject) in KINDS.items():
            for ids in _pages(sorted(changes[subject])):
                self.renew(kind, ids)

    def renew(self, kind: str, ids: Sequence[int]) -> None:
        """Bring the index to what these rows say now; of a row that is gone nothing stays."""
        said, there = self._said(kind, ids), self._there(kind, ids)
        if gone := there.keys() - said.keys():
            self._lock(alone=True)
            self._drop(kind, gone)
        if new := said.keys() - there.keys():
            self._lock(alone=False)
            self._add(kind, {pair: said[pair] for pair in new})
        self._move(
            kind,
            {pair[0]: said[pair] for pair in said.keys() & there.keys() if said[pair] != there[pair]},
        )

    def offered(self, kind: str, typed: str) -> list[int] | None:
        """Rows that may hold all that is typed; None where there are so many that a walk meets them soon."""
        if written := self.connection.get_execution_options().get(CHANGES):
            self.apply(written)
        words = [self._words_with(term) for term in terms_of(typed)]
        if any(found == [] for found in words):
            return []
        known = [found for found in words if found]
        narrow = [found for found in known if len(known) == 1 or self._is_rare(kind, found)]
        if not narrow:
            return None
        first, *others = (self._standing_in(kind, found) for found in narrow)
        [key] = first.selected_columns
        together = first.where(*(key.in_(other) for other in others)).distinct()
        ids = list(self.connection.execute(together.limit(OFFERED_MOST + 1)).scalars())
        return ids if len(ids) <= OFFERED_MOST else None

    def differences(self) -> dict[str, set[Pair]]:
        """What the index holds and should not, or should and does not, by kind."""
        found = {kind: self._orphans(kind) | self._wrong(kind) for kind in KINDS}
        return {kind: pairs for kind, pairs in found.items() if pairs}

    def _wrong(self, kind: str) -> set[Pair]:
        """Of rows that are there, a page at a time: a large workspace does not fit into memory."""
        table = KINDS[kind][0]
        ids = list(self.connection.execute(self.select(table, table.__table__.c.id)).scalars())
        wrong: set[Pair] = set()
        for page in _pages(ids):
            differing = self._there(kind, page).items() ^ self._said(kind, page).items()
            wrong |= {pair for pair, _ in differing}
        return wrong

    def _orphans(self, kind: str) -> set[Pair]:
        """Of rows that are gone."""
        row = KINDS[kind][0].__table__.c
        lives = exists().where(row.tenant == _P.tenant, row.id == _P.subject_id)
        gone = self.select(tables.SearchPosting, _P.subject_id, _P.word).where(_P.kind == kind, ~lives)
        return {(each.subject_id, each.word) for each in self.connection.execute(gone)}

    def _said(self, kind: str, ids: Iterable[int]) -> dict[Pair, str]:
        """What these rows say, and where it shows."""
        rows = self.run(_SAID[kind], ids=list(ids)).all()
        return {(row[0], word): row.seen_in for row in rows for word in words_of(*row[2:])}

    def _there(self, kind: str, ids: Iterable[int]) -> dict[Pair, str]:
        rows = self.run(_THERE, kind=kind, ids=list(ids))
        return {(row.subject_id, row.word): row.seen_in for row in rows}

    def _add(self, kind: str, pairs: Mapping[Pair, str]) -> None:
        """Sorted: two transactions that bring the same new words wait for each other in the same order."""
        listed = sorted(pairs, key=lambda pair: (pair[1], pair[0]))
        words = [
            {"tenant": self.tenant, "word": word, "stem": stem(word)}
            for word in dict.fromkeys(word for _, word in listed)
        ]
        rows = [
            {
                "tenant": self.tenant,
                "kind": kind,
                "subject_id": pair[0],
                "word": pair[1],
                "seen_in": pairs[pair],
            }
            for pair in listed
        ]
        self.connection.execute(self.insert(tables.SearchWord).on_conflict_do_nothing(), words)
        self.connection.execute(self.insert(tables.SearchPosting).on_conflict_do_nothing(), rows)

    def _drop(self, kind: str, pairs: Iterable[Pair]) -> None:
        """With the words that stand nowhere else: nothing of an erased text stays in the index."""
        here = (_P.kind == kind, _P.subject_id == bindparam("key"), _P.word == bindparam("its_word"))
        rows = [{"key": key, "its_word": word} for key, word in pairs]
        self.connection.execute(self.delete(tables.SearchPosting).where(*here), rows)
        orphan = delete(tables.SearchWord).where(
            _W.tenant == self.tenant, _W.word == bindparam("its_word"), ~_LEFT
        )
        words = [{"its_word": word} for word in sorted({word for _, word in pairs})]
        self.connection.execute(orphan, words)

    def _move(self, kind: str, moved: Mapping[int, str]) -> None:
        """Rows that show elsewhere now."""
        for key, seen_in in moved.items():
            here = self.update(tables.SearchPosting).where(_P.kind == kind, _P.subject_id == key)
            self.connection.execute(here.values(seen_in=seen_in))

    def _lock(self, *, alone: bool) -> None:
        """Who takes words away is alone: one that is put to use meanwhile must not go. On SQLite writers are anyway."""
        if self.connection.dialect.name == "postgresql":
            lock = func.pg_advisory_xact_lock if alone else func.pg_advisory_xact_lock_shared
            self.connection.execute(select(lock(func.hashtextextended(f"{self.tenant}:search", 0))))

    def _words_with(self, term: str) -> list[str] | None:
        """Words that contain a term; None where there are too many."""
        fitting = self.select(tables.SearchWord, _W.word).where(_W.word.contains(term, autoescape=True))
        found = list(self.connection.execute(fitting.limit(WORDS_MOST + 1)).scalars())
        return found if len(found) <= WORDS_MOST else None

    def _is_rare(self, kind: str, words: list[str]) -> bool:
        some = self._standing_in(kind, words).limit(ROWS_MOST + 1).subquery()
        counted = self.connection.execute(select(func.count()).select_from(some)).scalar_one()
        return int(counted) <= ROWS_MOST

    def _standing_in(self, kind: str, words: list[str]) -> Select[Any]:
        posting = tables.SearchPosting.__table__.alias()
        here = (posting.c.tenant == self.tenant, posting.c.kind == kind, posting.c.word.in_(words))
        return select(posting.c.subject_id).where(*here)


def narrowed(table: TenantTable, kind: str, column: Any, typed: str) -> list[ColumnElement[bool]]:
    """Conditions that leave only rows the index offers for what is typed: none where it offers too many."""
    ids = SearchIndex(table.connection, table.tenant).offered(kind, typed) if terms_of(typed) else None
    return [] if ids is None else [column.in_(ids)]


def _pages(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + PAGE] for start in range(0, len(ids), PAGE))
