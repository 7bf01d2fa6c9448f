"""The card: a persona on at most nine lines, what backs a line in small print under it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from personas.decision import Decision
from personas.evidence import Evidence
from personas.persona import UNKNOWN, Claim, Facet, Persona, Type
from personas.redaction import without_contacts
from personas.views import evidence as evidence_view
from personas.views.claim import capital, claim_line, evidence_of
from personas.views.numbers import opening
from personas.views.parts import (
    Block,
    Blocks,
    actions,
    button,
    context,
    day,
    fitted,
    header,
    one_line,
    option,
    overflow,
    quote,
    section,
)
from personas.views.persona import STATUS_SIGNS, contested, foot

MENU = "persona_menu"
_MENU = (
    ("All claims", "everything"),
    ("In their words", "words"),
    ("Evidence", "evidence"),
    ("Decisions", "decisions"),
    ("Edit", "edit"),
)

_IN_WORDS = f"*{Facet.WORDS.label}*"


@dataclass(frozen=True, slots=True)
class Shown:
    """What a card may show: a persona, what was said last, what changed because of them, and how much is elsewhere."""

    persona: Persona
    said: Evidence | None = None
    changed: Decision | None = None
    elsewhere: int = 0


Line = Callable[[Shown], Blocks]


def card(shown: Shown, *, reading: Sequence[Line] = (), share: bool = True) -> Blocks:
    """A persona line by line, as its type is read or as `reading` says; what backs a line is small print under it."""
    persona = shown.persona
    lines = reading or READINGS[persona.type]
    blocks = [header(persona.name), *(block for line in lines for block in line(shown))]
    return [*fitted(blocks), card_buttons(persona, *opening(shown.said, shown.changed), share=share)]


def card_buttons(persona: Persona, *numbers: Block, share: bool = True) -> Block:
    """What one does after reading a card."""
    shared = [button("Share here", "share", persona.slug)] if share else []
    more = [option(label, f"{persona.slug} {word}") for label, word in _MENU]
    return actions(
        *shared,
        button("Add evidence", "again:add", f"{persona.slug} add"),
        button("Log a decision", "again:decide", f"decide {persona.slug}"),
        *numbers,
        overflow(MENU, more),
    )


def best(*sides: Facet, limit: int = 260, silent: str = "") -> Line:
    """A line: the best backed claim of the first of these facets that has one; `silent` is said where none has."""

    def line(shown: Shown) -> Blocks:
        claims = (claim for side in sides if (claim := shown.persona.claim(side)))
        claim = next(claims, None)
        if claim is None:
            return [section(_labelled(sides[0], f"○  _{silent}_"))] if silent else []
        return [section(_labelled(claim.facet, _told(claim, limit))), *_small(evidence_of(claim))]

    return line


def badges(shown: Shown) -> Blocks:
    """Type, status, and what they do."""
    persona = shown.persona
    role = one_line(persona.role or persona.one_line, 120)
    return [section(f"`{persona.type.value}`  `{STATUS_SIGNS[persona.status]}`  {role}".rstrip())]


def disputes(shown: Shown) -> Blocks:
    """What is contested, each claim with the way to both sides of it."""
    return contested(shown.persona)


def stuck(shown: Shown) -> Blocks:
    """The sharpest stall, with what was said last, where that is about this stall."""
    claim, said = shown.persona.claim(Facet.STUCK), shown.said
    if claim is None:
        return []
    told = _labelled(Facet.STUCK, _told(claim, 240))
    if not said or not _is_about(said, claim):
        return [section(told), *_small(evidence_of(claim))]
    small = (evidence_of(claim), f"quote: {evidence_view.source_line(said)}")
    return [
        section(f"{told}\n{quote(_spoken(said.text), 180)}"),
        *_small(" · ".join(part for part in small if part)),
    ]


def heard(shown: Shown) -> Blocks:
    """What was said last about anything else: under its own label, so that it backs nothing it is not about."""
    claim, said = shown.persona.claim(Facet.STUCK), shown.said
    if said and claim and _is_about(said, claim):
        return []
    if said:
        source = f"newest quote: {evidence_view.source_line(said)}"
        return [section(f"{_IN_WORDS}\n{quote(_spoken(said.text), 180)}"), *_small(source)]
    words = shown.persona.claim(Facet.WORDS)
    if words is None or words.unknown:
        return []
    backing = evidence_of(words) or "no evidence yet"
    return [section(f"{_IN_WORDS}\n{quote(words.text, 180)}"), *_small(backing)]


def sees_first(shown: Shown) -> Blocks:
    """What they should see first, and why."""
    claim = shown.persona.claim(Facet.FIRST)
    if claim is None or claim.unknown:
        return [section(_labelled(Facet.FIRST, f"○  _{UNKNOWN}_"))]
    why = f"why: {one_line(claim.detail, 160)}" if claim.detail else ""
    small = " · ".join(part for part in (why, evidence_of(claim)) if part)
    return [section(_labelled(Facet.FIRST, _told(claim, 200))), *_small(small)]


def changed(shown: Shown) -> Blocks:
    """What changed because of them, and of whom they are composed."""
    private = evidence_view.elsewhere(shown.elsewhere)
    newest = "" if private else "nothing yet"
    if decision := shown.changed:
        newest = f"{decision.label}: {one_line(decision.change, 160)}, {day(decision.logged_at)}"
    told = f"*Changed because of them*  {' '.join(filter(None, (newest, private)))}"
    return [context(told, foot(shown.persona))]


def _is_about(said: Evidence, claim: Claim) -> bool:
    return said.claim_id == claim.id


def _spoken(text: str) -> str:
    """What somebody said: a ticket's headline and its fields stand on lines of their own, the longest is speech."""
    said = without_contacts(text).splitlines()
    return max((" ".join(line.split()) for line in said), key=len, default="")


def _labelled(side: Facet, words: str) -> str:
    return f"*{side.label}*  {words}"


def _small(words: str) -> Blocks:
    return [context(capital(words))] if words else []


def _told(claim: Claim, limit: int) -> str:
    """A claim behind its label: what is backed needs no bullet there, what is a guess or contested shows it."""
    return claim_line(claim, limit).removeprefix("●  ")


# How each type is read: another tuple is another card.
_ABOVE: tuple[Line, ...] = (badges, disputes, stuck, heard, best(Facet.JOB, Facet.SUCCESS), sees_first)
_BELOW: tuple[Line, ...] = (best(Facet.IGNORES), changed)
READINGS: dict[Type, tuple[Line, ...]] = {
    Type.BUYER: (*_ABOVE, best(Facet.RISK), *_BELOW),
    Type.CUSTOMER: (*_ABOVE, best(Facet.RISK), *_BELOW),
    Type.USER: (*_ABOVE, best(Facet.RISK, silent="incomplete: no personal risk on record"), *_BELOW),
}
