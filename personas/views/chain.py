"""The chain: persona claim ← evidence ← decision. Where a link is missing, it says so."""

from collections.abc import Sequence
from dataclasses import dataclass

from personas.decision import Decision
from personas.evidence import Evidence
from personas.persona import Claim, Persona
from personas.views.claim import claim_line
from personas.views.numbers import opening
from personas.views.parts import Block, Blocks, context, count, fitted, one_line, section
from personas.views.persona import share_row, title

LINKS_SHOWN = 8
PIECES_NAMED = 5


@dataclass(frozen=True, slots=True)
class Link:
    """One claim with the evidence about it and the decisions that cite that evidence."""

    claim: Claim
    pieces: tuple[Evidence, ...]
    decisions: tuple[Decision, ...]


def chain(persona: Persona, links: Sequence[Link]) -> Blocks:
    """Every known claim with what it rests on and what it changed, the longest chains first."""
    ordered = sorted(links, key=lambda link: (not link.decisions, not link.pieces))
    used = sum(bool(link.decisions) for link in links)
    head = section(f"{title(persona)}  ›  *Claim ← evidence ← decision*")
    more = [context(f"{len(links) - LINKS_SHOWN} more claims.")] if len(links) > LINKS_SHOWN else []
    foot = context(f"{used} of {count(len(links), 'claim')} changed a decision so far.")
    shown = ordered[:LINKS_SHOWN]
    pieces = [piece for link in shown for piece in link.pieces[:PIECES_NAMED]]
    decisions = [each for link in shown for each in link.decisions]
    row = share_row(f"{persona.slug} chain", *opening(*pieces, *decisions))
    return fitted([head, *map(_link, shown), *more, foot, row])


def _link(link: Link) -> Block:
    evidence = ", ".join(piece.label for piece in link.pieces[:PIECES_NAMED]) or "no evidence yet"
    left = len(link.pieces) - PIECES_NAMED
    more = f" and {left} more" if left > 0 else ""
    changed = "\n".join(f"        ←  {each.label} {one_line(each.change, 120)}" for each in link.decisions)
    lead = f"*{link.claim.facet.label}*  {claim_line(link.claim, 180)}\n    ←  {evidence}{more}"
    return section(f"{lead}\n{changed}" if changed else lead)
