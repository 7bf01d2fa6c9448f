"""Answers over many personas: who looks after one, how sure we are, what is new, how many we talked to, what people say."""

from collections.abc import Sequence

from personas.decision import Decision
from personas.evidence import Evidence, Standing, Tally
from personas.overview import News
from personas.persona import Claim, Persona, PersonaLine, PersonaRef
from personas.search import Hit
from personas.views import evidence as evidence_view
from personas.views.claim import backed, capital, claim_line, is_guess
from personas.views.numbers import opening
from personas.views.parts import (
    Block,
    Blocks,
    actions,
    bullets,
    button,
    context,
    count,
    day,
    esc,
    fitted,
    one_line,
    section,
)
from personas.views.persona import STATUS_SIGNS, foot, names, share_row, title

LINES_SHOWN = 5
CLAIMS_SHOWN = 6
CARD = "The card"
NOT_YET = {
    "history": "The history of {name} is not shown here yet. Every change is kept; the card has what holds now.",
    "lens": "There are no views by team yet: marketing, sales, product and support read the same card of {name}.",
}


def steward(persona: Persona, name: str) -> Blocks:
    """Who looks after a persona, by the name the directory has."""
    said = (
        f"{esc(name)} looks after *{esc(persona.name)}*."
        if name
        else f"Nobody looks after *{esc(persona.name)}* yet. Whoever does is asked when its evidence gets old."
    )
    choose = [] if name else [button("Choose somebody", "again:edit", f"{persona.slug} edit")]
    return [section(said), actions(*choose, _card(persona))]


def sureness(persona: Persona) -> Blocks:
    """How sure we are of a persona: what has evidence, what is a guess, what is contested or unknown."""
    known = [claim for claim in persona.claims if not claim.unknown]
    guesses = [claim for claim in known if is_guess(claim)]
    lines = [f"*{len(known) - len(guesses)}* of {count(len(known), 'claim')} have evidence"]
    lines += [f"*{count(len(guesses), 'guess', 'guesses')}*: nobody has shown anything for them yet"] * bool(
        guesses
    )
    lines += [f"*{len(persona.contested)}* contested"] * bool(persona.contested)
    lines += [f"*{len(persona.unknowns)}* not known yet"] * bool(persona.unknowns)
    firm = [claim for claim in known if claim.backing.standing is Standing.BOTH]
    best = [section("*Surest*\n" + "\n".join(_with_backing(claim) for claim in firm[:3]))] if firm else []
    weak = (
        [section("*Guesses*\n" + "\n".join(claim_line(claim, 160) for claim in guesses[:3]))]
        if guesses
        else []
    )
    head = f"{title(persona)}  ›  *How sure we are*  `{STATUS_SIGNS[persona.status]}`"
    row = share_row(f"how sure are we about {persona.slug}", _card(persona))
    return fitted([section(f"{head}\n{bullets(lines)}"), *best, *weak, context(foot(persona)), row])


def sure_of(words: str, claims: Sequence[tuple[PersonaRef, Claim]]) -> Blocks:
    """How sure we are of what is said: the claims that come closest, with what backs each."""
    rows = [
        block
        for ref, claim in claims[:CLAIMS_SHOWN]
        for block in (
            section(f"*{esc(ref.name)}*  ›  {claim.facet.label}\n{claim_line(claim, 300)}"),
            context(capital(backed(claim))),
        )
    ]
    head = section(f"*How sure we are*  “{one_line(words, 80)}”")
    return fitted([head, *rows, share_row(f"how sure are we about {one_line(words, 150)}")])


def weakest(lines: Sequence[PersonaLine]) -> Blocks:
    """Which personas rest on the least, and on the oldest evidence."""
    least = sorted(lines, key=lambda line: line.pieces)[:LINES_SHOWN]
    dated = [(line.newest, line.ref) for line in lines if line.newest]
    oldest = sorted(dated, key=lambda pair: pair[0])[:LINES_SHOWN]
    few = [f"*{esc(line.ref.name)}*  {count(line.pieces, 'piece')} of evidence" for line in least]
    old = [f"*{esc(ref.name)}*  newest {day(newest)}" for newest, ref in oldest]
    row = share_row("weakest", *([_card(least[0].ref, least[0].ref.name)] if least else []))
    aged = [section(f"*The oldest evidence*\n{bullets(old)}")] if old else []
    return [section(f"*The least evidence*\n{bullets(few)}"), *aged, row]


def news(since: str, it: News, *, about: PersonaRef | None = None) -> Blocks:
    """What came in some time: counts, then the newest of each."""
    of = f" about *{esc(about.name)}*" if about else ""
    if not it:
        other = button(
            "Since last month", "again:news", f"{about.slug if about else ''} what is new last month".strip()
        )
        return [section(f"Nothing new{of} ({esc(since)})."), actions(other)]
    told = [f"{count(it.filed, 'piece')} of evidence"] * bool(it.filed)
    told += [count(it.logged, "decision")] * bool(it.logged)
    told += [f"{count(it.made, 'new persona')}: {names(it.personas)}"] * bool(it.made)
    head = section(f"*New{of}* ({esc(since)}): {', '.join(told)}.")
    pieces = [f"*{piece.label}*  {one_line(piece.text, 160)}" for piece in it.evidence]
    decided = [f"*{each.label}*  {one_line(each.change, 160)}" for each in it.decisions]
    shown = [section("\n".join(lines)) for lines in (pieces, decided) if lines]
    asked = f"{about.slug if about else ''} what is new {since}".strip()
    return fitted([head, *shown, share_row(asked, *opening(*it.evidence, *it.decisions))])


def counted(tallies: Sequence[Tally], *, about: PersonaRef | None = None, span: str = "") -> Blocks:
    """How many people and pieces there are from each kind of source."""
    of = f" about *{esc(about.name)}*" if about else ""
    when = f" ({esc(span)})" if span else ""
    asked = " ".join(part for part in (about.slug if about else "", "counted", span) if part)
    add = button("Add evidence", "again:add", f"{about.slug} add") if about else None
    if not tallies:
        return (
            [section(f"Nobody yet{of}{when}: no evidence is on record."), actions(*filter(None, (add,)))]
            if add
            else [section(f"Nobody yet{of}{when}: no evidence is on record.")]
        )
    lines = [_counted(tally) for tally in sorted(tallies, key=lambda tally: -tally.sources)]
    head = section(f"*How many we heard from*{of}{when}\n{bullets(lines)}")
    return [
        head,
        context("One interview or ticket counts once, however much of it was filed."),
        share_row(asked),
    ]


def complaints(
    claims: Sequence[tuple[PersonaRef, Claim]],
    said: Sequence[tuple[PersonaRef, Evidence]],
    *,
    asked: str,
    note: str = "",
    about: PersonaRef | None = None,
) -> Blocks:
    """What people complain about: the best backed of what gets them stuck, then what they said last."""
    of = f"  ·  *{esc(about.name)}*" if about else ""
    head = section(f"*What people complain about*{of}")
    rows = [section(f"*{esc(ref.name)}*\n{_with_backing(claim)}") for ref, claim in claims[:CLAIMS_SHOWN]]
    quotes = "\n\n".join(f"*{esc(ref.name)}*\n{evidence_view.verbatim(piece, 200)}" for ref, piece in said)
    heard = [section(f"*Said last*\n{quotes}")] if quotes else []
    small = [context(esc(note))] if note else []
    if not rows and not heard:
        return [section("Nobody has complained about anything yet that was filed."), *small]
    row = share_row(asked, *opening(*(piece for _, piece in said)))
    return fitted([head, *small, *rows, *heard, row])


def why(words: str, decisions: Sequence[Decision]) -> Blocks:
    """Why something was decided: what changed and because of what, the closest first."""
    head = section(f"*Why we decided*  “{one_line(words, 80)}”")
    rows = [
        section(
            f"*{each.label}*  {one_line(each.change, 240)}\n*Because:*  {one_line(each.because, 300) or 'nobody said'}"
        )
        for each in decisions[:LINES_SHOWN]
    ]
    asked = f"why did we {one_line(words, 150)}"
    return fitted([head, *rows, share_row(asked, *opening(*decisions[:LINES_SHOWN]))])


def cares_not(persona: Persona, words: str) -> Blocks:
    """That nothing on record says whether somebody cares about something."""
    said = f"Nothing on record says whether *{esc(persona.name)}* cares about “{one_line(words, 80)}”."
    ask = button("Ask users", "again:pulse", f"pulse {persona.slug}")
    criteria = button("What they decide by", "again:criteria", f"{persona.slug} criteria")
    return [section(said), actions(criteria, ask, _card(persona))]


def leaving(hits: Sequence[Hit]) -> str:
    """The heading over why people leave."""
    return "*Why people leave*" if hits else "Nothing on record says yet why people leave."


def not_yet(persona: Persona, topic: str) -> Blocks:
    """One sentence on what stands here until it is built, and where to look meanwhile."""
    return [section(NOT_YET[topic].format(name=f"*{esc(persona.name)}*")), actions(_card(persona))]


def _counted(tally: Tally) -> str:
    asked = f", {tally.n} of {tally.m} people" if tally.m else ""
    newest = f", newest {day(tally.newest)}" if tally.newest else ""
    return f"*{count(tally.sources, tally.source.row.one, tally.source.row.many)}*{asked}{newest}"


def _with_backing(claim: Claim) -> str:
    return f"{claim_line(claim, 240)}\n        {backed(claim)}"


def _card(persona: Persona | PersonaRef, label: str = CARD) -> Block:
    return button(label, "again:card", persona.slug)
