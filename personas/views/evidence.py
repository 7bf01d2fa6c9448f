"""How evidence looks: the backing under a claim, a quote, a list, the receipt."""

from collections.abc import Mapping, Sequence

from personas.evidence import RATED, Backing, Evidence, Polarity, Source, SourceChange, Standing, State, Tally
from personas.persona import Claim, Persona, PersonaRef
from personas.views.numbers import opening_labels
from personas.views.parts import (
    Block,
    Blocks,
    actions,
    button,
    context,
    count,
    cut,
    day,
    divider,
    esc,
    field,
    fitted,
    link,
    modal,
    number_input,
    one_line,
    quote,
    section,
)

ABOUT, WORDS, COUNT, UNDO, OPEN = (
    "evidence_about", "evidence_words", "evidence_count", "evidence_undo", "evidence_open",
)  # fmt: skip
BACKS = "evidence_backs"
COUNTS = "evidence_counts"
COUNT_MOST = 999_999
COUNTS_HINT = (
    "People asked or watched, as in “4 of 6”. Tickets one happened to see are counted by themselves."
)
OFFERED = 3
INBOX_SIZE = 5

BULLET = {Standing.NONE: "○", Standing.CONTESTED: "◐"}
LIST_SIZE = 8
CITES_OPENED = 3


def backing(what: Backing) -> str:
    """ "4 of 6 interviews + 9 tickets, newest 3 Mar", or that there is nothing yet."""
    seen = [tally_words(tally) for tally in what.tallies if tally.pieces]
    if not seen and not what.contradictions:
        return hidden(what) or Standing.NONE.value
    words = " + ".join(seen) or "nothing for it"
    newest = f", newest {day(what.newest)}" if what.newest else ""
    against = f" · {count(what.contradictions, 'says', 'say')} otherwise" if what.contradictions else ""
    private = f" {hidden(what)}" if what.hidden else ""
    return f"{words}{newest}{against}{private}"


def verdict(what: Backing) -> str:
    """What the mixture of sources allows one to do."""
    return what.standing.value


def tally_words(tally: Tally) -> str:
    """ "4 of 6 interviews", "9 tickets"."""
    if tally.m and tally.source in RATED:
        return f"{tally.n} of {tally.m} {_rated(tally.source)}"
    return count(tally.sources, tally.source.row.one, tally.source.row.many)


def rated(source: Source) -> str:
    """Where people were counted: "in interviews"; usage data counts something else each time."""
    return f"in {source.row.mass or source.row.many}"


def _rated(source: Source) -> str:
    """What m is a number of; usage data counts something else each time."""
    return rated(source) if source.row.mass else source.row.many


def hidden(what: Backing) -> str:
    """What the reader may not see is a number, nothing more."""
    return elsewhere(what.hidden)


def elsewhere(number: int) -> str:
    """How many there are that the reader may not see."""
    return f"+{number} from a private channel" if number else ""


def bullet(what: Backing) -> str:
    """● backed, ○ no evidence yet, ◐ contested."""
    return BULLET.get(what.standing, "●")


def source_line(evidence: Evidence, *, numbered: bool = True) -> str:
    """Where a piece comes from and when: "ticket, 3 Mar · EV-12"."""
    of = f"{evidence.n} of {evidence.m} " if evidence.n is not None and evidence.m else ""
    word = _rated(evidence.source) if of else evidence.source.noun
    linked = evidence.link and evidence.source_change is not SourceChange.GONE
    named = link(evidence.link, f"{of}{word}") if linked else f"{of}{word}"
    changed = f" · {evidence.source_change.said}" if evidence.source_change else ""
    against = " · says otherwise" if evidence.polarity is Polarity.CONTRADICTS else ""
    also = len(evidence.seen_by) - 1
    seen = f" · also seen by {count(also, 'colleague')}" if also > 0 else ""
    number = f" · {evidence.label}" if numbered else ""
    return f"{named}, {day(evidence.happened_at)}{number}{against}{changed}{seen}"


def verbatim(evidence: Evidence, limit: int = 280) -> str:
    """A user's words with their source; a colleague's report is not set as a quote."""
    if evidence.own_words:
        return f"{quote(evidence.text, limit)}\n> — {source_line(evidence)}"
    return f"{one_line(evidence.text, limit)}\n— reported: {source_line(evidence)}"


def entry(evidence: Evidence, about: str = "") -> Blocks:
    """One piece in a list: the words, and in small print where they come from and which claim they are about."""
    on = f" · on “{one_line(about, 120)}”" if about else ""
    return [
        section(f"*{evidence.label}*  {one_line(evidence.text, 220)}", accessory=_open(evidence.label)),
        context(f"{source_line(evidence, numbered=False)}{on}"),
    ]


def _open(label: str) -> Block:
    return button("Open", f"again:{label}", label)


def listing(
    persona: Persona,
    pieces: Sequence[Evidence],
    *,
    claims: Mapping[int, str],
    words: str = "",
    note: str = "",
    hidden: int = 0,
) -> Blocks:
    """Evidence about a persona, newest first; `hidden` is how much more there is that the reader may not see."""
    head = section(f"*{esc(persona.name)}*  `{persona.type.value}`  ›  *Evidence*")
    row = actions(
        *([button("Share here", "share", f"{persona.slug} evidence {words}".strip())] if pieces else []),
        button("Add evidence", "again:add", f"{persona.slug} add"),
    )
    if not pieces:
        none = [section(f"No evidence about *{esc(persona.name)}* yet.")]
        return [*none, *([context(elsewhere(hidden))] if hidden else []), row]
    entries = [
        block for piece in pieces[:LIST_SIZE] for block in entry(piece, claims.get(piece.claim_id or 0, ""))
    ]
    left = len(pieces) - LIST_SIZE
    more = (
        f"{left} more. Add a word and what fits it comes first, as in `/persona {persona.slug} evidence invite`."
        if left > 0
        else ""
    )
    small = [text for text in (more, elsewhere(hidden)) if text]
    small_note = [context(esc(note))] if note else []
    return fitted([head, *small_note, *entries, *([context(*small)] if small else []), row])


def saved(
    evidence: Evidence,
    about: PersonaRef | None,
    offered: Sequence[PersonaRef],
    *,
    inbox: bool = False,
    claim: str = "",
    likely: Claim | None = None,
) -> Blocks:
    """The private line after filing: where it went, or whom it is about; each button is enough on its own.

    `likely` is the claim that it seems to back: one more press makes it count there.
    """
    said = f"{_verb(evidence, about, claim=claim)}\n{quote(evidence.text, 220)}"
    where = "inbox" if inbox else "line"
    blocks = [section(said)]
    if about is None:
        blocks.append(_whom(evidence, offered, where=where))
    elif likely and not claim:
        yes = button("Yes", f"{BACKS}:{where}", f"{evidence.id}:{likely.id}", style="primary")
        blocks.append(section(f"Does it back _{one_line(likely.text, 150)}_?", accessory=yes))
    blocks.append(_more(evidence, where=where))
    return (
        blocks if about else [*blocks, context("It stays in `/persona inbox` until someone picks a persona.")]
    )


def saved_text(evidence: Evidence, about: PersonaRef | None) -> str:
    """The same for screen readers."""
    return (
        f"Saved as {evidence.label} about {about.name}"
        if about
        else f"Saved as {evidence.label}. Who is this about?"
    )


def undone(evidence: Evidence) -> Blocks:
    """After [Undo]: the emoji brings it back."""
    return [
        section(
            f"*{evidence.label}* is withdrawn and counts nowhere. Its words are kept, in case it comes back."
        )
    ]


def taken_away(evidence: Evidence) -> Blocks:
    """After the last emoji was taken off its message: the private line from before can't be edited, so it is corrected."""
    said = f"*{evidence.label}* is withdrawn, since its emoji is gone, and counts nowhere."
    return [section(f"{said} The line I sent you about it no longer holds.")]


def still_seen(evidence: Evidence, others: int) -> Blocks:
    """After [Undo] of something others stand behind too."""
    colleagues = count(others, "colleague")
    return [section(f"*{evidence.label}* stays: {colleagues} filed it too. Your name is no longer on it.")]


def inbox(drafts: Sequence[tuple[Evidence, Sequence[PersonaRef]]], *, left: int = 0) -> Blocks:
    """A person's drafts: what waits for somebody to say whom it is about."""
    if not drafts:
        return [section("Your inbox is empty.")]
    blocks: Blocks = [section(f"*Who are these about?*  {count(len(drafts) + left, 'note')} of yours")]
    for piece, offered in drafts:
        blocks += [divider(), section(f"*{piece.label}*  {_when(piece)}\n{quote(piece.text, 200)}")]
        blocks.append(_whom(piece, offered, where="inbox", undo=True))
    return [*blocks, *([context(f"{left} more after these.")] if left else [])]


def shown(
    evidence: Evidence,
    about: PersonaRef | None,
    *,
    reporter: str = "",
    claim: str = "",
    cites: Sequence[str] = (),
) -> Blocks:
    """One piece by its number: the words, where they come from, what they are about, what they changed."""
    state = {State.DRAFT: "  `draft`", State.WITHDRAWN: "  `withdrawn`"}.get(evidence.state, "")
    on = f"about *{esc(about.name)}*" if about else "about nobody yet"
    words = quote(evidence.text, 1500) if evidence.own_words else esc(cut(evidence.text, 1500))
    told = f"\non _{one_line(claim, 200)}_" if claim else ""
    lines = [f"*{evidence.label}*{state}  {on}{told}", words]
    filed_by = f" by {esc(cut(reporter, 60))}" if reporter else ""
    small = [] if evidence.own_words else ["reported"]
    small += [source_line(evidence, numbered=False), f"filed {day(evidence.filed_at)}{filed_by}"]
    small += [f"account {esc(evidence.account)}"] if evidence.account else []
    small += [f"cited by {', '.join(cites)}"] if cites else []
    return [
        section("\n".join(lines)),
        context(" · ".join(small)),
        actions(
            button("Share here", "share", evidence.label),
            button("Edit", f"{OPEN}:shown", str(evidence.id)),
            *([button(about.name, "again:about", about.slug)] if about else []),
            *opening_labels(cites, most=CITES_OPENED),
        ),
    ]


def counts_form(evidence: Evidence, *, metadata: str) -> Block:
    """The form for a count, "4 of 6", and nothing else."""
    blocks = [
        section(f"*{evidence.label}*\n{quote(evidence.text, 200)}"),
        *count_fields(evidence.n, evidence.m),
    ]
    return modal(COUNTS, "Add a count", blocks, submit="Save", metadata=metadata)


def count_fields(n: int | None, m: int | None) -> Blocks:
    """Two boxes, "4" out of "6"; both stay empty where nobody was counted."""
    people = number_input("counts", least=0, most=COUNT_MOST, initial=n)
    asked = number_input("out_of", least=0, most=COUNT_MOST, initial=m)
    return [
        field("counts", "How many people?", people, optional=True),
        field("out_of", "… out of", asked, hint=COUNTS_HINT, optional=True),
    ]


def _verb(evidence: Evidence, about: PersonaRef | None, *, claim: str) -> str:
    if about is None:
        return f"Saved as *{evidence.label}*. Who is this about?"
    of = f" · {evidence.n} of {evidence.m}" if evidence.m else ""
    whose = "their own words" if evidence.own_words else "reported"
    on = f"\non _{one_line(claim, 120)}_" if claim else ""
    return f"Saved as *{evidence.label}* about *{esc(about.name)}* · {whose}{of}{on}"


def _whom(evidence: Evidence, offered: Sequence[PersonaRef], *, where: str, undo: bool = False) -> Block:
    if not offered:
        return actions(button("Start with three hypotheses", "again:start", "start", style="primary"))
    people = [
        button(ref.name, f"{ABOUT}:{where}:{place}", f"{evidence.id}:{ref.id}")
        for place, ref in enumerate(offered[:OFFERED])
    ]
    other = button("Other…", f"{OPEN}:{where}", str(evidence.id))
    return actions(*people, other, *([button("Undo", f"{UNDO}:{where}", str(evidence.id))] if undo else []))


def _more(evidence: Evidence, *, where: str) -> Block:
    """Whose words, the count, and the way back."""
    own, told = ("✓ Own words", "Reported") if evidence.own_words else ("Own words", "✓ Reported")
    return actions(
        button(own, f"{WORDS}:{where}:own", f"{evidence.id}:1"),
        button(told, f"{WORDS}:{where}:told", f"{evidence.id}:0"),
        button(
            f"Change {evidence.n} of {evidence.m}…" if evidence.m else "Add a count (for example 4 of 6)",
            f"{COUNT}:{where}",
            str(evidence.id),
        ),
        *([button("Change…", f"{OPEN}:{where}:all", str(evidence.id))] if evidence.persona_id else []),
        button("Undo", f"{UNDO}:{where}", str(evidence.id)),
    )


def _when(evidence: Evidence) -> str:
    return f"_{source_line(evidence).partition(' · ')[0]}_"
