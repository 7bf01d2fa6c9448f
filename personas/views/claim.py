"""How one claim looks: on a line, with what backs it and up to three quotes."""

from collections.abc import Sequence

from personas.evidence import Evidence, Standing
from personas.persona import UNKNOWN, Claim
from personas.views import evidence as evidence_view
from personas.views.parts import Blocks, context, one_line, section


def claim_line(claim: Claim, limit: int = 220) -> str:
    """One claim with its bullet; without evidence it is in italics."""
    if claim.unknown:
        return f"○  _{UNKNOWN}_"
    words = one_line(claim.text, limit)
    return (
        f"○  _{words}_"
        if claim.backing.standing is Standing.NONE
        else f"{evidence_view.bullet(claim.backing)}  {words}"
    )


def claim_entry(claim: Claim, quotes: Sequence[Evidence] = (), *, labelled: bool = False) -> Blocks:
    """One claim, what backs it in small print, and up to three quotes; `labelled` says which side it is of."""
    label = f"*{claim.facet.label}*  " if labelled else ""
    why = "Why: " if claim.facet.row.single else ""
    detail = f"\n{why}{one_line(claim.detail, 400)}" if claim.detail else ""
    said = "\n\n".join(evidence_view.verbatim(piece, 200) for piece in quotes[:3])
    return [
        section(f"{label}{claim_line(claim, 400)}{detail}"),
        context(capital(backed(claim))),
        *([section(said)] if said else []),
    ]


def backed(claim: Claim) -> str:
    """What backs a claim and what that allows one to do, or that nothing does."""
    if claim.unknown:
        return "not known yet"
    words = evidence_view.backing(claim.backing)
    if claim.backing.standing in {Standing.NONE, Standing.CONTESTED}:
        return words
    return f"{words} → {evidence_view.verdict(claim.backing)}"


def evidence_of(claim: Claim) -> str:
    """What backs a claim, or says otherwise; empty for what is a guess anyway."""
    guess = claim.unknown or claim.backing.standing is Standing.NONE
    return evidence_view.hidden(claim.backing) if guess else evidence_view.backing(claim.backing)


def evidence_tail(claim: Claim) -> str:
    """The same behind a claim on one line."""
    backing = evidence_of(claim)
    return f"  ({backing})" if backing else ""


def is_guess(claim: Claim) -> bool:
    """Said, and nobody has shown anything for it yet."""
    return not claim.unknown and claim.backing.standing is Standing.NONE


def capital(words: str) -> str:
    """A sentence begins with a capital; a link or a date that begins it stays as it is."""
    return words[:1].upper() + words[1:]
