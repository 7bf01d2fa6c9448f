"""How personas look among others: on a line, in the menu, the list, side by side; and what follows on a command."""

from collections.abc import Iterable, Sequence

from personas.persona import UNKNOWN, Facet, Persona, PersonaLine, PersonaRef, Status
from personas.views import evidence as evidence_view
from personas.views.claim import capital, claim_line, evidence_tail
from personas.views.parts import (
    Block,
    Blocks,
    actions,
    bullets,
    button,
    context,
    count,
    day,
    divider,
    esc,
    fields,
    fitted,
    one_line,
    section,
)

LIST_SHOWN = 25
CONTESTED_SHOWN = 2
CHOSEN_MOST = 10
STATUS_SIGNS = {
    Status.HYPOTHESIS: "○ hypothesis",
    Status.SUPPORTED: "● supported",
    Status.CONTESTED: "◐ contested",
    Status.RETIRED: "retired",
}


def title(persona: Persona | PersonaRef) -> str:
    """The name and its type as a badge."""
    return f"*{esc(persona.name)}*  `{persona.type.value}`"


def summary(line: PersonaLine) -> str:
    """A persona on one line: name, type, status, how fresh."""
    fresh = (
        f" · newest evidence {day(line.newest)}"
        if line.newest
        else ""
        if line.hidden
        else " · no evidence yet"
    )
    return f"{title(line.ref)}  {_status(line)}{fresh}{_private(line.hidden)}"


def _status(line: PersonaLine) -> str:
    """ "◐ contested: Gets stuck": what it is about stands with it."""
    about = ", ".join(dict.fromkeys(facet.label for facet in line.contested))
    return f"{STATUS_SIGNS[line.status]}{f': {about}' if about else ''}"


def contested(persona: Persona) -> Blocks:
    """What is contested about a persona, a line a claim, each with the way to both sides of it."""
    claims = persona.contested
    lines = [
        section(
            f"◐  *Contested: {claim.facet.label}*  “{one_line(claim.text, 160)}”",
            accessory=button(
                "See both", f"again:both{claim.id}", f"{persona.slug} {claim.facet.asked_as.value}"
            ),
        )
        for claim in claims[:CONTESTED_SHOWN]
    ]
    left = len(claims) - CONTESTED_SHOWN
    return [*lines, *([context(f"{count(left, 'more claim')} contested.")] if left > 0 else [])]


def menu(bound: Sequence[Persona], *, drafts: int) -> Blocks:
    """What this channel talks about, and what one can do here."""
    inbox = [button(f"Inbox {drafts}", "again:inbox", "inbox")] if drafts else []
    row = actions(
        button("See first", "again:first", "first"),
        button("Log a decision", "again:decide", "decide"),
        button("All personas", "again:list", "list"),
        button("Settings", "again:settings", "settings"),
        button("Help", "again:help", "help"),
        *inbox,
    )
    if not bound:
        return [
            section(
                "No personas here yet. Choose them in *Settings*, and “this user” means them in this channel."
            ),
            row,
        ]
    return [section("*Personas here*\n" + "\n".join(summary(persona.line) for persona in bound)), row]


def listing(lines: Sequence[PersonaLine], *, number: int, last: PersonaRef) -> Blocks:
    """So many personas, a line each, with a button to its card; there are `number`, and `last` is one not shown."""
    rows = [
        section(
            f"{summary(line)}\n{one_line(line.description, 120)}".rstrip(),
            accessory=button("Open", f"again:{line.ref.id}", line.ref.slug),
        )
        for line in lines
    ]
    left = number - len(lines)
    more = [context(f"{left} more: type a name, as in `/persona {last.slug}`.")] if left > 0 else []
    return fitted([section(f"*{count(number, 'persona')}*"), *rows, *more])


def compare(one: Persona, other: Persona) -> Blocks:
    """Two personas side by side."""
    rows = [
        fields(
            [f"{title(one)}{_private(one.backing.hidden)}", f"{title(other)}{_private(other.backing.hidden)}"]
        ),
        divider(),
    ]
    for side in (Facet.JOB, Facet.FIRST, Facet.SUCCESS, Facet.STUCK, Facet.RISK, Facet.IGNORES):
        if any(persona.claim(side) for persona in (one, other)):
            cells = [_cell(persona, side) for persona in (one, other)]
            rows.append(fields(cells, heading=f"*{side.label}*"))
    feet = (f"{esc(persona.name)}: {foot(persona)}" for persona in (one, other))
    return fitted([*rows, context("\n".join(feet)), share_row(f"compare {one.slug} {other.slug}")])


def roles(question: str, people: Sequence[Persona]) -> Blocks:
    """Which personas own, approve, buy, pay or renew."""
    lines = [f"{title(persona)}  {one_line(persona.role or persona.one_line, 140)}" for persona in people]
    return [section(f"*{esc(capital(question))}*\n{bullets(lines)}"), share_row(question)]


def started(made: Sequence[PersonaRef], *, choose: bool = True) -> Blocks:
    """After `/persona start`: what is there now and what to do next. `choose`: it was asked in a channel."""
    if not made:
        return [section("The three hypotheses are here already. `/persona list` shows them.")]
    where = "choose them for this channel" if choose else "type `/persona settings` in a channel about them"
    first = button("What should they see first?", "again:first", "first", style="" if choose else "primary")
    return [
        section(f"{names(made)} are here now, as hypotheses: guesses with a name. Three is enough."),
        section(f"Next: {where}, then say what each of them should see first."),
        actions(*([choose_here(made)] if choose else []), first),
    ]


def choose_here(refs: Iterable[PersonaRef]) -> Block:
    """The settings of this channel, with these personas filled in."""
    words = " ".join(("settings", *(ref.slug for ref in list(refs)[:CHOSEN_MOST])))
    return button("Choose them here", "again:settings", words, style="primary")


def retired(persona: Persona) -> Blocks:
    """After a persona was retired."""
    kept = f"Its evidence and decisions stay; `/persona {persona.slug}` still shows it."
    return [section(f"*{esc(persona.name)}* is retired. {kept}")]


def hints(sentences: Sequence[str]) -> Blocks:
    """What the specificity linter has to say: never more than small print."""
    return [context(*(esc(sentence) for sentence in sentences[:3]))] if sentences else []


def foot(persona: Persona) -> str:
    """Of how many people and sources it is composed, and when it was last confirmed."""
    backing = persona.backing
    kinds = sum(tally.pieces > 0 for tally in backing.tallies)
    if not kinds and not backing.hidden:
        return "No evidence yet: everything here is a guess"
    made_of = f"{count(backing.pieces, 'piece')} of evidence from {count(kinds, 'kind')} of source"
    confirmed = f"confirmed {day(persona.verified_at)}" if persona.verified_at else ""
    fresh = confirmed or (f"newest evidence {day(backing.newest)}" if backing.newest else "")
    parts = [made_of if kinds else "", evidence_view.hidden(backing), fresh]
    return " · ".join(part for part in parts if part)


def share_row(words: str, *others: Block) -> Block:
    """The button that posts the same answer for everybody."""
    return actions(button("Share here", "share", words), *others)


def shared_by(blocks: Blocks, name: str) -> Blocks:
    """An answer for everybody, with the name of who shared it: nobody is called by that."""
    return [*shared(blocks), context(f"Shared by {one_line(name, 60) or 'a colleague'}")]


def shared(blocks: Blocks) -> Blocks:
    """An answer everybody sees has nothing left to share."""
    kept = []
    for block in blocks:
        if block["type"] != "actions":
            kept.append(block)
        elif left := [each for each in block["elements"] if each.get("action_id") != "share"]:
            kept.append({**block, "elements": left})
    return kept


def names(refs: Iterable[PersonaRef]) -> str:
    """Names in a row, as people would say them."""
    listed = [f"*{esc(ref.name)}*" for ref in refs]
    return " and ".join([", ".join(listed[:-1]), listed[-1]] if len(listed) > 1 else listed)


def _private(pieces: int) -> str:
    return f" · {evidence_view.elsewhere(pieces)}" if pieces else ""


def _cell(persona: Persona, side: Facet) -> str:
    """With the name: on a telephone the two stand below each other."""
    claim = persona.claim(side)
    said = f"{claim_line(claim, 240)}{evidence_tail(claim)}" if claim else f"○  _{UNKNOWN}_"
    return f"{esc(persona.name)}\n{said}"
