"""One side of a persona: its claims, what they see first, their words, what we do not know."""

from collections.abc import Sequence

from personas.evidence import Evidence
from personas.persona import UNKNOWN, Claim, Facet, Persona
from personas.views import evidence as evidence_view
from personas.views.claim import backed, claim_entry, claim_line, evidence_tail, is_guess
from personas.views.numbers import opening
from personas.views.parts import (
    Block,
    Blocks,
    actions,
    bullets,
    button,
    context,
    cut,
    esc,
    fitted,
    one_line,
    quote,
    section,
)
from personas.views.persona import choose_here, share_row, title

CLAIMS_SHOWN = 6


def facet(
    persona: Persona,
    label: str,
    claims: Sequence[Claim],
    quotes: dict[int, list[Evidence]],
    *,
    note: str = "",
) -> Blocks:
    """One side of a persona, the best backed first; `note` says what the words behind the question did."""
    head = section(f"{title(persona)}  ›  *{esc(label)}*")
    several = len({claim.facet for claim in claims}) > 1
    shown = [
        block
        for claim in claims[:CLAIMS_SHOWN]
        for block in claim_entry(claim, quotes.get(claim.id, ()), labelled=several)
    ]
    left = len(claims) - CLAIMS_SHOWN
    more = (
        [
            context(
                f"{left} more. Add a word and what fits it comes first, as in `/persona {persona.slug} stuck invite`."
            )
        ]
        if left > 0
        else []
    )
    return fitted([head, *noted(note), *shown, *more])


def ordered_by(words: str, *, fits: bool) -> str:
    """What leftover words did to an answer: they order it and leave nothing out."""
    told = f"“{cut(' '.join(words.split()), 60)}”"
    return f"What fits {told} comes first." if fits else f"Nothing here is about {told}; this is all of it."


def nothing_on(words: str) -> str:
    """What words did that nothing on record is about, behind a name."""
    return f"Nothing on record is about “{cut(' '.join(words.split()), 60)}”; this is the card."


def noted(note: str) -> Blocks:
    """A line under a heading; none where there is nothing to say."""
    return [context(esc(note))] if note else []


def first_answer(persona: Persona, claim: Claim) -> Blocks:
    """ "What should this user see first, and why": the answer, its reason, its backing, whether it is built."""
    lines = [f"*{esc(persona.name)} sees first:* {one_line(claim.text, 300)}"]
    if claim.detail:
        lines.append(f"*Why:* {one_line(claim.detail, 400)}")
    lines.append(f"*Backed:* {backed(claim)}")
    if claim.shipped:
        lines.append(f"*Built:* {esc(claim.shipped)}")
    return [
        section("\n".join(lines)),
        actions(
            button("Share here", "share", f"{persona.slug} first"),
            button("The whole card", "again:card", persona.slug),
            button("Log a decision", "again:decide", f"decide {persona.slug}"),
        ),
    ]


def first_table(people: Sequence[Persona], *, choose: bool = False) -> Blocks:
    """What each of these sees first, a line each, unbacked ones in italics; where nobody knows, the way to say it.

    `choose`: in a channel that has no personas yet, the way to choose them.
    """
    row = [button("Share here", "share", "first")] if any(map(_knows_first, people)) else []
    row += [choose_here([persona.ref for persona in people])] if choose else []
    rows = [section("*What each persona should see first*"), *map(_sees_first, people)]
    return fitted([*rows, *([actions(*row)] if row else [])])


def _knows_first(persona: Persona) -> bool:
    claim = persona.claim(Facet.FIRST)
    return claim is not None and not claim.unknown


def _sees_first(persona: Persona) -> Block:
    claim = persona.claim(Facet.FIRST)
    answer = claim_line(claim, 160) if claim else f"○  _{UNKNOWN}_"
    say = button("Say what we think", f"again:edit{persona.id}", f"{persona.slug} edit first")
    return section(f"*{esc(persona.name)}*\n{answer}", accessory=None if _knows_first(persona) else say)


def in_words(
    persona: Persona,
    quotes: Sequence[Evidence],
    claims: Sequence[Claim],
    *,
    words: str,
    note: str = "",
    hidden: int = 0,
) -> Blocks:
    """How they say it: users' own words with source and date, then phrases without evidence."""
    said = [section(evidence_view.verbatim(piece)) for piece in quotes]
    loose = [section(f"{quote(claim.text)}\n> — {backed(claim)}") for claim in claims[:CLAIMS_SHOWN]]
    head = section(f"{title(persona)}  ›  *In their words*")
    private = [context(evidence_view.elsewhere(hidden))] if hidden else []
    return fitted(
        [
            head,
            *noted(note),
            *said,
            *loose,
            *private,
            share_row(f"{persona.slug} words {words}".strip(), *opening(*quotes)),
        ]
    )


def unknowns(persona: Persona) -> Blocks:
    """What we say we don't know: the next interview's questions."""
    asked = [f"*{claim.facet.label}*: {UNKNOWN.lower()}" for claim in persona.unknowns]
    silent = [side for side in Facet if persona.type in side.row.expected_of and not persona.about(side)]
    never = [f"*{side.label}*: nobody has said anything" for side in silent]
    guesses = [f"*{claim.facet.label}*: {claim_line(claim)}" for claim in persona.claims if is_guess(claim)]
    lines = [*asked, *never, *guesses[:CLAIMS_SHOWN]]
    text = bullets(lines) if lines else "Nothing: every claim has evidence. That is rare."
    return [
        section(f"{title(persona)}  ›  *What we don't know*"),
        section(text),
        share_row(f"{persona.slug} unknown", button("Ask users", "again:pulse", f"pulse {persona.slug}")),
    ]


def everything(persona: Persona, *, only: Facet | None = None) -> Blocks:
    """Every claim under its facet, one line each."""
    blocks = [section(f"{title(persona)}  ›  *{only.label if only else 'All claims'}*")]
    for side in [only] if only else Facet:
        if claims := persona.about(side):
            lines = "\n".join(f"{claim_line(claim, 180)}{evidence_tail(claim)}" for claim in claims[:8])
            blocks.append(section(f"*{side.label}*\n{lines}"))
    if persona.provenance and not only:
        blocks.append(context(f"Came with: {one_line(persona.provenance, 300)}"))
    return fitted(blocks)


def nothing_known(persona: Persona, label: str, word: str) -> Blocks:
    """An empty facet is an answer too, with three ways on."""
    return [
        section(f"{title(persona)}  ›  *{esc(label)}*\n○  _{UNKNOWN}_"),
        actions(
            button("I have evidence", "again:add", f"{persona.slug} add"),
            button("Ask users", "again:pulse", f"pulse {persona.slug}"),
            button("Say what we think", "again:edit", f"{persona.slug} edit {word}"),
        ),
    ]
