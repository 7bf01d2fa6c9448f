"""How a question looks to the person who is asked: before the answer, after it, and when it is over."""

from datetime import datetime

from personas.hours import in_days, next_monday
from personas.people import Person
from personas.pulse import (
    SHOWN_FROM,
    Ask,
    AskState,
    Given,
    Pulse,
    counts,
    may_be_shared,
    most_said,
)
from personas.views.parts import (
    Block,
    Blocks,
    actions,
    button,
    clock_time,
    context,
    count,
    esc,
    one_line,
    option,
    person,
    quote,
    section,
    select,
)

ANSWER, WRITE, CHANGE, UNSAY = "pulse_answer", "pulse_write", "pulse_change", "pulse_unsay"
LATER, OPEN, STOP, UNSTOP = "pulse_later", "pulse_open", "pulse_stop", "pulse_unstop"
SENTENCE = "pulse_sentence"
TOMORROW, NEXT_WEEK = "tomorrow", "next week"

NAMED_TRUTH = "Shown to {author}, with your name, and to whoever they share it with."
# What those do who are asked: the log names no person beside them.
ANSWERING = frozenset({ANSWER, WRITE, CHANGE, UNSAY, LATER, OPEN, STOP, UNSTOP, SENTENCE})

NOTE_KEPT = "A note is kept that you answered, not what."
CONFIDENTIAL_TRUTH = (
    f"Confidential: totals only, from {SHOWN_FROM} answers. Your name is not shown. "
    f"If everybody answers the same, that is known. {NOTE_KEPT}"
)
WORDS_TRUTH = f"Confidential: words only, from {SHOWN_FROM} answers, when it has closed. Your name is not shown. {NOTE_KEPT}"
SENTENCE_TRUTH = (
    "Your sentence is shown without your name and apart from the answers when the question has closed, "
    f"if at least {SHOWN_FROM} people answered and not all of them alike."
)


def headline(pulse: Pulse) -> str:
    """The question on one line, for notifications and screen readers."""
    return one_line(pulse.question)


def message(
    pulse: Pulse, ask: Ask, who: Person, *, given: Given | None = None, now: datetime | None = None
) -> Blocks:
    """The one message a person gets, as it stands now."""
    if ask.state is AskState.STOPPED:
        return stopped(pulse)
    if not pulse.open:
        return closed(pulse, ask)
    if given and counts(pulse.options, given):
        return answered(pulse, given)
    if ask.state in {AskState.LATER, AskState.DECLINED}:
        return later(pulse, ask)
    return question(pulse, ask, who, given=given, now=now)


def question(
    pulse: Pulse, ask: Ask, who: Person, *, given: Given | None = None, now: datetime | None = None
) -> Blocks:
    """The question as one person gets it: who asks, why, the answers, and what becomes of them."""
    again = " again, as you wished" if ask.round > 1 else ""
    so_far = [context(f"So far: *{said(pulse, given)}*")] if given else []
    return [
        section(f"{greeting(who)}, {person(pulse.author)} has one question for you{again}. Ten seconds."),
        section(f"*{one_line(pulse.question, 300)}*"),
        *so_far,
        actions(*_answers(pulse)),
        context(truth(pulse)),
        context(
            why(pulse, ask), f"Open until {clock_time(pulse.closes_at)}. One question in 30 days at most."
        ),
        actions(*_ways_out(pulse, ask, who, now or pulse.made_at, given)),
    ]


def answered(pulse: Pulse, given: Given) -> Blocks:
    """The same message after an answer."""
    more = "Change your sentence" if given.comment else "Add one sentence"
    buttons = [button(more, WRITE, str(pulse.id))]
    if pulse.options:
        buttons.append(button("Change", CHANGE, str(pulse.id)))
    kept = [section(quote(given.comment))] if given.comment else []
    lead = (
        f"Thanks. *{said(pulse, given)}* recorded." if pulse.options else "Thanks. Your words are recorded."
    )
    return [
        section(f"{lead}\n_{one_line(pulse.question, 300)}_"),
        *kept,
        actions(*buttons),
        context(f"{truth(pulse)} You can change it until {clock_time(pulse.closes_at)}."),
    ]


def later(pulse: Pulse, ask: Ask) -> Blocks:
    """After "not now": when it comes again, or that it does not."""
    words = (
        f"Fine. I'll ask once more {clock_time(ask.again_at)}."
        if ask.again_at
        else f"Fine. It closes before that, so I won't ask again. "
        f"You can still answer until {clock_time(pulse.closes_at)}."
    )
    return [
        section(f"{words}\n_{one_line(pulse.question, 300)}_"),
        actions(button("Answer now", OPEN, str(pulse.id)), _stop(pulse)),
    ]


def asked_again() -> Blocks:
    """The first message, once the question came a second time."""
    return [context("I asked again further down.")]


def stopped(pulse: Pulse) -> Blocks:
    """After "stop asking me"."""
    words = "You won't be asked again, by anybody here. It holds until you change it."
    return [section(words), actions(button("Undo", UNSTOP, str(pulse.id)))]


def closed(pulse: Pulse, ask: Ask) -> Blocks:
    """The last version of the message: those who answered read what came of it."""
    words = echo(pulse) if ask.answered else "This question is closed."
    return [section(f"_{one_line(pulse.question, 300)}_\n{words}")]


def echo(pulse: Pulse) -> str:
    """What those who answered get back: how many, and what most of them said."""
    result = pulse.outcome
    if result is None or (pulse.confidential and not result.shown):
        return "This question is closed. Thank you for your answer."
    people = f"{count(result.answers, 'person', 'people')} answered"
    top = most_said(pulse) if result.answers >= SHOWN_FROM and may_be_shared(pulse, result) else None
    told = f"; {result.totals[top]} said *{esc(pulse.options[top])}*" if top is not None else ""
    return f"Closed. {people}{told}. Thank you."


def added(pulse: Pulse, *, needs_choice: bool = False) -> Blocks:
    """After a sentence was typed in the DM: what it was added to, and the way back."""
    words = "Sentence saved. Now tap an answer above." if needs_choice else "Added to your answer."
    asked = context(one_line(pulse.question, 150))
    return [section(words), asked, actions(button("Take it back", UNSAY, str(pulse.id)))]


def tapped(pulse: Pulse) -> Blocks:
    """After an answer was typed word for word instead of tapped."""
    asked = context(one_line(pulse.question, 150))
    return [section("Recorded as your answer. You can change it above."), asked]


def taken_back() -> Blocks:
    """After a sentence was taken back."""
    return [section("Taken back. Nothing of it is kept.")]


def nothing_open(*, look_up: bool = False) -> Blocks:
    """Somebody writes to us, and no question is open for them."""
    if not look_up:
        return [section("Nothing is open for you right now. When somebody has a question, it arrives here.")]
    words = "Nothing is open for you right now. To look something up, type a persona's name."
    return [section(words), actions(button("Help", "again:help", "help"))]


def truth(pulse: Pulse) -> str:
    """Exactly what becomes of an answer."""
    if not pulse.confidential:
        return NAMED_TRUTH.format(author=person(pulse.author))
    return CONFIDENTIAL_TRUTH if pulse.options else WORDS_TRUTH


def sentence_truth(pulse: Pulse) -> str:
    """Exactly what becomes of a sentence."""
    return SENTENCE_TRUTH if pulse.confidential and pulse.options else truth(pulse)


def why(pulse: Pulse, ask: Ask) -> str:
    """Why this question, and why this person."""
    reason = f"Why: {one_line(pulse.reason, 200)}  ·  " if pulse.reason else ""
    chosen = ask.picked or not pulse.channel
    you = f"{person(pulse.author)} thought of you" if chosen else f"you are in <#{pulse.channel}>"
    return f"{reason}Why you: {you}."


def greeting(who: Person) -> str:
    """Hi, by name where we know it."""
    return f"Hi {one_line(who.name, 60)}" if who.name else "Hi"


def said(pulse: Pulse, given: Given | None) -> str:
    """An answer in its own words."""
    if given is None or given.choice is None or given.choice >= len(pulse.options):
        return "Your words"
    return esc(pulse.options[given.choice])


def _answers(pulse: Pulse) -> list[Block]:
    if not pulse.options:
        return [button("Answer", WRITE, str(pulse.id), style="primary")]
    return [
        button(label, f"{ANSWER}:{place}", f"{pulse.id}:{place}") for place, label in enumerate(pulse.options)
    ]


def _ways_out(pulse: Pulse, ask: Ask, who: Person, now: datetime, given: Given | None) -> list[Block]:
    if given:
        return [button("Keep it", OPEN, str(pulse.id))]
    if ask.round > 1:
        return [_stop(pulse)]
    times = [(TOMORROW, in_days(now, who.tz, 1)), (NEXT_WEEK, next_monday(now, who.tz))]
    offered = [option(word.capitalize(), f"{pulse.id}:{word}") for word, at in times if at < pulse.closes_at]
    return [*([select(LATER, offered, placeholder="Not now")] if offered else []), _stop(pulse)]


def _stop(pulse: Pulse) -> Block:
    return button("Stop asking me", STOP, str(pulse.id))
