"""How a reminder looks: what is due, the cheap ways out, why it came, and how to hear less."""

from datetime import datetime
from typing import Any

from personas.mute import Mute
from personas.reminder import Item, Message
from personas.rules import RULES
from personas.rules.rule import Rule, Settled, Sure, Way, Words
from personas.views.parts import (
    Block,
    Blocks,
    actions,
    button,
    confirm,
    context,
    count,
    divider,
    esc,
    fitted,
    one_line,
    option,
    section,
    select,
    weekday,
)

ANSWER, SNOOZE, LESS, MUTE = "reminder_", "reminder_snooze", "reminder_less", "reminder_mute"
HOME_ANSWER = "home_answer"
SNOOZES = (("1 week", 7), ("2 weeks", 14), ("1 month", 30))
SHOWN = 5
SPELT = {2: "Two", 3: "Three", 4: "Four", 5: "Five", 6: "Six"}
QUOTE = 90
NAME = 80
GIST = 160
TIMES = {2: "twice", 3: "three times"}
MONTHLY = "The last ones stayed unanswered, so this comes once a month now. Any button brings it back."


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
    return f"{first.label}: {first.rule.headline}{more}"


def words(item: Item) -> str:
    """One item in a sentence or two, with what its subject says and what the record could give it."""
    if item.subject is None:
        return ""
    told: Words = item.rule.words(item.subject, item.days)
    gist = [f"_{one_line(item.subject.gist, GIST)}_"] if item.subject.gist else []
    quotes = [f">*{esc(label)}*  {one_line(text, QUOTE)}" for label, text in told.quotes]
    return "\n".join([_filled(told, name="*{}*"), *gist, *quotes])


def plain_words(item: Item) -> str:
    """The same for a terminal: no mark-up, no dates for Slack to draw."""
    return str(item.rule.lacks(item.subject, item.days)) if item.subject else "settled"


def need(item: Item, place: int) -> Blocks:
    """The same on Home, where it may stand before it was ever said."""
    subject = item.subject
    if subject is None:
        return []
    gist = f"  {one_line(subject.gist, GIST)}" if subject.gist else ""
    lacks = plain_words(item)
    head = f"*{esc(item.label)}*{gist}\n{lacks[:1].upper()}{lacks[1:]}."
    ways = (way for way in item.rule.ways(subject) if way.at_home)
    return [section(head), actions(*(_at_home(item, way, f"{place}.{n}") for n, way in enumerate(ways)))]


def more_label(rule: str) -> str:
    """The button that brings the usual rhythm of a rule back."""
    return f"Usual rhythm about {RULES[rule].many}"


def muted(quiet: Mute) -> Blocks:
    """After `/persona mute`: how long, what still comes, and the way back."""
    back = weekday(quiet.until)
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


def stopped() -> Blocks:
    """After `/persona stop asking me`: what it means, and the way back."""
    text = "No question and no reminder from me any more, only replies to what you ask. It holds until you change it."
    return [section(text), actions(button("Ask me again", "again:allow", "ask me again"))]


def allowed() -> Blocks:
    """After `/persona ask me again`."""
    return [section("Welcome back. You may be asked again, one question in 30 days at most.")]


def _opening(it: Message) -> str:
    if not it.open:
        return "Nothing open any more. Thank you."
    if len(it.open) == 1:
        return "One thing, when it suits you."
    return f"{SPELT.get(len(it.open), len(it.open))} things, when it suits you."


def _filled(told: Words, *, name: str = "{}") -> str:
    """A text of a rule's with what people wrote in its places, escaped."""
    values = {
        place: _and([name.format(one_line(each, NAME)) for each in value])
        if isinstance(value, tuple)
        else one_line(value)
        for place, value in told.values.items()
    }
    return told.text.format(**values)


def _snooze(item: Item) -> Block | None:
    if not item.rule.snoozes:
        return None
    choices = [option(label, f"{item.track.id}:{days}") for label, days in SNOOZES]
    return select(f"{SNOOZE}:{item.track.id}", choices, placeholder="Snooze")


def _ways_out(item: Item) -> Block:
    ways = item.rule.ways(item.subject)
    return actions(*(_button(item, way, str(place)) for place, way in enumerate(ways)))


def _button(item: Item, way: Way, place: str) -> Block:
    if not way.answer:
        return _onward(item, way, f"{item.track.id}.{place}")
    value = f"{item.track.id}:{way.choice}" if way.choice else str(item.track.id)
    action = f"{ANSWER}{way.answer}:{item.track.id}.{place}"
    return button(way.label, action, value, confirm=_confirm(way.sure))


def _at_home(item: Item, way: Way, place: str) -> Block:
    if not way.answer:
        return _onward(item, way, f"home{place}")
    value = f"{item.track.rule}:{way.answer}:{item.track.subject_id}:{way.choice}".rstrip(":")
    return button(way.label, f"{HOME_ANSWER}:{place}", value, confirm=_confirm(way.sure))


def _onward(item: Item, way: Way, place: str) -> Block:
    if way.form:
        return button(way.label, f"{way.form}:{place}", str(item.track.subject_id))
    return button(way.label, f"again:{place}", way.command)


def _confirm(sure: Sure | None) -> Block | None:
    return confirm(sure.title, sure.text, yes=sure.yes, no=sure.no) if sure else None


def _settled(item: Item) -> str:
    until = weekday(item.track.not_before) if item.track.not_before else "later"
    words = (item.settled or Settled.GONE).words.format(until=f"on {until}")
    return f"*{esc(item.label)}*{words}"


def _foot(it: Message, now: datetime) -> Blocks:
    rules = list(dict.fromkeys(item.rule.id for item in it.items))
    notes = [_why(it)] if it.open else []
    notes += [
        f"You asked for less: {_less(it.person.less, RULES[rule])}."
        for rule in rules
        if rule in it.person.less
    ]
    if it.bundle.monthly and not it.bundle.answered_at:
        notes.append(MONTHLY)
    if it.person.muted(now):
        notes.append(f"Muted until {weekday(it.person.muted_until)}.")
    return [context(*notes), *([_hear_less(it, rules, now)] if it.open else [])] if notes else []


def _why(it: Message) -> str:
    """One reason a rule, naming everything it brought."""
    brought = ((rule, [item.subject for item in it.open if item.rule is rule]) for rule in RULES.values())
    because = ", and ".join(_filled(rule.why(subjects)) for rule, subjects in brought if subjects)
    return f"Why this? Because {because}. At most one message a day and two a week, in your working hours."


def _hear_less(it: Message, rules: list[str], now: datetime) -> Block:
    offered = [rule for rule in rules if it.person.less.count(rule) < 2]
    if len(offered) > 1:
        menu = select(f"{LESS}:{it.bundle.message}", [option(f"Less about {RULES[rule].many}", rule) for rule in offered],
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


def _less(less: tuple[str, ...], rule: Rule[Any]) -> str:
    if less.count(rule.id) > 1:
        return f"{rule.many} are not brought up any more"
    usual = len(rule.rhythm)
    return f"each {rule.one} is brought up once, not {TIMES.get(usual, f'{usual} times')}"


def _and(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""
