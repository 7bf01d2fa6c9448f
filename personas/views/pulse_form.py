"""The forms of a pulse: asking, what will happen, one sentence, evidence, sharing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from personas.people import Person
from personas.persona import Persona, PersonaRef
from personas.pulse import (
    DAYS_MAX,
    DAYS_OPEN,
    QUESTION_MAX,
    QUOTA,
    QUOTA_MAX,
    REASON_MAX,
    SENTENCE_MAX,
    SHOWN_FROM,
    Audience,
    LeftOut,
    Mode,
    Outcome,
    Pulse,
)
from personas.views import ask as ask_view
from personas.views.evidence_form import MASKED
from personas.views.parts import (
    OPTIONS_LIMIT,
    Block,
    Blocks,
    actions,
    bullets,
    button,
    checkboxes,
    clock_time,
    context,
    count,
    divider,
    esc,
    field,
    modal,
    number_input,
    one_line,
    option,
    radio,
    section,
    select,
    text_input,
    typeahead,
)
from personas.views.picker import choice

DRAFT, SEND, SENTENCE = "pulse_draft", "pulse_send", ask_view.SENTENCE
REDRAFT, TERMS = "pulse_redraft", "pulse_terms"
SKIP, NAMES = "pulse_skip", "pulse_names"
FILE, SHARE = "pulse_file", "pulse_share"
PICK_PERSONA = "pick_persona"
NAMES_SHOWN = 40
NAMES_MAX = 60

MODES = {
    Mode.CONFIDENTIAL: (
        "Confidential",
        f"You see totals when it closes, from {SHOWN_FROM} answers on, never who said what",
    ),
    Mode.NAMED: ("Named", "You see who said what; each person reads that before answering"),
}
ANSWERS_HINT = (
    "One per line, two to five, up to 60 characters each. Leave it empty for an answer in their words."
)
CHANNEL_HINT = (
    "Guests are asked only when you pick them by name. Bots and people of other organisations never."
)
LEFT_OUT = {
    LeftOut.BOT: ("bot", "bots"),
    LeftOut.DEACTIVATED: ("deactivated account", "deactivated accounts"),
    LeftOut.STRANGER: ("person of another organisation", "people of other organisations"),
    LeftOut.UNKNOWN: ("person Slack has not named to me yet", "people Slack has not named to me yet"),
    LeftOut.GUEST: (
        "guest: guests are asked only when picked by name",
        "guests: guests are asked only when picked by name",
    ),
    LeftOut.STOPPED: ("person who asked not to be asked", "people who asked not to be asked"),
    LeftOut.RECENT: ("person asked in the last 30 days", "people asked in the last 30 days"),
    LeftOut.TEAM: (
        "person of the team itself, unless picked by name",
        "people of the team itself, unless picked by name",
    ),
    LeftOut.AUTHOR: ("you yourself, unless you pick yourself by name", ""),
}
YOURSELF = "you yourself: knowing your own answer, you could work out the others'"


@dataclass(frozen=True, slots=True)
class Reach:
    """When the question arrives: how many get it at once, and when the last of the others does."""

    at_once: int
    last_at: str = ""
    away: int = 0


def draft_form(*, metadata: str, persona: PersonaRef | None = None, draft: Pulse | None = None) -> Block:
    """One question: whom it is about, its words, its answers, whom it goes to; or a draft, to change it.

    Nobody is filled in: the channel that asks is seldom whom it asks. Why, the number of answers and of days have good
    defaults: they stand behind [More].
    """
    about = draft.persona if draft else persona
    chosen = [option(*choice(about))] if about else []
    asked = text_input(
        "question",
        initial=draft.question if draft else "",
        longest=QUESTION_MAX,
        placeholder="When you first opened the dashboard, did you find something for you?",
        focus=True,
    )
    answers = text_input(
        "answers",
        initial="\n".join(draft.options) if draft else "",
        longest=400,
        placeholder="Yes, quickly\nAfter a while\nNo",
        multiline=True,
    )
    who = _people(draft.picked if draft else ())
    where = _channel(draft.channel if draft else "")
    blocks = [
        field(
            "persona",
            "Which persona is it about?",
            typeahead(PICK_PERSONA, placeholder="A persona", chosen=chosen),
        ),
        field("question", "One question", asked),
        field("answers", "Answers to tap", answers, hint=ANSWERS_HINT, optional=True),
        field("people", "Ask these people", who, optional=True),
        field("channel", "and everybody in this channel", where, hint=CHANNEL_HINT, optional=True),
        _mode(draft),
        *(terms(draft) if draft and _own_terms(draft) else [_fold()]),
    ]
    return modal(DRAFT, "Ask a question", blocks, submit="Next", metadata=metadata)


def terms(draft: Pulse | None = None) -> Blocks:
    """What has a good default: why, for how many answers, for how long."""
    reason = text_input("reason", initial=draft.reason if draft else "", longest=REASON_MAX)
    quota = number_input("quota", least=1, most=QUOTA_MAX, initial=draft.quota if draft else QUOTA)
    days = number_input("days", least=1, most=DAYS_MAX, initial=draft.days if draft else DAYS_OPEN)
    return [
        field("reason", "Why are you asking? They read it.", reason, optional=True),
        field("quota", "Stop after this many answers", quota),
        field("days", "Working days open", days),
    ]


def _mode(draft: Pulse | None) -> Block:
    modes = {mode: option(label, mode.value, hint) for mode, (label, hint) in MODES.items()}
    mode = radio("mode", list(modes.values()), chosen=modes[draft.mode if draft else Mode.CONFIDENTIAL])
    return field("mode", "What you will see", mode)


def _own_terms(draft: Pulse) -> bool:
    return bool(draft.reason) or (draft.quota, draft.days) != (QUOTA, DAYS_OPEN)


def _fold() -> Block:
    """The button, and what holds while nobody presses it."""
    return actions(button(f"More: why, {QUOTA} answers, {DAYS_OPEN} days…", TERMS), block_id=TERMS)


def send_form(
    pulse: Pulse,
    found: Audience,
    *,
    reach: Reach,
    thoughts: Sequence[str] = (),
    metadata: str,
    page: int = 0,
    problem: str = "",
) -> Block:
    """What exactly will happen, to whom by name; its button says to how many. `problem`: why it can't be sent so."""
    people = len(found.asked)
    change = button("Change it", REDRAFT, str(pulse.id))
    again = button("Change the words", f"{REDRAFT}:words", str(pulse.id))
    asked = "\n".join(f"•  {esc(each)}" for each in thoughts)
    blocks = [
        *([section(f"*Before you send it*\n{asked}", accessory=again), divider()] if thoughts else []),
        *([section(f"*{esc(problem)}*")] if problem else []),
        *_who(pulse, found, page),
        *_left_out(found, pulse),
        section(f"*When*\n{_when(pulse, reach)}"),
        divider(),
        section("*What each of them reads*", accessory=change),
        *_preview(pulse),
    ]
    return modal(SEND, "Send it?", blocks, submit=f"Send to {people}", close="Cancel", metadata=metadata)


def sentence_form(pulse: Pulse, *, sentence: str, metadata: str) -> Block:
    """One sentence, or the whole answer where there is nothing to tap."""
    box = text_input("sentence", initial=sentence, longest=SENTENCE_MAX, multiline=True, focus=True)
    label = "One sentence" if pulse.options else "Your answer"
    hint = f"{MASKED} Please leave other people's names out."
    blocks = [
        section(f"*{one_line(pulse.question, 300)}*"),
        field("sentence", label, box, hint=hint, optional=bool(pulse.options)),
        context(ask_view.sentence_truth(pulse)),
    ]
    return modal(SENTENCE, "Your answer", blocks, submit="Save", metadata=metadata)


def evidence_form(pulse: Pulse, result: Outcome, persona: Persona, *, metadata: str) -> Block:
    """Which claim the result is about, and which answers speak for it."""
    claims = [
        option(f"{claim.facet.label}: {' '.join(claim.text.split())}", str(claim.id))
        for claim in persona.claims
        if not claim.unknown
    ][: OPTIONS_LIMIT - 1]
    whole = option("No claim of theirs: about the persona as a whole", "0")
    ticks = [
        option(label, str(place), f"{number} of {result.answers}")
        for place, (label, number) in enumerate(zip(pulse.options, result.totals, strict=True))
    ]
    how_many = number_input("count", least=0, most=result.answers)
    speaks = (
        field("supports", "Which answers speak for it?", checkboxes("supports", ticks))
        if ticks
        else field("count", f"How many of the {result.answers} say so?", how_many)
    )
    claim = select("claim", [*claims, whole], placeholder="A claim")
    blocks = [
        section(f"*{one_line(pulse.question, 300)}*"),
        field("claim", f"Which claim about {persona.name} is it about?", claim),
        speaks,
    ]
    return modal(FILE, "Make it evidence", blocks, submit="File it", metadata=metadata)


def share_form(pulse: Pulse, *, metadata: str) -> Block:
    """Where to show the totals."""
    what = "Totals" if pulse.options else "Their words"
    blocks = [
        section(f"{what} of *{pulse.label}*, without names."),
        field("channel", "Channel", _channel(outward=False)),
    ]
    return modal(SHARE, "Share the result", blocks, submit="Share", metadata=metadata)


def _people(chosen: Sequence[str] = ()) -> Block:
    element: Block = {
        "type": "multi_users_select",
        "action_id": "people",
        "placeholder": {"type": "plain_text", "text": "People", "emoji": True},
    }
    if chosen:
        element["initial_users"] = list(chosen)
    return element


def _channel(chosen: str = "", *, outward: bool = True) -> Block:
    element: Block = {
        "type": "conversations_select",
        "action_id": "channel",
        "filter": {"include": ["public", "private"], "exclude_external_shared_channels": not outward},
        "placeholder": {"type": "plain_text", "text": "A channel", "emoji": True},
    }
    if chosen:
        element["initial_conversation"] = chosen
    return element


def _who(pulse: Pulse, found: Audience, page: int) -> Blocks:
    """Everybody by name, page by page; a press on a name leaves that person out."""
    people, first = len(found.asked), page * NAMES_SHOWN
    shown = found.asked[first : first + NAMES_SHOWN]
    listed = ", ".join(_name(person) for person in shown)
    of = f" ({first + 1}–{first + len(shown)})" if people > NAMES_SHOWN else ""
    turns = ((page - 1, "Earlier names", page > 0), (page + 1, "Later names", first + NAMES_SHOWN < people))
    pages = [button(label, f"{NAMES}:{to}", f"{pulse.id}:{to}") for to, label, there in turns if there]
    # The options of a menu are plain text.
    names = [option(person.name or person.user, f"{pulse.id}:{person.user}") for person in shown]
    leave = [select(f"{SKIP}:{page}", names, placeholder="Leave somebody out")] if names else []
    row = [actions(*leave, *pages)] if leave or pages else []
    return [section(f"*{count(people, 'person gets', 'people get')} this*{of}\n{listed}"), *row]


def _name(person: Person) -> str:
    return one_line(person.name or person.user, NAMES_MAX)


def left_out_lines(left_out: Mapping[LeftOut, int], *, confidential: bool) -> list[str]:
    """Who is not asked, reason by reason: "2 bots"."""
    lines = []
    for reason, (one, many) in LEFT_OUT.items():
        if number := left_out.get(reason, 0):
            author = YOURSELF if confidential else one
            lines.append(author if reason is LeftOut.AUTHOR else count(number, one, many))
    return lines


def _left_out(found: Audience, pulse: Pulse) -> Blocks:
    lines = left_out_lines(found.left_out, confidential=pulse.confidential)
    return [section(f"*Left out*\n{bullets(lines)}")] if lines else []


def _when(pulse: Pulse, reach: Reach) -> str:
    hours = "Each between 9:30 and 16:30 of their own working day"
    now = f"{reach.at_once} at once" if reach.at_once else "nobody just now"
    rest = f", the last {reach.last_at} your time" if reach.last_at else ""
    away = (
        f" {count(reach.away, 'person is', 'people are')} away and get it when they are back."
        if reach.away
        else ""
    )
    enough = count(pulse.quota, "answer")
    stop = f"It closes {clock_time(pulse.closes_at)} or with {enough}; you can close it any time."
    return f"{hours}: {now}{rest}.{away}\n{stop}"


def _preview(pulse: Pulse) -> Blocks:
    answers = "  ".join(f"`{esc(label)}`" for label in pulse.options) or "`Answer`"
    reason = f"\n> Why: {one_line(pulse.reason, 200)}" if pulse.reason else ""
    text = (
        f"> Hi …, <@{pulse.author}> has one question for you. Ten seconds.\n"
        f"> *{one_line(pulse.question, 300)}*\n> {answers}\n> _{ask_view.truth(pulse)}_{reason}\n"
        f"> `Not now`  `Stop asking me`"
    )
    return [section(text)]
