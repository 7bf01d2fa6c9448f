"""How a decision looks: the receipt of five lines, lists, the proof that personas change something."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import assert_never

from personas.decision import (
    Aged,
    Contested,
    Decision,
    Grounds,
    Ignorable,
    Notice,
    OneVoice,
    Proof,
    Round,
    Unchanged,
    Validity,
)
from personas.evidence import Evidence, Source
from personas.persona import Persona, PersonaRef
from personas.views import evidence as evidence_view
from personas.views.numbers import opening
from personas.views.parts import (
    Block,
    Blocks,
    actions,
    button,
    context,
    count,
    day,
    esc,
    fitted,
    one_line,
    option,
    overflow,
    section,
    weekday,
)
from personas.views.persona import names, share_row, title

MENU, LINK, JUDGEMENT, REVERSE, POST = (
    "decision_menu", "decision_link", "decision_judgement", "decision_reverse", "decision_post"
)  # fmt: skip
PUT_BACK = "decision_put_back"
LIST_SHOWN = 8
NAMES_SHOWN = 4
CITED_SHOWN = 6
NOTICES_SHOWN = 3


def receipt(decision: Decision, *, by: str = "") -> Blocks:
    """Five lines: what changed, because of whom, what backs it, who is not served, when we look again."""
    lines = [changed_line(decision), because(decision), f"*Backed:*  {backed(decision)}"]
    lines += [_unserved(decision), _later(decision), _taken_back(decision, by)]
    place = (
        [context("Stays in this conversation: it was logged in a private place.")]
        if decision.visibility
        else []
    )
    return [section("\n".join(filter(None, lines)), accessory=_menu(decision)), *place]


def spoken(decision: Decision) -> str:
    """The receipt for notifications and screen readers."""
    taken_back = ", taken back" if decision.validity is Validity.REVERSED else ""
    return f"{decision.label}{taken_back}: {one_line(decision.change, 320)}"


def whole(decision: Decision, *, logger: str = "", by: str = "", in_doubt: bool = False) -> Blocks:
    """A decision with everything that is on record about it, and what one can do. `logger` is a name, and so is `by`,
    who took it back."""
    facts = " · ".join(_facts(decision, logger))
    cited = [context(*_cited(decision))] if decision.cited else []
    lines = [changed_line(decision), _served(decision), f"*Because:*  {one_line(decision.because, 300)}"]
    lines += [
        f"*Backed:*  {backed(decision)}",
        _unserved(decision),
        _later(decision),
        _taken_back(decision, by),
    ]
    told = section("\n".join(filter(None, lines)))
    doubt = (
        [section(maybe_lost(decision), accessory=post_button(decision, decision.channel))] if in_doubt else []
    )
    return fitted([told, *cited, context(facts), *doubt, _buttons(decision)])


def maybe_lost(decision: Decision) -> str:
    """That nobody can find out whether the receipt was posted."""
    return f"*{decision.label}* may not stand in <#{decision.channel}>: Slack did not say whether it took the receipt."


def listing(decisions: Sequence[Decision], *, hidden: int = 0) -> Blocks:
    """The latest decisions, newest first; `hidden` is how many more there are that the reader may not see."""
    if not decisions and not hidden:
        return nothing("No decisions yet. The first one is the proof that a persona changed something.")
    return fitted(
        [
            section("*Decisions*, the newest first"),
            *_entries(decisions),
            *_elsewhere(hidden),
            share_row("decisions", _log_button()),
        ]
    )


def of_persona(
    persona: Persona, served: Sequence[Decision], unserved: Sequence[Decision], *, hidden: int = 0
) -> Blocks:
    """What changed because of a persona, and what was decided in spite of it."""
    if not served and not unserved and not hidden:
        return nothing(f"Nothing changed because of *{esc(persona.name)}* yet.", f"decide {persona.slug}")
    head = f"{title(persona)}  ›  *Changed because of them*"
    because = _entries(served) if served else [section("_Nothing yet._")]
    against = [section("*Decided without serving them*"), *_entries(unserved)] if unserved else []
    row = share_row(f"{persona.slug} decisions", _log_button(f"decide {persona.slug}"))
    return fitted([section(head), *because, *against, *_elsewhere(hidden), row])


def nothing(text: str, words: str = "decide") -> Blocks:
    """No decision to show: the way to log one."""
    return [section(text), actions(_log_button(words, style="primary"))]


def proof(it: Proof) -> Blocks:
    """The number that counts: decisions a persona changed, and personas that changed none."""
    if not it.logged and not it.hidden:
        return nothing(f"No decision was logged in the last {it.days} days.")
    named = f"*{it.naming} of {count(it.logged, 'logged decision')}* {_verb(it.naming, 'names')} a persona"
    head = f"*Last {it.days} days:* {named}, *{it.citing}* {_verb(it.citing, 'cites')} evidence."
    used = [(ref, number) for ref, number in it.per_persona if number]
    most = sorted(used, key=lambda pair: -pair[1])[:NAMES_SHOWN]
    changed = (
        "Changed most for " + ", ".join(f"*{esc(ref.name)}* ({number})" for ref, number in most)
        if most
        else ""
    )
    idle = it.decorative[: 2 * NAMES_SHOWN]
    left = len(it.decorative) - len(idle)
    listed = ", ".join(f"*{esc(ref.name)}*" for ref in idle) + (f" and {left} more" if left else "")
    unused = (
        f"No decision yet because of {listed}." if idle else "Every persona changed at least one decision."
    )
    lines = (head, f"{changed}." if changed else "", unused)
    return [
        section("\n".join(filter(None, lines))),
        *_elsewhere(it.hidden),
        share_row("proof", button("Decisions", "again:decisions", "decisions")),
    ]


def noticed(decision: Decision, said: Sequence[Notice]) -> Blocks:
    """After logging: what to think of once more. Nobody was stopped."""
    shown = said[:NOTICES_SHOWN]
    return [
        section(f"*{decision.label}* is logged. Worth a second look:"),
        context(*map(_noticed, shown)),
        actions(button("Open it", "again:decision", decision.label)),
    ]


def unposted(decision: Decision, channel: str, *, shared: bool = False) -> Blocks:
    """To the logger alone, where the receipt could not be posted: nothing is lost."""
    if shared:
        said = f"<#{channel}> is shared with another organisation, so the receipt is here alone."
        way = f"To show it there as it stands now, type `/persona {decision.label} share` there."
        return [*receipt(decision), context(f"{said} {way}")]
    if channel.startswith("D"):  # nobody can invite an app into a conversation of two
        return [
            *receipt(decision),
            context("I'm not part of the conversation it was logged in, so it is here."),
        ]
    said = f"I can't post in <#{channel}>, so it is here. To have it there, type `/invite @Dramatis` first."
    return [
        *receipt(decision),
        context(said),
        actions(button("Post it there", POST, f"{decision.id}:{channel}")),
    ]


def doubtful(decision: Decision, channel: str) -> Blocks:
    """To the logger alone, where Slack never said whether it took the receipt."""
    said = (
        f"Slack did not tell me whether this stands in <#{channel}>, so here is your copy. It is on record."
    )
    return [*receipt(decision), context(said), actions(post_button(decision, channel))]


def post_button(decision: Decision, channel: str) -> Block:
    """The press that posts a receipt, where it does not stand or may not."""
    return button("Post it there", POST, f"{decision.id}:{channel}")


def posted_soon(channel: str, *, stands: bool) -> Blocks:
    """After "Post it there"."""
    return [section(f"It stands in <#{channel}> already." if stands else f"I'm posting it in <#{channel}>.")]


def changed_line(decision: Decision) -> str:
    """What changed, from what to what, with its number: "*D-7*  one path → *two paths*"."""
    new = f"*{one_line(decision.changed_to)}*"
    if decision.validity is Validity.REVERSED:
        return f"*{decision.label}*  ~{one_line(decision.change, 320)}~  taken back"
    return (
        f"*{decision.label}*  {one_line(decision.changed_from)}  →  {new}"
        if decision.changed_from
        else (f"*{decision.label}*  New: {new}")
    )


def backed(decision: Decision) -> str:
    """What it rests on: n of m and counts, a judgement call, or no evidence yet."""
    private = evidence_view.elsewhere(decision.hidden)
    if decision.grounds is Grounds.JUDGEMENT:
        return "a judgement call"
    if not decision.cited:
        return private or "○  _no evidence yet_"
    labels = ", ".join(piece.label for piece in decision.cited[:CITED_SHOWN])
    left = len(decision.cited) - CITED_SHOWN
    listed = f"{_counts(decision)}  _({labels}{f', {left} more' if left > 0 else ''})_"
    return f"{listed} {private}".rstrip()


def _counts(decision: Decision) -> str:
    """ "3 of 5 in interviews, May; 4 of 6 in the pulse of June; 2 tickets": rounds stand side by side, never added."""
    asked = [_round(each, decision.logged_at.year) for each in decision.rounds]
    heard = [count(number, source.row.one, source.row.many) for source, number in decision.singles]
    against = len(decision.cited) - len(decision.supporting)
    otherwise = [f"{count(against, 'piece')} that {_verb(against, 'says')} otherwise"] if against else []
    return "; ".join([*asked, *heard, *otherwise])


def _round(it: Round, year: int) -> str:
    shares = " and ".join(f"{n} of {m}" for n, m in it.shares)
    month = f"{it.month:%B}" if it.month.year == year else f"{it.month:%B %Y}"
    if it.source is Source.PULSE:
        return f"{shares} in {'the pulse' if len(it.shares) == 1 else 'pulses'} of {month}"
    return f"{shares} {evidence_view.rated(it.source)}, {month}"


def because(decision: Decision) -> str:
    """Because of whom, and why."""
    who = f" of {_few(decision.served)}" if decision.served else ""
    return f"*Because{who}:*  {one_line(decision.because, 300)}"


def _served(decision: Decision) -> str:
    return f"*Serves:*  {_few(decision.served) or 'nobody we can name'}"


def _unserved(decision: Decision) -> str:
    return f"*Not served:*  {_few(decision.unserved) or 'nobody, checked'}"


def _later(decision: Decision) -> str:
    """How we will know, and when we look again."""
    if not decision.stands:
        return ""
    known, again = one_line(decision.how_known, 300), _day(decision.revisit_on)
    if known:
        return f"*We'll know:*  {known}{f' · look again {again}' if again else ''}"
    return f"*Look again:*  {again}" if again else ""


def _few(refs: Sequence[PersonaRef]) -> str:
    """Names in a row, plain: they stand in bold and in ordinary text."""
    left = len(refs) - NAMES_SHOWN
    return f"{names(refs[:NAMES_SHOWN]).replace('*', '')}{f' and {left} more' if left > 0 else ''}"


def _facts(decision: Decision, logger: str) -> list[str]:
    # A name, not a mention: the answer may be shared, and sharing must not call anybody.
    where = f" in <#{decision.channel}>" if decision.channel.startswith("C") else ""
    who = f" by {one_line(logger, 60)}" if logger else ""
    return [
        f"Logged{who}, {day(decision.logged_at)}{where}",
        *([f"area: {esc(decision.area)}"] if decision.area else []),
    ]


def _cited(decision: Decision) -> list[str]:
    shown = [_piece(piece) for piece in decision.cited[:CITED_SHOWN]]
    left = len(decision.cited) - CITED_SHOWN
    return [*shown, *([f"{left} more"] if left > 0 else [])]


def _piece(piece: Evidence) -> str:
    """A user's words in quotation marks; what a colleague reported is not set as a quote."""
    words, source = one_line(piece.text, 160), evidence_view.source_line(piece)
    return f"“{words}”  {source}" if piece.own_words else f"{words}  reported: {source}"


def _entries(decisions: Sequence[Decision]) -> Blocks:
    shown = [
        section(_entry(each), accessory=button("Open", f"again:{each.label}", each.label))
        for each in decisions
    ]
    left = len(shown) - LIST_SHOWN
    more = (
        [context(f"{left} older; `/persona decision D-{decisions[LIST_SHOWN].number}` opens one.")]
        if left > 0
        else []
    )
    return [*shown[:LIST_SHOWN], *more]


def _entry(decision: Decision) -> str:
    who = f"because of {_few(decision.served)}" if decision.served else "because of nobody we can name"
    return f"{changed_line(decision)}\n{who} · {backed(decision)} · {day(decision.logged_at)}"


def _elsewhere(hidden: int) -> Blocks:
    return [context(evidence_view.elsewhere(hidden))] if hidden else []


def taken_back(decision: Decision, *, by: str) -> Blocks:
    """To its logger, where somebody else took it back: who, when and why, and the way back."""
    if decision.stands:
        return [section(f"*{decision.label}* stands again: {one_line(decision.change, 320)}")]
    row = [
        button("Put it back", PUT_BACK, str(decision.id)),
        button("Open it", "again:decision", decision.label),
    ]
    return [section(f"{changed_line(decision)}\n{_taken_back(decision, by)}"), actions(*row)]


def _taken_back(decision: Decision, by: str) -> str:
    """Who took it back, when and why; a name, so that nobody is called."""
    if decision.validity is not Validity.REVERSED:
        return ""
    who = f" by {one_line(by, 60)}" if by else ""
    when = f", {day(decision.taken_back_at)}" if decision.taken_back_at else ""
    why = f": {one_line(decision.taken_back_why, 300)}" if decision.taken_back_why else ""
    return f"*Taken back*{who}{when}{why}"


def _menu(decision: Decision) -> Block | None:
    key = decision.id
    if decision.validity is Validity.REVERSED:
        return overflow(MENU, [option("Put it back", f"put_back {key}"), option("Details", f"details {key}")])
    if decision.validity is not Validity.ACTIVE:
        return None
    judged = [option("It's a judgement call", f"judgement {key}")] if decision.grounds is Grounds.OPEN else []
    return overflow(
        MENU, [option("Link evidence", f"link {key}"), *judged, option("Details", f"details {key}")]
    )


def _buttons(decision: Decision) -> Block:
    shared = button("Share here", "share", decision.label)
    if decision.validity is not Validity.ACTIVE:
        back = (
            [button("Put it back", PUT_BACK, str(decision.id))]
            if decision.validity is Validity.REVERSED
            else []
        )
        return actions(*back, shared, *opening(*decision.cited))
    key = str(decision.id)
    open_ = decision.grounds is Grounds.OPEN
    linked = button("Link evidence", LINK, key, style="primary" if open_ else "")
    judged = [button("It's a judgement call", JUDGEMENT, key)] if open_ else []
    take = button("Take it back", REVERSE, key)
    return actions(linked, *judged, shared, take, *opening(*decision.cited))


def _log_button(words: str = "decide", style: str = "") -> Block:
    return button("Log a decision", "again:decide", words, style=style)


def _verb(number: int, one: str) -> str:
    return one if number == 1 else one.removesuffix("s")


def _day(on: date | None) -> str:
    # Noon, so that the same day shows in nearly every time zone.
    return weekday(datetime.combine(on, time(12), UTC)) if on else ""


def _contested(it: Contested) -> str:
    return f"Contested: other evidence says otherwise about “{one_line(it.claim.text, 120)}”."


def _aged(it: Aged) -> str:
    name = it.evidence.source.noun
    return f"{it.evidence.label} ({name}) is from {day(it.evidence.happened_at)}; worth asking again."


def _one_voice(it: OneVoice) -> str:
    return f"All of it comes from one account, {esc(it.account)}."


def _ignorable(it: Ignorable) -> str:
    return f"*{esc(it.persona.name)}* can ignore this: “{one_line(it.claim.text, 120)}”."


def _unchanged(it: Unchanged) -> str:
    return f"*{esc(it.persona.name)}* was not changed or confirmed since {day(it.since)}."


def _noticed(notice: Notice) -> str:
    match notice:
        case Contested():
            return _contested(notice)
        case Aged():
            return _aged(notice)
        case OneVoice():
            return _one_voice(notice)
        case Ignorable():
            return _ignorable(notice)
        case Unchanged():
            return _unchanged(notice)
        case _:
            assert_never(notice)
