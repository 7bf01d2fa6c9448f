"""How a reminder looks: what is due, the cheap ways out, why it came, and how to hear less."""

from datetime import datetime

from personas.mute import Mute
from personas.reminder import AGEING, RULES, UNCITED, Action, Ageing, Item, Message, Settled, Uncited
from personas.views.decision import ON_RECORD
from personas.views.parts import (
    Block,
    Blocks,
    actions,
    button,
    confirm,
    context,
    count,
    day,
    divider,
    esc,
    fitted,
    one_line,
    option,
    section,
    select,
)

TRUE, SNOOZE, LINK = "reminder_true", "reminder_snooze", "reminder_link"
JUDGEMENT, REVERSE, LESS, MUTE = "reminder_judgement", "reminder_reverse", "reminder_less", "reminder_mute"
SNOOZES = (("1 week", 7), ("2 weeks", 14), ("1 month", 30))
SHOWN = 5
SPELT = {2: "Two", 3: "Three", 4: "Four", 5: "Five", 6: "Six"}
QUOTE = 90
LESS_LABELS = {AGEING.id: "Less about personas", UNCITED.id: "Less about decisions"}
LESS_WORDS = {
    AGEING.id: ("each persona is brought up once, not three times", "personas are not brought up any more"),
    UNCITED.id: ("each decision is brought up once, not twice", "decisions are not brought up any more"),
}
MONTHLY = "The last ones stayed unanswered, so this comes once a month now. Any button brings it back."
SETTLED_WORDS = {
    Settled.TRUE: "still true, noted.",
    Settled.SNOOZED: "I'll ask once more {until}.",
    Settled.EVIDENCE: "has new evidence.",
    Settled.RETIRED: "is retired.",
    Settled.JUDGEMENT: "stands as a judgement call.",
    Settled.LINKED: "cites evidence now.",
    Settled.REVERSED: "is taken back.",
    Settled.SUPERSEDED: "was replaced by a newer decision.",
    Settled.GONE: "is not there any more.",
}


def message(it: Message, now: datetime) -> Blocks:
    """Everything due for one person: open items with their buttons, then what was answered, then why."""
    shown, left = it.open[:SHOWN], len(it.open) - SHOWN
    blocks = [section(_opening(it))]
    for item in shown:
        blocks += [divider(), section(words(item), accessory=_snooze(item)), _ways_out(item)]
    if left > 0:
        blocks.append(context(f"{count(left, 'more', 'more')} wait in my Home tab."))
    settled = [f"✓  {_settled(item)}" for item in it.items if item.settled]
    if settled:
        blocks.append(section("\n".join(settled)) if not shown else context("\n".join(settled)))
    return fitted([*blocks, *([divider()] if shown else []), *_foot(it, now)])


def summary(it: Message) -> str:
    """What a notification shows."""
    if not it.open:
        return "Nothing open any more. Thank you."
    first = it.open[0]
    more = f", and {len(it.open) - 1} more" if len(it.open) > 1 else ""
    lacks = "nothing new lately" if isinstance(first.about, Ageing) else "no evidence yet"
    return f"{first.label}: {lacks}{more}"


def words(item: Item) -> str:
    """One item in a sentence or two."""
    return _ageing(item.about) if isinstance(item.about, Ageing) else _uncited(item.about)


def muted(quiet: Mute) -> Blocks:
    """After `/persona mute`: how long, what still comes, and the way back."""
    back = day(quiet.until)
    if quiet.words:
        text = f"No messages from me for {quiet.words}, except replies to what you ask. Back on {back}."
    else:
        text = f"No messages from me until {back}, except replies to what you ask."
    return [section(text), actions(button("Unmute", "again:unmute", "unmute"))]


def unmuted(*, was: bool) -> Blocks:
    """After `/persona unmute`."""
    if not was:
        return [section("You were not muted. `/persona mute 2w` gives you two quiet weeks.")]
    return [section("Welcome back. At most one message a day and two a week from me, in your working hours.")]


def since_words(about: Ageing) -> str:
    """Since when nothing was heard, and of whom never."""
    return f"{_since(about)}{_gap(about)}"


def plain_words(item: Item) -> str:
    """The same for a terminal: no mark-up, no dates for Slack to draw."""
    if isinstance(item.about, Ageing):
        return since_words(item.about)
    return "no evidence yet" if item.about else "settled"


def _opening(it: Message) -> str:
    if not it.open:
        return "Nothing open any more. Thank you."
    if len(it.open) == 1:
        return "One thing, when it suits you."
    return f"{SPELT.get(len(it.open), len(it.open))} things, when it suits you."


def _ageing(about: Ageing) -> str:
    return AGEING.text.format(name=esc(about.persona.name), since=_since(about), gap=_gap(about))


def _since(about: Ageing) -> str:
    days = count(about.days, "day")
    if about.confirmed:
        return f"confirmed {days} ago, nothing new since"
    if not about.persona.backing.pieces and not about.persona.backing.hidden:
        return f"no evidence yet, {days} after it was written"
    return f"nothing new for {days}"


def _gap(about: Ageing) -> str:
    return f"; {about.gap}" if about.gap else ""


def _uncited(about: Uncited | None) -> str:
    if about is None:
        return ""
    decision = about.decision
    served = _and([f"*{esc(ref.name)}*" for ref in decision.served]) or "nobody"
    text = UNCITED.text.format(label=decision.label, served=served, candidates=_offer(about))
    quotes = [f">*{piece.label}*  {one_line(piece.text, QUOTE)}" for piece in about.candidates]
    return "\n".join([text, f"_{one_line(decision.change, 160)}_", *quotes])


def _offer(about: Uncited) -> str:
    found = [piece.label for piece in about.candidates]
    if not found:
        return "The record holds nothing about them yet."
    lead = "One candidate" if len(found) == 1 else "Two candidates"
    return f"{lead} from the record: {', '.join(found)}."


def _snooze(item: Item) -> Block | None:
    if Action.SNOOZE not in item.rule.actions:
        return None
    choices = [option(label, f"{item.track.id}:{days}") for label, days in SNOOZES]
    return select(f"{SNOOZE}:{item.track.id}", choices, placeholder="Snooze")


def _ways_out(item: Item) -> Block:
    about, track = item.about, str(item.track.id)
    if isinstance(about, Ageing):
        slug = about.persona.slug
        return actions(
            button("Nothing new, still true", f"{TRUE}:{track}", track),
            button("Ask users", f"again:ask{track}", f"pulse {slug}"),
            button("Add evidence", f"again:add{track}", f"{slug} add"),
        )
    pieces = about.candidates if about else ()
    label, key = (about.decision.label, str(about.decision.id)) if about else ("", "")
    take_back = confirm(f"Take {label} back?", ON_RECORD, yes="Take it back", no="Keep it")
    return actions(
        *(button(f"Link {piece.label}", f"{LINK}:{piece.id}", f"{track}:{piece.id}") for piece in pieces),
        button("Link other", f"decision_link:{track}", key),
        button("It's a judgement call", f"{JUDGEMENT}:{track}", track),
        button("Take it back", f"{REVERSE}:{track}", track, confirm=take_back),
    )


def _settled(item: Item) -> str:
    until = day(item.track.not_before) if item.track.not_before else "later"
    said = SETTLED_WORDS[item.settled or Settled.GONE].format(until=f"on {until}")
    joined = ": " if item.settled in {Settled.TRUE, Settled.SNOOZED} else " "
    return f"*{esc(item.label)}*{joined}{said}"


def _foot(it: Message, now: datetime) -> Blocks:
    rules = list(dict.fromkeys(item.rule.id for item in it.items))
    notes = [_why(it)] if it.open else []
    notes += [
        f"You asked for less: {_less(it.person.less, rule)}." for rule in rules if rule in it.person.less
    ]
    if it.bundle.monthly and not it.bundle.answered_at:
        notes.append(MONTHLY)
    if it.person.muted(now):
        notes.append(f"Muted until {day(it.person.muted_until)}.")
    return [context(*notes), *([_hear_less(it, rules, now)] if it.open else [])] if notes else []


def _why(it: Message) -> str:
    """One reason a rule, naming everything it brought."""
    brought = {rule: [item for item in it.open if item.rule.id == rule] for rule in RULES}
    because = ", and ".join(_reason(items) for items in brought.values() if items)
    return f"Why this? Because {because}. At most one message a day and two a week, in your working hours."


def _reason(items: list[Item]) -> str:
    ageing = [item.about.persona for item in items if isinstance(item.about, Ageing)]
    if not ageing:
        name = _and([item.label for item in items])
        return (UNCITED.why if len(items) == 1 else UNCITED.why_many).format(label=name)
    days = sorted({persona.interval_days for persona in ageing})
    interval = " to ".join(str(each) for each in dict.fromkeys((days[0], days[-1])))
    name = _and([one_line(persona.name, 80) for persona in ageing])
    return (AGEING.why if len(ageing) == 1 else AGEING.why_many).format(name=name, interval=interval)


def _hear_less(it: Message, rules: list[str], now: datetime) -> Block:
    offered = [rule for rule in rules if it.person.less.count(rule) < 2]
    if len(offered) > 1:
        menu = select(f"{LESS}:{it.bundle.message}", [option(LESS_LABELS[rule], rule) for rule in offered],
                      placeholder="Less of this")  # fmt: skip
        elements = [menu]
    else:
        elements = [button("Less of this", f"{LESS}:{it.bundle.message}", rule) for rule in offered]
    mute = (
        button("Unmute", "again:unmute", "unmute")
        if it.person.muted(now)
        else button("Mute for two weeks", f"{MUTE}:{it.bundle.message}", str(it.bundle.message))
    )
    return actions(*elements, mute)


def _less(less: tuple[str, ...], rule: str) -> str:
    return LESS_WORDS[rule][min(less.count(rule), 2) - 1]


def _and(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""
