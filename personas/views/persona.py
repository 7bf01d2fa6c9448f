"""How a persona looks: the card, one facet, the list, side by side; and its forms."""

from collections.abc import Iterable, Sequence

from personas.decision import Decision
from personas.evidence import Evidence, Standing
from personas.persona import FACET_LABELS, Claim, Facet, Persona, PersonaRef, Status, Type
from personas.views import evidence as evidence_view
from personas.views.parts import (
    Block,
    Blocks,
    actions,
    bullets,
    button,
    context,
    count,
    cut,
    day,
    divider,
    esc,
    fields,
    fitted,
    header,
    one_line,
    option,
    overflow,
    quote,
    section,
)

MENU = "persona_menu"
CLAIMS_SHOWN = 6
LIST_SHOWN = 25

STATUS_SIGNS = {
    Status.HYPOTHESIS: "○ hypothesis",
    Status.SUPPORTED: "● supported",
    Status.CONTESTED: "◐ contested",
    Status.RETIRED: "retired",
}
OWNING = (Facet.OWNS, Facet.INFLUENCES, Facet.IGNORES)
UNKNOWN = "We don't know yet"


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
        *_line(persona, _aim(persona)),
        *_first(persona),
        *_risk(persona),
        *_line(persona, Facet.IGNORES),
        context(_changed(changed, elsewhere), foot(persona)),
    ]
    return [*fitted(blocks), card_buttons(persona, share=share)]


_MENU = (
    ("All claims", "everything"),
    ("In their words", "words"),
    ("Evidence", "evidence"),
    ("Decisions", "decisions"),
    ("Edit", "edit"),
)


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


def title(persona: Persona | PersonaRef) -> str:
    """The name and its type as a badge."""
    return f"*{esc(persona.name)}*  `{persona.type.value}`"


def foot(persona: Persona) -> str:
    """Of how many people and sources it is composed, and when it was last confirmed."""
    backing = persona.backing
    kinds = sum(tally.pieces > 0 for tally in backing.tallies)
    if not kinds and not backing.hidden:
        return "No evidence yet: everything here is a guess"
    made_of = f"Composite of {count(backing.pieces, 'piece')} from {count(kinds, 'kind')} of source"
    confirmed = f"confirmed {day(persona.verified_at)}" if persona.verified_at else ""
    fresh = confirmed or (f"newest {day(backing.newest)}" if backing.newest else "")
    parts = [
        made_of if kinds else "",
        evidence_view.hidden(backing),
        fresh,
        "reduces blind spots, not a forecast",
    ]
    return " · ".join(part for part in parts if part)


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
    label = f"*{FACET_LABELS[claim.facet]}*  " if labelled else ""
    why = "Why: " if claim.facet is Facet.FIRST else ""
    detail = f"\n{why}{one_line(claim.detail, 400)}" if claim.detail else ""
    said = "\n\n".join(evidence_view.verbatim(piece, 200) for piece in quotes[:3])
    return [
        section(f"{label}{claim_line(claim, 400)}{detail}"),
        context(_capital(_backed(claim))),
        *([section(said)] if said else []),
    ]


def facet(
    persona: Persona, label: str, claims: Sequence[Claim], quotes: dict[int, list[Evidence]], *, words: str
) -> Blocks:
    """One side of a persona, the best backed first."""
    about = f" about “{esc(words)}”" if words else ""
    head = section(f"{title(persona)}  ›  *{esc(label)}*{about}")
    several = len({claim.facet for claim in claims}) > 1
    shown = [
        block
        for claim in claims[:CLAIMS_SHOWN]
        for block in claim_entry(claim, quotes.get(claim.id, ()), labelled=several)
    ]
    left = len(claims) - CLAIMS_SHOWN
    more = (
        [context(f"{left} more. Add a word to narrow it down, as in `/persona {persona.slug} stuck invite`.")]
        if left > 0
        else []
    )
    return fitted([head, *shown, *more])


def nothing_known(persona: Persona, label: str, word: str) -> Blocks:
    """An empty facet is an answer too, with three ways on."""
    return [
        section(f"We don't know yet: *{esc(label.lower())}* of *{esc(persona.name)}*."),
        actions(
            button("I have evidence", "again:add", f"{persona.slug} add"),
            button("Ask users", "again:pulse", f"pulse {persona.slug}"),
            button("Say what we think", "again:edit", f"{persona.slug} edit {word}"),
        ),
    ]


def first_answer(persona: Persona, claim: Claim) -> Blocks:
    """ "What should this user see first, and why": the answer, its reason, its backing, whether it is built."""
    lines = [f"*{esc(persona.name)} sees first:* {one_line(claim.text, 300)}"]
    if claim.detail:
        lines.append(f"*Why:* {one_line(claim.detail, 400)}")
    lines.append(f"*Backed:* {_backed(claim)}")
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


def first_table(people: Sequence[Persona]) -> Blocks:
    """What each persona sees first: one line each, unbacked ones in italics."""
    lines = []
    for persona in people[:LIST_SHOWN]:
        claim = persona.claim(Facet.FIRST)
        answer = claim_line(claim, 160) if claim else f"○  _{UNKNOWN}_"
        lines.append(f"*{esc(persona.name)}*\n{answer}")
    return fitted(
        [
            section("*What each persona should see first*"),
            *(section(line) for line in lines),
            share_row("first"),
        ]
    )


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
                "This channel is about no persona yet. *Settings* chooses some, so that “this user” means somebody."
            ),
            row,
        ]
    return [section("*Personas here*\n" + "\n".join(summary(persona) for persona in bound)), row]


def summary(persona: Persona) -> str:
    """A persona on one line: name, type, status, how fresh."""
    backing = persona.backing
    fresh = (
        f" · newest {day(backing.newest)}"
        if backing.newest
        else ""
        if backing.hidden
        else " · no evidence yet"
    )
    return f"{title(persona)}  {STATUS_SIGNS[persona.status]}{fresh}{_private(persona)}"


def _private(persona: Persona) -> str:
    return f" · {evidence_view.hidden(persona.backing)}" if persona.backing.hidden else ""


def listing(people: Sequence[Persona]) -> Blocks:
    """Every persona, a line each, with a button to its card."""
    rows = [
        section(
            f"{summary(persona)}\n{one_line(persona.role or persona.one_line, 120)}".rstrip(),
            accessory=button("Open", f"again:{persona.id}", persona.slug),
        )
        for persona in people[:LIST_SHOWN]
    ]
    left = len(people) - LIST_SHOWN
    more = [context(f"{left} more: type a name, as in `/persona {people[-1].slug}`.")] if left > 0 else []
    return fitted([section(f"*{count(len(people), 'persona')}*"), *rows, *more])


def compare(one: Persona, other: Persona) -> Blocks:
    """Two personas side by side."""
    rows = [
        fields([f"{title(one)}{_private(one)}", f"{title(other)}{_private(other)}"]),
        divider(),
    ]
    for side in (Facet.JOB, Facet.FIRST, Facet.SUCCESS, Facet.STUCK, Facet.RISK, Facet.IGNORES):
        cells = [_cell(persona, side) for persona in (one, other)]
        if any(cells):
            rows.append(
                fields([f"*{FACET_LABELS[side]}*\n{cell or '○  _' + UNKNOWN + '_'}" for cell in cells])
            )
    return fitted([*rows, context(foot(one)), share_row(f"compare {one.slug} {other.slug}")])


def roles(question: str, people: Sequence[Persona]) -> Blocks:
    """Which personas own, approve, buy, pay or renew."""
    lines = [f"{title(persona)}  {one_line(persona.role or persona.one_line, 140)}" for persona in people]
    return [section(f"*{esc(_capital(question))}*\n{bullets(lines)}"), share_row(question)]


def findings(words: str, found: Sequence[tuple[PersonaRef, Claim]]) -> Blocks:
    """Claims that contain the words, with their backing."""
    rows = [
        block
        for ref, claim in found[:CLAIMS_SHOWN]
        for block in (
            section(f"*{esc(ref.name)}*  ›  {FACET_LABELS[claim.facet]}\n{claim_line(claim, 300)}"),
            context(_capital(_backed(claim))),
        )
    ]
    left = len(found) - CLAIMS_SHOWN
    more = [context(f"{left} more; add a word to narrow it down.")] if left > 0 else []
    return fitted([section(f"*What the record says about “{esc(cut(words, 80))}”*"), *rows, *more])


def share_row(words: str, *others: Block) -> Block:
    """The button that posts the same answer for everybody."""
    return actions(button("Share here", "share", words), *others)


def shared(blocks: Blocks) -> Blocks:
    """An answer everybody sees has nothing left to share."""
    kept = []
    for block in blocks:
        if block["type"] != "actions":
            kept.append(block)
        elif left := [each for each in block["elements"] if each.get("action_id") != "share"]:
            kept.append({**block, "elements": left})
    return kept


def started(made: Sequence[PersonaRef]) -> Blocks:
    """After `/persona start`: what is there now and what to do next."""
    if not made:
        return [section("The three hypotheses are here already. `/persona list` shows them.")]
    return [
        section(f"{names(made)} are here now, as hypotheses: guesses with a name. Three is enough."),
        section("Next: say that this channel is about them, then what each of them should see first."),
        actions(
            button("Choose them here", "again:settings", "settings", style="primary"),
            button("What should they see first?", "again:first", "first"),
        ),
    ]


def in_words(
    persona: Persona, quotes: Sequence[Evidence], claims: Sequence[Claim], *, words: str, hidden: int = 0
) -> Blocks:
    """How they say it: users' own words with source and date, then phrases without evidence."""
    about = f" about “{esc(words)}”" if words else ""
    said = [section(evidence_view.verbatim(piece)) for piece in quotes]
    loose = [section(f"{quote(claim.text)}\n> — {_backed(claim)}") for claim in claims[:CLAIMS_SHOWN]]
    head = section(f"{title(persona)}  ›  *In their words*{about}")
    private = [context(evidence_view.elsewhere(hidden))] if hidden else []
    return fitted([head, *said, *loose, *private, share_row(f"{persona.slug} words {words}".strip())])


def unknowns(persona: Persona) -> Blocks:
    """What we say we don't know: the next interview's questions."""
    asked = [f"*{FACET_LABELS[claim.facet]}*: {UNKNOWN.lower()}" for claim in persona.unknowns]
    silent = [
        side for side in (Facet.FIRST, Facet.STUCK, Facet.RISK, Facet.SUCCESS) if not persona.about(side)
    ]
    never = [f"*{FACET_LABELS[side]}*: nobody has said anything" for side in silent]
    guesses = [
        f"*{FACET_LABELS[claim.facet]}*: {claim_line(claim)}" for claim in persona.claims if _is_guess(claim)
    ]
    lines = [*asked, *never, *guesses[:CLAIMS_SHOWN]]
    text = bullets(lines) if lines else "Nothing: every claim has evidence. That is rare."
    return [
        section(f"{title(persona)}  ›  *What we don't know*"),
        section(text),
        share_row(f"{persona.slug} unknown", button("Ask users", "again:pulse", f"pulse {persona.slug}")),
    ]


def everything(persona: Persona, *, only: Facet | None = None) -> Blocks:
    """Every claim under its facet, one line each."""
    blocks = [section(f"{title(persona)}  ›  *{FACET_LABELS[only] if only else 'All claims'}*")]
    for side in [only] if only else Facet:
        if claims := persona.about(side):
            lines = "\n".join(f"{claim_line(claim, 180)}{_evidence_tail(claim)}" for claim in claims[:8])
            blocks.append(section(f"*{FACET_LABELS[side]}*\n{lines}"))
    if persona.provenance and not only:
        blocks.append(context(f"Came with: {one_line(persona.provenance, 300)}"))
    return fitted(blocks)


def hints(sentences: Sequence[str]) -> Blocks:
    """What the specificity linter has to say: never more than small print."""
    return [context(*(esc(sentence) for sentence in sentences[:3]))] if sentences else []


def retired(persona: Persona) -> Blocks:
    """After a persona was retired."""
    kept = f"Its evidence and decisions stay; `/persona {persona.slug}` still shows it."
    return [section(f"*{esc(persona.name)}* is retired. {kept}")]


def names(refs: Iterable[PersonaRef]) -> str:
    """Names in a row, as people would say them."""
    listed = [f"*{esc(ref.name)}*" for ref in refs]
    return " and ".join([", ".join(listed[:-1]), listed[-1]] if len(listed) > 1 else listed)


def _is_guess(claim: Claim) -> bool:
    return not claim.unknown and claim.backing.standing is Standing.NONE


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
    return [section(_labelled(side, _told(claim, limit))), *_small(_evidence(claim))]


def _stuck(persona: Persona, said: Evidence | None) -> Blocks:
    claim = persona.claim(Facet.STUCK)
    told = _labelled(Facet.STUCK, _told(claim, 240)) if claim else ""
    lines = [line for line in (told, _words(persona, said)) if line]
    source = f"quote: {evidence_view.source_line(said)}" if said else ""
    small = [part for part in (_evidence(claim) if claim else "", source) if part]
    return [section("\n".join(lines)), *_small(" · ".join(small))] if lines else []


def _words(persona: Persona, said: Evidence | None) -> str:
    if said:
        return quote(_spoken(said.text), 180)
    claim = persona.claim(Facet.WORDS)
    return quote(claim.text, 180) if claim and not claim.unknown else ""


def _spoken(text: str) -> str:
    """What somebody said: a ticket's headline and its fields stand on lines of their own, the longest is speech."""
    return max((" ".join(line.split()) for line in text.splitlines()), key=len, default="")


def _first(persona: Persona) -> Blocks:
    claim = persona.claim(Facet.FIRST)
    if claim is None or claim.unknown:
        return [section(_labelled(Facet.FIRST, f"○  _{UNKNOWN}_"))]
    why = f"why: {one_line(claim.detail, 160)}" if claim.detail else ""
    small = " · ".join(part for part in (why, _evidence(claim)) if part)
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
    return f"*{FACET_LABELS[side]}*  {words}"


def _small(words: str) -> Blocks:
    return [context(_capital(words))] if words else []


def _capital(words: str) -> str:
    """A sentence begins with a capital; a link or a date that begins it stays as it is."""
    return words[:1].upper() + words[1:]


def _told(claim: Claim, limit: int) -> str:
    """A claim behind its label: what is backed needs no bullet there, what is a guess or contested shows it."""
    return claim_line(claim, limit).removeprefix("●  ")


def _evidence(claim: Claim) -> str:
    """What backs a claim, or says otherwise; empty for what is a guess anyway."""
    guess = claim.unknown or claim.backing.standing is Standing.NONE
    return evidence_view.hidden(claim.backing) if guess else evidence_view.backing(claim.backing)


def _evidence_tail(claim: Claim) -> str:
    backing = _evidence(claim)
    return f"  ({backing})" if backing else ""


def _backed(claim: Claim) -> str:
    if claim.unknown:
        return "a question for the next interview"
    words = evidence_view.backing(claim.backing)
    if claim.backing.standing in {Standing.NONE, Standing.CONTESTED}:
        return words
    return f"{words} → {evidence_view.verdict(claim.backing)}"


def _cell(persona: Persona, side: Facet) -> str:
    claim = persona.claim(side)
    return f"{claim_line(claim, 240)}{_evidence_tail(claim)}" if claim else ""
