"""What in the record is closest to some words: claims, quotes and decisions, each with its persona and its number."""

from collections.abc import Sequence
from typing import assert_never

from personas.decision import Decision
from personas.evidence import Evidence
from personas.persona import Claim, Persona, PersonaRef
from personas.search import Hit
from personas.views import evidence as evidence_view
from personas.views.claim import backed, capital, claim_line
from personas.views.parts import Blocks, button, context, day, esc, fitted, one_line, quote, section
from personas.views.persona import names, share_row

HITS_SHOWN, ELSEWHERE_SHOWN = 6, 3


def closest(words: str, hits: Sequence[Hit], *, about: Persona | None = None) -> Blocks:
    """The closest first, each with a button that opens it."""
    of = f"  ·  *{esc(about.name)}*" if about else ""
    heading = f"*Closest in the record:* “{one_line(words, 80)}”{of}"
    return titled(heading, hits, asked=f"search {one_line(words, 150)}")


def titled(heading: str, hits: Sequence[Hit], *, asked: str) -> Blocks:
    """The same under a heading of its own; `asked` is what brings it again."""
    shown = [block for hit in hits[:HITS_SHOWN] for block in _entry(hit)]
    left = len(hits) - HITS_SHOWN
    more = [context(f"{left} more. Add a word to narrow it down.")] if left > 0 else []
    return fitted([section(heading), *shown, *more, share_row(asked)])


def elsewhere(hits: Sequence[Hit]) -> Blocks:
    """The same, short, under an answer that holds nothing about some words."""
    shown = [block for hit in hits[:ELSEWHERE_SHOWN] for block in _entry(hit)]
    return [section("*Closest in the record:*"), *shown] if shown else []


def _entry(hit: Hit) -> Blocks:
    match hit.found:
        case Claim():
            return _claim(hit.found, hit.about[0])
        case Evidence():
            return _piece(hit.found, hit.about)
        case Decision():
            return _decision(hit.found, hit.about)
        case _:
            assert_never(hit.found)


def _claim(claim: Claim, about: PersonaRef) -> Blocks:
    opening = button("Open", f"again:closest:claim{claim.id}", f"{about.slug} {claim.facet.asked_as.value}")
    said = f"*{esc(about.name)}*  ›  {claim.facet.label}\n{claim_line(claim, 300)}"
    return [section(said, accessory=opening), context(capital(backed(claim)))]


def _piece(piece: Evidence, about: Sequence[PersonaRef]) -> Blocks:
    words = quote(piece.text, 280) if piece.own_words else one_line(piece.text, 280)
    opening = button("Open", f"again:closest:{piece.label}", piece.label)
    small = evidence_view.source_line(piece, numbered=False)
    told = small if piece.own_words else f"reported: {small}"
    return [
        section(f"*{piece.label}*  about {names(about)}\n{words}", accessory=opening),
        context(capital(told)),
    ]


def _decision(decision: Decision, about: Sequence[PersonaRef]) -> Blocks:
    opening = button("Open", f"again:closest:{decision.label}", f"decision {decision.label}")
    of = f"  because of {names(about)}" if about else ""
    said = f"*{decision.label}*{of}\n{one_line(decision.change, 280)}"
    return [section(said, accessory=opening), context(f"Decided {day(decision.logged_at)}")]
