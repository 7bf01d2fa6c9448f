"""Persona documents: what one would change here, and changing it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from personas.documents.draft import ClaimDraft, PersonaDraft
from personas.documents.merge import Merge, Stated, facts_of, merged, words_of
from personas.errors import Retired
from personas.naming import name_problem
from personas.persona import Claim, Persona, PersonaRef, key_of, slug_of
from personas.questions.question import reserved_name
from storage import tables
from storage.person import People
from storage.persona import Personas
from storage.tenancy import TenantTable

_P, _C = tables.Persona.__table__.c, tables.Claim.__table__.c


class Documents(TenantTable):
    """One tenant's personas, seen from a document."""

    def plan(self, draft: PersonaDraft, *, steward: str = "", maker: str = "") -> Merge:
        """What importing the draft would do; nothing is written. `maker` takes care of new ones without a steward."""
        key = key_of(draft.name)
        steward = steward or self._steward(draft)
        named = self._shelf.matching([key]).get(key, [])
        own = next((ref for ref in named if key in {key_of(ref.name), key_of(ref.slug)}), None)
        own = own or self._with_slug(draft)
        merge = self._merged(draft, own, steward) if own else self._fresh(draft, named, steward or maker)
        if merge.problem is None:
            self._name(merge)
        return merge

    def apply(self, merge: Merge, *, by: str, at: datetime) -> PersonaRef:
        """Write what was planned; hands back the persona."""
        ref = merge.ref or self._create(merge, by=by, at=at)
        last = self._last_position(ref.id)
        for place, claim in enumerate(merge.new if merge.ref else (), last + 1):
            claim_id = self._shelf.state(ref.id, _claim(claim), by=by, at=at, position=place)
            self._remember(claim_id, claim)
        for stated, claim in merge.changed:
            words = {
                "text": claim.text,
                "detail": claim.detail,
                "shipped": claim.shipped,
                "unknown": claim.unknown,
            }
            self._shelf.restate(stated.id, by=by, at=at, **words)
            self._remember(stated.id, claim)
        self._shelf.answer_to(ref.id, merge.aliases)
        if merge.ref and merge.changes:
            steward = {"steward": merge.steward} if merge.steward else {}
            self._shelf.change(ref.id, by=by, at=at, imported=merge.remembered, **merge.facts, **steward)
        return ref

    @property
    def _shelf(self) -> Personas:
        return Personas(self.connection, self.tenant)

    def _merged(self, draft: PersonaDraft, own: PersonaRef, steward: str) -> Merge:
        persona = self._shelf.get(own.id)
        if persona is None or own.retired:
            return Merge(draft, own, problem=Retired(own))
        rows = self.connection.execute(
            self.select(tables.Claim).where(_C.persona_id == own.id).order_by(_C.id)
        )
        imported = self.connection.execute(
            self.select(tables.Persona, _P.imported).where(_P.id == own.id)
        ).scalar()
        merge = merged(draft, persona, [_stated(row) for row in rows], imported)
        merge.steward = steward if steward != persona.steward else ""
        return merge

    def _fresh(self, draft: PersonaDraft, named: Sequence[PersonaRef], steward: str) -> Merge:
        problem = name_problem(draft.name, named)
        facts = facts_of(draft)
        return Merge(
            draft, problem=problem, new=list(dict.fromkeys(draft.claims)), steward=steward, facts=facts,
            remembered=dict(facts),
        )  # fmt: skip

    def _name(self, merge: Merge) -> None:
        """Names and an emoji that stand for nobody else are added; the others are reported."""
        own = merge.ref.id if merge.ref else 0
        keys = {key_of(alias): alias for alias in merge.draft.aliases}
        found = self._shelf.matching(list(keys))
        for key, alias in keys.items():
            others = [ref for ref in found.get(key, []) if ref.id != own]
            if others:
                merge.refused.append((alias, others[0]))
            elif key not in found and key != key_of(merge.draft.name) and name_problem(alias) is None:
                merge.aliases.append(alias)
        if emoji := merge.facts.get("emoji"):
            others = [ref for ref in self._shelf.by_emoji([emoji]) if ref.id != own]
            if others:
                merge.refused.append((f":{emoji}:", others[0]))
                merge.facts["emoji"] = ""

    def _create(self, merge: Merge, *, by: str, at: datetime) -> PersonaRef:
        facts = merge.facts | {"type": merge.draft.type}
        persona = Persona(
            id=0, slug=self._slug(merge.draft), name=merge.draft.name, steward=merge.steward, **facts
        )
        persona_id = self._shelf.create(persona, by=by, at=at)
        self._change(persona_id, imported=merge.remembered)
        for place, claim in enumerate(merge.new):
            claim_id = self._shelf.state(persona_id, _claim(claim), by=by, at=at, position=place)
            self._remember(claim_id, claim)
        return PersonaRef(persona_id, persona.slug, persona.name, persona.type)

    def _steward(self, draft: PersonaDraft) -> str:
        """Who the document says takes care of it, if that is a colleague here."""
        if not draft.steward:
            return ""
        colleague = People(self.connection, self.tenant).met(draft.steward)
        return draft.steward if colleague and colleague.reachable else ""

    def _with_slug(self, draft: PersonaDraft) -> PersonaRef | None:
        key = key_of(draft.slug)
        found = self._shelf.matching([key]).get(key, []) if key else []
        return next((ref for ref in found if ref.slug == draft.slug), None)

    def _slug(self, draft: PersonaDraft) -> str:
        """The slug the document gives, where it leads to nobody else."""
        given = draft.slug
        taken = given and (reserved_name(given) or self._shelf.matching([key_of(given)]).get(key_of(given)))
        return given if given and not taken else slug_of(draft.name)

    def _change(self, persona_id: int, **values: Any) -> None:
        self.write(self.update(tables.Persona).where(_P.id == persona_id).values(**values))

    def _remember(self, claim_id: int, claim: ClaimDraft) -> None:
        """Keep the document's own words, to tell its changes from people's the next time."""
        values = {"imported": words_of(claim)}
        self.write(self.update(tables.Claim).where(_C.id == claim_id).values(**values))

    def _last_position(self, persona_id: int) -> int:
        rows = self.connection.execute(
            self.select(tables.Claim, _C.position).where(_C.persona_id == persona_id)
        )
        return max(rows.scalars(), default=-1)


def _claim(draft: ClaimDraft) -> Claim:
    return Claim(
        0, 0, draft.facet, draft.text, detail=draft.detail, shipped=draft.shipped, unknown=draft.unknown
    )


def _stated(row: Any) -> Stated:
    return Stated(
        id=row.id,
        facet=row.facet,
        text=row.text,
        detail=row.detail,
        shipped=row.shipped,
        unknown=row.unknown,
        imported=row.imported,
        removed=row.removed_at is not None,
    )
