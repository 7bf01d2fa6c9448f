"""How Home looks: what needs you, the personas, what changed lately, and your settings."""

from personas.decision import Decision
from personas.home import NEEDS_SHOWN, Asked, Doubtful, Draft, Home, Need, Running, Unposted
from personas.people import Person
from personas.persona import PersonaRef
from personas.pulse import AskState
from personas.reminder import Item
from personas.rules import RULES
from personas.views import decision as decision_view
from personas.views import evidence as evidence_view
from personas.views import mistake as mistake_view
from personas.views import persona as persona_view
from personas.views import reminder as reminder_view
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
    header,
    home,
    one_line,
    section,
    weekday,
)

MUTE, UNMUTE, STOP, ALLOW, MENU = (
    "home_mute", "home_unmute", "home_stop", "home_allow", "home_menu",
)  # fmt: skip
WHAT_THIS_IS = (
    "I keep your team's personas where you talk: who they are, what backs each claim, and what you decided because "
    "of them."
)
FIRST_STEPS = (
    "1.  Start with three hypotheses (admin, end user, buyer), or import the personas you have.\n"
    "2.  Invite me to a channel with `/invite @Dramatis`, and choose its personas with `/persona settings`.\n"
    "3.  Ask there: `/persona what should this user see first`."
)
BLOCKS_MOST = 35
BLOCK_ID_MAX = 255
OFFERED = 3
STATES = {
    AskState.ANSWERED: "answered, thank you",
    AskState.DECLINED: "you passed on it",
    AskState.STOPPED: "you stopped my questions",
}


def page(it: Home) -> Block:
    """The whole tab. A guest's holds what was asked of them and their own settings."""
    if it.unmet:
        return home([*_greeting(it), section(mistake_view.UNKNOWN_HERE)])
    if it.person.stranger:
        return home([*_greeting(it), section("Dramatis is for members of the workspace that installed it.")])
    if it.person.guest:
        return home(_steady([*_greeting(it), *_asked(it), divider(), *_settings(it)]))
    if not it.personas:
        needs = [*_needs(it), divider()] if it.needs else []
        return home(_steady([*_greeting(it), *needs, *_first_steps(), divider(), *_settings(it)]))
    above = [*_greeting(it), *_needs(it), divider()]
    below = [*_changed(it), divider(), *_settings(it)]
    room = BLOCKS_MOST - len(above) - len(below) - 2
    return home(_steady([*above, *_personas(it, room), *below]))


def _steady(blocks: Blocks) -> Blocks:
    """Block ids that outlive a redraw: a press on Home as it stood a moment ago still counts."""
    return [{**block, "block_id": _name(block)} if _name(block) else block for block in blocks]


def _name(block: Block) -> str:
    element = next(iter(block.get("elements", ())), None) or block.get("accessory") or {}
    action, options = element.get("action_id", ""), element.get("options")
    value = options[0]["value"] if options else element.get("value", "")
    return f"{action} {value}"[:BLOCK_ID_MAX] if action else ""


def _greeting(it: Home) -> Blocks:
    name = it.person.name.split()[0] if it.person.name.strip() else ""
    title = header(f"Hello {name}".strip())
    if it.person.stopped_at:
        return [title, context("You stopped my questions and reminders. I answer what you ask.")]
    if it.person.muted(it.now):
        until = weekday(it.person.muted_until)
        return [title, context(f"Muted: nothing from me until {until}, except replies to what you ask.")]
    return [title]


def _needs(it: Home) -> Blocks:
    if not it.needs:
        return [section("*Needs you*\nNothing needs you. Nice.")]
    left = max(0, len(it.needs) - NEEDS_SHOWN) + it.more_needs
    rows = [row for place, need in enumerate(it.needs[:NEEDS_SHOWN]) for row in _need(need, place)]
    more = [context(f"{left} more after these.")] if left > 0 else []
    return [section("*Needs you*"), *rows, *more]


def _need(need: Need, place: int) -> Blocks:
    match need:
        case Asked():
            return [_question(need)]
        case Draft():
            return _draft(need)
        case Item():
            return reminder_view.need(need, place)
        case Running():
            return [_running(need)]
        case Unposted(decision):
            post = decision_view.post_button(decision, decision.channel)
            return [section(decision_view.maybe_lost(decision), accessory=post)]
        case Doubtful():
            return [_doubtful(need)]


def _question(need: Asked) -> Block:
    pulse = need.pulse
    words = f"A question to you until {weekday(pulse.closes_at)}\n*{one_line(pulse.question, 200)}*"
    return section(words, accessory=button("Answer", f"pulse_open:home{pulse.id}", str(pulse.id)))


def _draft(need: Draft) -> Blocks:
    piece = need.evidence
    about = [
        button(ref.name, f"{evidence_view.ABOUT}:home:{place}", f"{piece.id}:{ref.id}")
        for place, ref in enumerate(need.offered[:OFFERED])
    ]
    sort = button("Sort…", f"again:sort{piece.id}", "inbox")
    words = f"*{piece.label}*  Who is this about?\n>{one_line(piece.text, 160)}"
    return [section(words), actions(*about, sort)] if about else [section(words, accessory=sort)]


def _running(need: Running) -> Block:
    pulse = need.pulse
    words = (
        f"*{pulse.label}*  {one_line(pulse.question, 160)}\n"
        f"{need.answers} of {count(need.people, 'person', 'people')} answered, open until {weekday(pulse.closes_at)}"
    )
    return section(words, accessory=button("Open", f"again:pulse{pulse.id}", f"pulse {pulse.label}"))


def _doubtful(need: Doubtful) -> Block:
    them = "it" if need.messages == 1 else "they"
    return section(
        f"*{count(need.messages, 'message')} of mine may not have arrived*\n"
        f"Slack never said whether {them} did, and I try no further. "
        "Whoever missed something can ask me again."
    )


def _personas(it: Home, room: int) -> Blocks:
    shown = it.personas if it.how_many <= room - 1 else it.personas[: room - 2]
    rows = [section(persona_view.summary(line), accessory=_open(line.ref)) for line in shown]
    left = it.how_many - len(shown)
    more = [section(f"_{left} more_", accessory=button("All personas", "again:list", "list"))] if left else []
    return [section("*Personas*"), *rows, *more]


def _open(persona: PersonaRef) -> Block:
    """The card, where everything else is one press away."""
    return button("Open", f"again:card{persona.id}", persona.slug)


def _first_steps() -> Blocks:
    """What this is, for somebody who sees it for the first time, and how to begin."""
    return [
        section(WHAT_THIS_IS),
        section(f"*First steps*\n{FIRST_STEPS}"),
        actions(
            button("Start with three hypotheses", "again:start", "start", style="primary"),
            button("Import", "again:import", "import"),
            button("Help", "again:help", "help"),
        ),
    ]


def _changed(it: Home) -> Blocks:
    row = actions(
        _main(it),
        *([] if _main(it) == _log_decision() else [_log_decision(style="")]),
        button("New persona", "again:new", "new"),
        button("Ask users", "again:pulse", "pulse"),
        button("Import", "again:import", "import"),
        button("Help", "again:help", "help"),
    )
    head = section(f"*Decisions*\n{_month(it)}")
    recent = [
        section(_decision(each), accessory=button("Open", f"again:{each.label}", each.label))
        for each in it.recent
    ]
    return [divider(), head, *recent, row]


def _main(it: Home) -> Block:
    """The next thing to do: say what they see first while nobody knows, then log what changed because of them."""
    if it.knows_first:
        return _log_decision()
    return button("What should they see first?", "again:first", "first", style="primary")


def _log_decision(style: str = "primary") -> Block:
    return button("Log a decision", "again:decide", "decide", style=style)


def _decision(decision: Decision) -> str:
    """What changed, because of whom and why, and when."""
    return f"{decision_view.changed_line(decision)}\n{decision_view.because(decision)} · {day(decision.logged_at)}"


def _month(it: Home) -> str:
    month = it.month
    if not month.logged:
        return "None logged this month yet. The number that counts is decisions a persona changed."
    name = "names" if month.naming == 1 else "name"
    cite = "cites" if month.citing == 1 else "cite"
    logged = count(month.logged, "decision")
    return f"This month *{month.naming} of {logged}* {name} a persona, {month.citing} {cite} evidence."


def _asked(it: Home) -> Blocks:
    """A guest's part: each question once, with how far it is."""
    if not it.asked:
        return [
            section("*Asked of you*\nNothing so far. When somebody asks you a question, it is kept here.")
        ]
    rows = [_question(each) if _waits(each) else section(_past(each)) for each in it.asked]
    return [section("*Asked of you*"), *rows]


def _waits(asked: Asked) -> bool:
    return asked.pulse.open and asked.state in {AskState.ASKED, AskState.UNSURE, AskState.LATER}


def _past(asked: Asked) -> str:
    return f"{one_line(asked.pulse.question, 200)}\n_{STATES.get(asked.state, 'closed without your answer')}_"


def _settings(it: Home) -> Blocks:
    person = it.person
    mute = (
        button("Unmute", UNMUTE, "unmute")
        if person.muted(it.now)
        else button("Mute for two weeks", MUTE, "2w")
    )
    more = [
        button(reminder_view.more_label(rule), f"reminder_more:{rule}", rule)
        for rule in RULES
        if rule in person.less
    ]
    return [
        section(f"*My settings*\n{_budget(person)}"),
        actions(mute, _stop(person), *more, button("My data", "again:mine", "my data")),
        context(f"As of {clock_time(it.now)}"),
    ]


def _budget(person: Person) -> str:
    if person.stopped_at:
        return "No question and no reminder reaches you. Replies to what you ask still do."
    return f"At most one message a day and two a week, from 9:30 to 16:30 your time ({esc(person.tz)})."


def _stop(person: Person) -> Block:
    if person.stopped_at:
        return button("Allow questions and reminders", ALLOW, "allow")
    sure = confirm(
        "Stop all questions and reminders?",
        "I won't send you questions or reminders until you allow them again here.",
        yes="Stop them",
    )
    return button("Stop questions and reminders", STOP, "stop", confirm=sure)
