"""The card: a persona on at most nine lines, what backs a line in small print under it."""

from personas.decision import Decision
from personas.evidence import Evidence
from personas.persona import UNKNOWN, Claim, Facet, Persona, Type
from personas.views import evidence as evidence_view
from personas.views.claim import capital, claim_line, evidence_of
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
from personas.views.persona import STATUS_SIGNS, foot

MENU = "persona_menu"
_MENU = (
    ("All claims", "everything"),
    ("In their words", "words"),
    ("Evidence", "evidence"),
    ("Decisions", "decisions"),
    ("Edit", "edit"),
)

_IN_WORDS = f"*{Facet.WORDS.label}*"


def card(
    persona: Persona,
    *,
    said: Evidence | None = None,
    changed: Decision | None = None,
    elsewhere: int = 0,
    share: bool = True,
) -> Blocks:
    """A persona on at most nine lines, the sharpest stall first; what backs a line is small print under it."""
    blocks = [
        header(persona.name),
        section(_badges(persona)),
        *_stuck(persona, said),
        *_heard(persona, said),
        *_line(persona, _aim(persona)),
        *_first(persona),
        *_risk(persona),
        *_line(persona, Facet.IGNORES),
        context(_changed(changed, elsewhere), foot(persona)),
    ]
    return [*fitted(blocks), card_buttons(persona, share=share)]


def card_buttons(persona: Persona, *, share: bool = True) -> Block:
    """What one does after reading a card."""
    shared = [button("Share here", "share", persona.slug)] if share else []
    more = [option(label, f"{persona.slug} {word}") for label, word in _MENU]
    return actions(
        *shared,
        button("Add evidence", "again:add", f"{persona.slug} add"),
        button("Log a decision", "again:decide", f"decide {persona.slug}"),
        overflow(MENU, more),
    )


def _badges(persona: Persona) -> str:
    role = one_line(persona.role or persona.one_line, 120)
    return f"`{persona.type.value}`  `{STATUS_SIGNS[persona.status]}`  {role}".rstrip()


def _aim(persona: Persona) -> Facet:
    return Facet.JOB if persona.claim(Facet.JOB) or not persona.claim(Facet.SUCCESS) else Facet.SUCCESS


def _line(persona: Persona, side: Facet, *, limit: int = 260) -> Blocks:
    """A side's best backed claim, and what backs it in small print."""
    claim = persona.claim(side)
    if claim is None:
        return []
    return [section(_labelled(side, _told(claim, limit))), *_small(evidence_of(claim))]


def _stuck(persona: Persona, said: Evidence | None) -> Blocks:
    """The sharpest stall, with what was said last, where that is about this stall."""
    claim = persona.claim(Facet.STUCK)
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


def _heard(persona: Persona, said: Evidence | None) -> Blocks:
    """What was said last about anything else: under its own label, so that it backs nothing it is not about."""
    claim = persona.claim(Facet.STUCK)
    if said and claim and _is_about(said, claim):
        return []
    if said:
        source = f"newest quote: {evidence_view.source_line(said)}"
        return [section(f"{_IN_WORDS}\n{quote(_spoken(said.text), 180)}"), *_small(source)]
    words = persona.claim(Facet.WORDS)
    if words is None or words.unknown:
        return []
    backing = evidence_of(words) or "no evidence yet"
    return [section(f"{_IN_WORDS}\n{quote(words.text, 180)}"), *_small(backing)]


def _is_about(said: Evidence, claim: Claim) -> bool:
    return said.claim_id == claim.id


def _spoken(text: str) -> str:
    """What somebody said: a ticket's headline and its fields stand on lines of their own, the longest is speech."""
    return max((" ".join(line.split()) for line in text.splitlines()), key=len, default="")


def _first(persona: Persona) -> Blocks:
    claim = persona.claim(Facet.FIRST)
    if claim is None or claim.unknown:
        return [section(_labelled(Facet.FIRST, f"○  _{UNKNOWN}_"))]
    why = f"why: {one_line(claim.detail, 160)}" if claim.detail else ""
    small = " · ".join(part for part in (why, evidence_of(claim)) if part)
    return [section(_labelled(Facet.FIRST, _told(claim, 200))), *_small(small)]


def _risk(persona: Persona) -> Blocks:
    if persona.claim(Facet.RISK) or persona.type is not Type.USER:
        return _line(persona, Facet.RISK)
    return [section(_labelled(Facet.RISK, "○  _incomplete: no personal risk on record_"))]


def _changed(changed: Decision | None, elsewhere: int) -> str:
    private = evidence_view.elsewhere(elsewhere)
    newest = "" if private else "nothing yet"
    if changed:
        newest = f"{changed.label}: {one_line(changed.change, 160)}, {day(changed.logged_at)}"
    return f"*Changed because of them*  {' '.join(filter(None, (newest, private)))}"


def _labelled(side: Facet, words: str) -> str:
    return f"*{side.label}*  {words}"


def _small(words: str) -> Blocks:
    return [context(capital(words))] if words else []


def _told(claim: Claim, limit: int) -> str:
    """A claim behind its label: what is backed needs no bullet there, what is a guess or contested shows it."""
    return claim_line(claim, limit).removeprefix("●  ")
