"""What a document changes on a persona: decided before anything is written, so that a dry run is the real run.

Three voices are compared: the document, the same document as it was last imported, and what people have made of
it since. A line only the document changed is taken over; a line only people changed stays; where both changed, the
people's words stay and the document's are reported. A claim that was taken off is not brought back.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from personas.documents.draft import ClaimDraft, PersonaDraft
from personas.errors import Mistake
from personas.persona import Persona, PersonaRef

# How much of a line may change before it counts as another one.
ALIKE = 0.5
KEPT_UNKNOWN = "?"


@dataclass(frozen=True, slots=True)
class Stated:
    """A claim as it stands, with the document's own words for it; empty where people made it."""

    id: int
    facet: str
    text: str
    detail: str = ""
    shipped: str = ""
    unknown: bool = False
    imported: str = ""
    removed: bool = False


@dataclass(slots=True)
class Merge:
    """What importing one draft does. `ref` is the persona it goes to, None where it makes a new one."""

    draft: PersonaDraft
    ref: PersonaRef | None = None
    problem: Mistake | None = None
    new: list[ClaimDraft] = field(default_factory=list)
    changed: list[tuple[Stated, ClaimDraft]] = field(default_factory=list)
    same: list[Stated] = field(default_factory=list)
    kept: list[tuple[str, str]] = field(default_factory=list)
    taken_off: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    remembered: dict[str, Any] = field(default_factory=dict)
    aliases: list[str] = field(default_factory=list)
    refused: list[tuple[str, PersonaRef]] = field(default_factory=list)
    steward: str = ""

    @property
    def makes(self) -> bool:
        """Whether a persona comes into being."""
        return self.ref is None and self.problem is None

    @property
    def changes(self) -> bool:
        """Whether anything would be written."""
        return self.problem is None and bool(
            self.makes or self.new or self.changed or self.facts or self.aliases or self.steward
        )


def words_of(claim: ClaimDraft) -> str:
    """What of a claim is remembered, to see the next time whether the document changed it."""
    return (
        KEPT_UNKNOWN if claim.unknown else "\n".join(filter(None, (claim.text, claim.detail, claim.shipped)))
    )


def facts_of(draft: PersonaDraft) -> dict[str, Any]:
    """What a document says about the persona itself, as columns hold it."""
    return {
        "type": draft.type.value,
        "role": draft.role,
        "one_line": draft.one_line,
        "emoji": draft.emoji,
        "interval_days": draft.interval_days,
        "provenance": draft.provenance,
        "notes": "\n".join(draft.notes),
    }


def merged(
    draft: PersonaDraft, persona: Persona, stated: Sequence[Stated], imported: dict[str, Any] | None
) -> Merge:
    """What a draft does to a persona that is here already."""
    merge = Merge(draft, persona.ref)
    _merge_facts(merge, persona, imported or {})
    _merge_claims(merge, stated)
    return merge


def _merge_facts(merge: Merge, persona: Persona, imported: dict[str, Any]) -> None:
    said, silent = facts_of(merge.draft), facts_of(PersonaDraft(name=merge.draft.name))
    merge.remembered = dict(said)
    for name, theirs in said.items():
        ours = getattr(persona, name)
        ours, before = getattr(ours, "value", ours), imported.get(name, silent[name])
        if theirs in {ours, before}:
            continue
        if ours in {before, silent[name]}:
            merge.facts[name] = theirs
        else:
            merge.remembered[name] = before
            merge.kept.append((str(ours), str(theirs)))


def _merge_claims(merge: Merge, stated: Sequence[Stated]) -> None:
    """Exact matches first, so that no claim is taken for another one's rewording."""
    left, open_claims = list(stated), list(dict.fromkeys(merge.draft.claims))
    for is_same in (_as_imported, _as_stands, _as_begun):
        for claim in tuple(open_claims):
            found = next(
                (each for each in left if each.facet == claim.facet.value and is_same(each, claim)), None
            )
            if found:
                left.remove(found)
                open_claims.remove(claim)
                _meet(merge, found, claim)
    for claim in open_claims:
        _place(merge, claim, left)
    merge.left_out += [each.text for each in left if each.imported and not each.removed]


def _as_imported(stated: Stated, claim: ClaimDraft) -> bool:
    return stated.imported == words_of(claim)


def _as_stands(stated: Stated, claim: ClaimDraft) -> bool:
    return stated.unknown == claim.unknown and _key(stated.text) == _key(claim.text)


def _as_begun(stated: Stated, claim: ClaimDraft) -> bool:
    """The same line with another detail under it."""
    return bool(stated.imported) and _key(stated.imported.split("\n")[0]) == _key(claim.text)


def _meet(merge: Merge, found: Stated, claim: ClaimDraft) -> None:
    """A line of the document whose claim is here."""
    if found.removed:
        merge.taken_off.append(claim.text)
    elif found.imported == words_of(claim):
        merge.same.append(found)
    elif found.imported:
        _take_over(merge, found, claim)
    elif claim.detail and not found.detail:
        merge.changed.append((found, claim.model_copy(update={"text": found.text})))
    else:
        merge.same.append(found)


def _place(merge: Merge, claim: ClaimDraft, left: list[Stated]) -> None:
    """A line that is not here yet: a new claim, or an imported one that the document has reworded."""
    facet = claim.facet.value
    if claim.unknown and any(each.facet == facet and not each.removed for each in (*left, *merge.same)):
        return
    ours = (each for each in left if each.facet == facet and each.imported and not each.removed)
    near = max(ours, key=lambda each: _likeness(each, claim), default=None)
    if near is None or _likeness(near, claim) < ALIKE:
        merge.new.append(claim)
        return
    left.remove(near)
    _take_over(merge, near, claim)


def _take_over(merge: Merge, found: Stated, claim: ClaimDraft) -> None:
    """The document's line changed: it is taken over unless people have changed the claim too."""
    stands = claim.model_copy(
        update={
            "text": found.text,
            "detail": found.detail,
            "shipped": found.shipped,
            "unknown": found.unknown,
        }
    )
    if words_of(stands) == found.imported:
        merge.changed.append((found, claim))
    else:
        merge.kept.append((found.text, claim.text))


def _likeness(stated: Stated, claim: ClaimDraft) -> float:
    if stated.imported == KEPT_UNKNOWN:
        return 1.0
    before = stated.imported.split("\n")[0]
    return SequenceMatcher(None, before.casefold(), claim.text.casefold(), autojunk=False).ratio()


def _key(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(".")
