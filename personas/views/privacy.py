"""What is known about a person, told to them; and the question before their answers go."""

from datetime import UTC, datetime, time

from personas.privacy import LISTED, MyData, Told
from personas.views.ask import said
from personas.views.parts import (
    Block,
    Blocks,
    actions,
    bullets,
    button,
    clock_time,
    context,
    count,
    day,
    esc,
    fitted,
    modal,
    one_line,
    quote,
    section,
)

DELETE = "privacy_delete"
LINE = 140
CLOSED = "This question is closed. Its answers can no longer be linked to you."
KEPT = (
    "Your Slack id, name and time zone come from Slack's directory. Answers are kept for {answers} days. To be "
    "taken out altogether, ask whoever runs Dramatis here: they can erase a person."
)
COUNTS: tuple[tuple[str, str, str], ...] = (
    ("witnessed", "piece of evidence carries your emoji or name", "pieces of evidence carry your emoji or name"),
    ("stated", "line of a persona was written by you", "lines of personas were written by you"),
    ("channels", "channel's settings were last saved by you", "channels' settings were last saved by you"),
    ("written", "message was meant for you, its text not kept", "messages were meant for you, their text not kept"),
    ("reminded", "reminder stands for you", "reminders stand for you"),
    ("logged", "line of the audit log names you: what you changed and when, not the words",
     "lines of the audit log name you: what you changed and when, not the words"),
)  # fmt: skip


def page(known: MyData, *, answers_days: int) -> Blocks:
    """Everything, section by section; what is long is listed up to a number and counted beyond it."""
    evidence = [f"{piece.label}  {_line(piece.text)}" for piece in known.evidence]
    decisions = [f"{decision.label}  {_line(decision.changed_to)}" for decision in known.decisions]
    pulses = [f"{pulse.label}  {_line(pulse.question)}" for pulse in known.pulses]
    blocks = [
        section("*What Dramatis knows about you.* Only you see this."),
        section(_settings(known)),
        *_listed("Asked of you", [_asked(each) for each in known.told]),
        *_listed("Evidence you brought", evidence, known.counts.get("evidence")),
        *_listed("Decisions you logged", decisions, known.counts.get("decisions")),
        *_listed("Questions you asked", pulses, known.counts.get("pulses")),
        *_listed("Personas you look after or made", [_line(each.name) for each in known.looked_after]),
        *_listed("Counted", [f"{known.counts[key]} {one if known.counts[key] == 1 else many}"
                             for key, one, many in COUNTS if known.counts.get(key)]),
    ]  # fmt: skip
    button_row = [actions(button("Delete my answers", "again:delete", "delete my answers"))]
    return fitted(
        [*blocks, *(button_row if known.answers else []), context(KEPT.format(answers=answers_days))]
    )


def nothing() -> Blocks:
    """There is no answer that could be found."""
    return [
        section(
            "I hold no answer of yours. When a confidential question is closed, its answers can no longer be linked to "
            "you."
        )
    ]


def confirm_form(known: MyData, *, metadata: str) -> Block:
    """Exactly what goes, before it goes."""
    lines = [
        f"{each.pulse.label}: {_line(each.pulse.question)} {_answer(each)}"
        for each in known.told
        if each.given
    ]
    shown = bullets(lines[:LISTED]) + (f"\n… and {len(lines) - LISTED} more" if len(lines) > LISTED else "")
    goes = f"*{count(known.answers, 'answer')} of yours {'goes' if known.answers == 1 else 'go'}*, with every sentence:"
    stays = (
        "That you were asked, and when, stays, without what you said; nobody asks you again because of it. Results of "
        "closed pulses that named you are counted again. Backups, and what was shown with *Share here* before, keep what "
        "was in them; evidence made of a result keeps its numbers. It can't be undone."
    )
    return modal(
        DELETE, "Delete my answers?", [section(goes), section(shown), section(stays)],
        submit="Delete them", close="Keep them", metadata=metadata,
    )  # fmt: skip


def deleted(number: int) -> Blocks:
    """What went; nothing, where they were gone already."""
    if not number:
        return [section("They were gone already. Nothing of what you answered is left that I could find.")]
    return [
        section(
            f"{count(number, 'answer')} deleted, sentences included. That you were asked is kept, no more."
        )
    ]


def _settings(known: MyData) -> str:
    who = known.person
    heard = (
        "You asked not to be asked any questions."
        if who.stopped_at
        else "You may be asked one question a month."
    )
    muted = f" Messages wait until {clock_time(who.muted_until)}." if who.muted_until else ""
    less = f" You asked to hear less of {len(set(who.less))} kinds of reminder." if who.less else ""
    return (
        f"{esc(who.name) or 'Your name is not mirrored yet'}, time zone {esc(who.tz)}. {heard}{muted}{less}"
    )


def _listed(title: str, lines: list[str], number: int | None = None) -> Blocks:
    """Lines under a title, as many as are listed; `number` is how many there are where not all were read."""
    if not lines:
        return []
    number = len(lines) if number is None else number
    more = [f"… and {number - LISTED} more"] if number > LISTED else []
    return [section(f"*{title}* ({number})\n{bullets([*lines[:LISTED], *more])}")]


def _asked(told: Told) -> str:
    return f"{day(datetime.combine(told.asked_on, time(12), UTC))}  {_line(told.pulse.question)}  {_answer(told)}"


def _answer(told: Told) -> str:
    if told.beyond_reach:
        return f"_{CLOSED}_"
    if told.given is None:
        return "_done, no answer kept_" if told.done else "_not answered_"
    sentence = quote(told.given.comment, 300) if told.given.comment else ""
    return f"You said *{said(told.pulse, told.given)}*.\n{sentence}".strip()


def _line(text: str) -> str:
    return one_line(text, LINE)
