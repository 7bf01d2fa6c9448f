"""How a pulse looks to the one who asks: that it is out, how far it is, the result card, the list."""

from collections.abc import Mapping, Sequence

from personas.evidence import Evidence
from personas.pulse import SHARED_FROM, SHOWN_FROM, Course, Outcome, Pulse, Why, may_be_shared
from personas.views.evidence import elsewhere
from personas.views.numbers import opening, opening_labels
from personas.views.parts import (
    Block,
    Blocks,
    actions,
    button,
    clock_time,
    confirm,
    context,
    count,
    day,
    divider,
    esc,
    fitted,
    one_line,
    person,
    quote,
    section,
    weekday,
)

CLOSE, EVIDENCE, SHARE, AGAIN = "pulse_close", "pulse_evidence", "pulse_share", "pulse_again"
# How it ended, behind "closed 24 Nov".
WHY_WORDS: dict[str, str] = {
    Why.TIME: "when its time was up",
    Why.ENOUGH: "with enough answers",
    Why.HAND: "by hand",
}
FULL, EMPTY = "▇", "▁"
BAR_WIDTH = 12
COMMENTS_SHOWN = 10
NAMES_SHOWN = 12
LIST_SHOWN = 12
NOT_TO_SHARE = f"Others read totals from {SHARED_FROM} answers on: whoever answered could subtract their own."


def on_its_way(pulse: Pulse, *, at_once: int, people: int) -> Blocks:
    """For the author, right after sending."""
    now = (
        f"{at_once} have it now"
        if at_once < people
        else f"{count(people, 'person has', 'people have')} it now"
    )
    rest = f", {people - at_once} get it in their own working hours" if at_once < people else ""
    return [
        section(
            f"*{pulse.label}* is out: {now}{rest}. It closes {clock_time(pulse.closes_at)}, "
            f"or with {count(pulse.quota, 'answer')}.\nI keep the count up to date in our direct messages."
        ),
        actions(_close(pulse, 0)),
    ]


def headline(pulse: Pulse) -> str:
    """The pulse on one line, for notifications and screen readers."""
    return f"{pulse.label}: {one_line(pulse.question)}"


def card(pulse: Pulse, course: Course, *, own: bool = True) -> Blocks:
    """The result: bars once it may be told, before that a count.

    `own`: for its author, with the buttons, the names where it was asked named, and the sentences. Others see
    totals only, as everybody who answered was told, and no totals from which one of them could subtract their own.
    """
    told = course.outcome
    shown = told is not None and (told.shown if own else may_be_shared(pulse, told))
    names = course.names if own else {}
    body = _result(pulse, told, names, own=own) if told and shown else [section(so_far(pulse, course))]
    body += [context(NOT_TO_SHARE)] if own and shown and told and not may_be_shared(pulse, told) else []
    filed = [_filed(pulse, course)] if course.filed_as else []
    head = section(f"*{pulse.label}*  ·  {esc(pulse.persona.name)}\n*{one_line(pulse.question, 300)}*")
    row = _buttons(pulse, course) if own else []
    return [*fitted([head, *body, context(foot(pulse, course)), *filed]), *row]


def _filed(pulse: Pulse, course: Course) -> Block:
    """Where the result counts now, with the way there."""
    on = f"“{one_line(course.filed_on, 150)}”" if course.filed_on else "the persona as a whole"
    words = f"Filed as *{course.filed_as}* about *{esc(pulse.persona.name)}*, on {on}."
    return section(words, accessory=opening_labels([course.filed_as], most=1)[0])


def sharing(pulse: Pulse, course: Course) -> Blocks:
    """The button that shows the totals to everybody in the channel, where there are any."""
    shareable = course.outcome and may_be_shared(pulse, course.outcome) and not pulse.open
    return [actions(button("Share here", "share", f"pulse {pulse.label} totals"))] if shareable else []


def so_far(pulse: Pulse, course: Course) -> str:
    """What may be said where totals may not."""
    answers = course.answers
    if pulse.confidential and not pulse.open:
        if answers < SHOWN_FROM:
            return f"{count(answers, 'answer')}; totals are shown from {SHOWN_FROM} on. The answers were deleted."
        return f"{count(answers, 'answer')}; {NOT_TO_SHARE[0].lower()}{NOT_TO_SHARE[1:]}"
    goal = min(pulse.quota, course.asked) or pulse.quota
    if answers >= goal:
        return f"All {count(goal, 'answer')} it waits for are in. It closes in a moment; until then they can be changed."
    so_many = f"{count(answers, 'answer')} so far. With {goal} it closes, and the result appears here"
    return f"{so_many}, from {SHOWN_FROM} answers on." if pulse.confidential else f"{so_many}."


def foot(pulse: Pulse, course: Course) -> str:
    """How many of how many answered, and when it ends or why it ended."""
    answers, asked = course.answers, course.asked
    have = "has" if answers == 1 else "have"
    rate = f"{answers} of {asked} people asked {have} answered" if asked else "Nobody was asked yet"
    share = f" ({round(100 * answers / asked)} %)" if asked and not pulse.open else ""
    end = (
        f"closes {clock_time(pulse.closes_at)}"
        if pulse.open
        else f"closed {day(pulse.closed_at)} {WHY_WORDS.get(pulse.closed_why, esc(pulse.closed_why))}".rstrip()
    )
    return f"{rate}{share}  ·  {pulse.mode.value}  ·  {end}"


def filed(pulse: Pulse, piece: Evidence, claim: str) -> Blocks:
    """After a result became evidence: where it counts now."""
    on = f"“{one_line(claim, 150)}”" if claim else "the persona as a whole"
    words = f"*{piece.label}* about *{esc(pulse.persona.name)}*: {piece.n} of {piece.m} pulse answers, filed on {on}."
    return [
        section(words),
        actions(*opening(piece), button("Open the card", "again:card", pulse.persona.slug)),
    ]


def listing(rows: Sequence[tuple[Pulse, int]], *, hidden: int = 0) -> Blocks:
    """Pulses with how far they are; `hidden` is how many more are open that the reader may not see."""
    private = [context(elsewhere(hidden))] if hidden else []
    if not rows:
        words = "No pulse yet. One question to a few people takes a minute."
        return [section(words), *private, actions(button("Ask users", "again:pulse", "pulse"))]
    shown = [
        section(
            f"*{pulse.label}*  ·  {esc(pulse.persona.name)}\n{one_line(pulse.question, 200)}\n"
            f"_{count(answers, 'answer')}, {_end(pulse)}_",
            accessory=button("Open", f"again:{pulse.id}", f"pulse {pulse.label}"),
        )
        for pulse, answers in rows[:LIST_SHOWN]
    ]
    return fitted(
        [section("*Pulses*"), *shown, *private, actions(button("Ask users", "again:pulse", "pulse"))]
    )


def _end(pulse: Pulse) -> str:
    return f"open until {weekday(pulse.closes_at)}" if pulse.open else f"closed {day(pulse.closed_at)}"


def tally(pulse: Pulse, result: Outcome) -> str:
    """The result on one line: "No 5, Yes 3"."""
    ranked = sorted(zip(pulse.options, result.totals, strict=True), key=lambda pair: -pair[1])
    return ", ".join(f"{label} {number}" for label, number in ranked)


def bar(number: int, whole: int) -> str:
    """A bar in characters."""
    full = round(BAR_WIDTH * number / whole) if whole else 0
    return FULL * full + EMPTY * (BAR_WIDTH - full)


def _close(pulse: Pulse, answers: int) -> Block:
    few = pulse.confidential and answers < SHOWN_FROM
    lost = f"Below {SHOWN_FROM} answers nothing can be shown, and nothing is kept. " if few else ""
    question = confirm(
        "Close it now?", f"{lost}Nobody can answer or change anything afterwards.", yes="Close"
    )
    return button("Close now", CLOSE, str(pulse.id), confirm=question)


def _unsure(pulse: Pulse, people: int) -> Blocks:
    if not people:
        return []
    words = f"{count(people, 'person', 'people')} may not have been asked: Slack did not say whether it took the question."
    return [section(words, accessory=button("Ask them again", AGAIN, str(pulse.id)))]


def _result(pulse: Pulse, result: Outcome, names: Mapping[int, Sequence[str]], *, own: bool) -> Blocks:
    rows = enumerate(zip(pulse.options, result.totals, strict=True))
    lines = [
        f"{bar(number, result.answers)}  *{number} of {result.answers}*  {esc(label)}{_who(names.get(place))}"
        for place, (label, number) in rows
    ]
    bars = [section("\n".join(lines))] if lines else []
    return [*bars, *(_comments(result) if own or not lines else [])]


def _who(users: Sequence[str] | None) -> str:
    if not users:
        return ""
    more = f" and {len(users) - NAMES_SHOWN} more" if len(users) > NAMES_SHOWN else ""
    return "\n        " + ", ".join(person(user) for user in users[:NAMES_SHOWN]) + more


def _comments(result: Outcome) -> Blocks:
    if not result.comments:
        return []
    left = len(result.comments) - COMMENTS_SHOWN
    more = [context(f"{left} more.")] if left > 0 else []
    head = context("In their words, in no order and apart from the answers")
    return [divider(), head, *(section(quote(each, 300)) for each in result.comments[:COMMENTS_SHOWN]), *more]


def _buttons(pulse: Pulse, course: Course) -> Blocks:
    told = course.outcome
    if pulse.open:
        return [*_unsure(pulse, course.unsure), actions(_close(pulse, course.answers))]
    if not told or not told.shown or not told.answers:
        return []
    if not may_be_shared(pulse, told):
        return []
    evidence = button("Make it evidence", EVIDENCE, str(pulse.id), style="primary")
    share = button("Share in a channel", SHARE, str(pulse.id))
    return [actions(*([] if course.filed_as else [evidence]), share)]
