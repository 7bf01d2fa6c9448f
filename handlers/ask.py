"""Questions, for the one who is asked: a tap, a sentence, not now, never again, and words typed in the DM."""

import re
from dataclasses import replace

from handlers import commands, document, form
from handlers.call import (
    Answer,
    Blocks,
    Call,
    Form,
    InvalidForm,
    NextView,
    Nothing,
    Replace,
    Reply,
    UserError,
)
from handlers.form_state import FormState
from personas import pulse as rules
from personas.errors import Gone, NoPersonas, NotAsked, NothingFound, PulseClosed, UnknownPersona
from personas.hours import in_days, next_monday
from personas.permission import GUEST_MAY
from personas.persona import prefixes
from personas.pulse import Ask, AskState, Given, Pulse
from personas.views import ask as view
from personas.views import mistake as mistake_view
from personas.views import pulse_form
from storage import ask as asking
from storage.store import Reading, Store, Writing

MENTION = re.compile(r"^\s*<@[UW][A-Z0-9]+(\|[^>]*)?>\s*")
WORDS = frozenset(subcommand.word for subcommand in commands.SUBCOMMANDS)


def answered(call: Call, store: Store) -> Answer:
    """A tap on an answer: kept, and the same message says so."""
    with store.begin(call.tenant) as tx:
        pulse, _ = _asked(tx, call, open_only=True)
        choice = _place(call)
        if choice is None or choice >= len(pulse.options):
            raise UserError(Gone("That answer"))
        given = tx.pulses.answer_of(pulse, call.user)
        comment = given.comment if given else ""
        asking.take(tx, pulse, call.user, choice=choice, comment=comment, now=call.now)
        return _now(tx, call, pulse.id)


def opened(call: Call, store: Store) -> Answer:
    """[Answer now] and [Keep it]: the message as it stands."""
    with store.read(call.tenant) as reading:
        pulse, _ = _asked(reading, call, open_only=True)
        return _now(reading, call, pulse.id)


def changing(call: Call, store: Store) -> Answer:
    """[Change]: the answers again, with what was said so far."""
    with store.read(call.tenant) as reading:
        pulse, ask = _asked(reading, call, open_only=True)
        given = reading.pulses.answer_of(pulse, call.user)
        blocks = view.question(pulse, ask, reading.people.known(call.user), given=given, now=call.now)
    return _in_place(call, blocks, view.headline(pulse))


def write(call: Call, store: Store) -> Answer:
    """[Add one sentence] and [Answer]: a small form."""
    with store.read(call.tenant) as reading:
        pulse, _ = _asked(reading, call, open_only=True)
        given = reading.pulses.answer_of(pulse, call.user)
    form_state = FormState(subject=pulse.id, channel=call.channel, in_dm=True)
    sentence = given.comment if given else ""
    return Form(pulse_form.sentence_form(pulse, sentence=sentence, metadata=form_state.dump()))


def written(call: Call, store: Store) -> Answer:
    """The small form, submitted: the message in the DM is brought up to date."""
    sentence = form.text(call.form, "sentence")[: rules.SENTENCE_MAX]
    with store.begin(call.tenant) as tx:
        pulse, _ = _asked(tx, call, open_only=True)
        if not sentence and not pulse.options:
            raise InvalidForm({"sentence": "Your words are the answer here. One sentence is enough."})
        _keep_sentence(tx, call, pulse, sentence)
    return Nothing()


def later(call: Call, store: Store) -> Answer:
    """[Not now]: once more, tomorrow or next week; not again where it closes before that."""
    with store.begin(call.tenant) as tx:
        pulse, ask = _asked(tx, call, open_only=True)
        if ask.answered:
            return _now(tx, call, pulse.id)
        tz = tx.people.known(call.user).tz
        word = call.value.partition(":")[2]
        at = next_monday(call.now, tz) if word == view.NEXT_WEEK else in_days(call.now, tz, 1)
        again = at < pulse.closes_at and ask.round < rules.ROUNDS_MAX
        state = AskState.LATER if again else AskState.DECLINED
        tx.pulses.mark(pulse.id, call.user, state, again_at=at if again else None)
        asking.settle(tx, pulse, now=call.now)
        ask = replace(ask, state=state, again_at=at if again else None)
    return _in_place(call, view.later(pulse, ask), "Not now")


def stopped(call: Call, store: Store) -> Answer:
    """[Stop asking me]: for good, whoever asks."""
    with store.begin(call.tenant) as tx:
        pulse, ask = _asked(tx, call)
        tx.people.prefer(call.user, stopped_at=call.now)
        if not ask.answered:
            tx.pulses.mark(pulse.id, call.user, AskState.STOPPED, again_at=None)
            asking.settle(tx, pulse, now=call.now)
    return _in_place(call, view.stopped(pulse), "You won't be asked again")


def unstopped(call: Call, store: Store) -> Answer:
    """[Undo], right after."""
    with store.begin(call.tenant) as tx:
        pulse, ask = _asked(tx, call)
        tx.people.prefer(call.user, stopped_at=None)
        if not ask.answered:
            tx.pulses.mark(pulse.id, call.user, AskState.ASKED)
        return _now(tx, call, pulse.id)


def unsaid(call: Call, store: Store) -> Answer:
    """[Take it back]: the sentence goes, a tapped answer stays."""
    with store.begin(call.tenant) as tx:
        pulse, _ = _asked(tx, call, open_only=True)
        _keep_sentence(tx, call, pulse, "")
    return Replace(view.taken_back(), "Taken back")


def typed(call: Call, store: Store) -> Answer:
    """Words in our DM: a sentence for the newest open question, else a question to us."""
    if not call.in_dm or not call.user:
        return Nothing()
    if call.value:
        return document.dropped(call)
    if call.message and call.message.from_bot:
        return Nothing()
    call = replace(call, text=MENTION.sub("", call.text).strip())
    if not call.text:
        return Nothing()
    if kept := _to_a_question(call, store):
        return kept
    # Looked up before it counts as heard: where the look-up breaks, Slack delivers the words again.
    said = _looked_up(call, store)
    store.hear(call.tenant)
    return said


def _to_a_question(call: Call, store: Store) -> Answer | None:
    """The words kept with the newest open question; None where they are not for one."""
    with store.read(call.tenant) as reading:
        found = reading.pulses.newest_open(call.user)
        if found is None or _is_for_us(reading, call, found[1]):
            return None
    with store.begin(call.tenant) as tx:
        pulse = tx.pulses.locked(found[0].id)
        if pulse is None or not pulse.open:
            return None
        return _added(tx, call, pulse)


def _asked(reading: Reading | Writing, call: Call, *, open_only: bool = False) -> tuple[Pulse, Ask]:
    """The question a button or form is about, if it was put to this person and can still be answered."""
    chosen = call.value.partition(":")[0] or str(FormState.load(call.metadata).subject)
    number = form.number_in(chosen)
    pulse = reading.pulses.locked(number) if isinstance(reading, Writing) else reading.pulses.get(number)
    if pulse is None:
        raise UserError(Gone("That question"))
    ask = reading.pulses.ask_of(pulse.id, call.user)
    if ask is None or not ask.round:
        raise UserError(NotAsked())
    if open_only and not pulse.open:
        raise UserError(PulseClosed(pulse.label))
    return pulse, ask


def _now(reading: Reading, call: Call, pulse_id: int) -> Answer:
    """The message as it stands, in place of the pressed one."""
    shown = replace(call, value=str(pulse_id))
    pulse, ask = _asked(reading, shown)
    given = reading.pulses.answer_of(pulse, call.user)
    if ask.state is AskState.LATER or ask.state is AskState.DECLINED:
        ask = replace(ask, state=AskState.ASKED)
    blocks = view.message(pulse, ask, reading.people.known(call.user), given=given, now=call.now)
    return _in_place(call, blocks, view.headline(pulse))


def _in_place(call: Call, blocks: Blocks, text: str) -> Answer:
    """Where it was pressed: in the message itself, or in the view that Home opened."""
    return NextView(mistake_view.notice_of(blocks)) if call.in_modal else Replace(blocks, text)


def _keep_sentence(tx: Writing, call: Call, pulse: Pulse, sentence: str) -> None:
    given = tx.pulses.answer_of(pulse, call.user)
    choice = given.choice if given else None
    asking.take(tx, pulse, call.user, choice=choice, comment=sentence, now=call.now)


def _added(tx: Writing, call: Call, pulse: Pulse) -> Answer:
    given = tx.pulses.answer_of(pulse, call.user) or Given("")
    choice = rules.choice_in(pulse.options, call.text) if given.choice is None else None
    if choice is not None:
        asking.take(tx, pulse, call.user, choice=choice, comment=given.comment, now=call.now)
        return Reply(view.tapped(pulse), "Recorded")
    sentence = f"{given.comment}\n{call.text}".strip()[: rules.SENTENCE_MAX]
    _keep_sentence(tx, call, pulse, sentence)
    missing = bool(pulse.options) and given.choice is None
    return Reply(view.added(pulse, needs_choice=missing), "Kept with your answer")


def _is_for_us(reading: Reading, call: Call, ask: Ask) -> bool:
    """A word of ours alone is; after an answer, so is what begins with a persona's name."""
    if call.text.casefold() in WORDS:
        return True
    words = call.text.split()
    begins = words[0].casefold() in WORDS or bool(reading.personas.matching(prefixes(words)))
    return ask.answered and begins


def _looked_up(call: Call, store: Store) -> Answer:
    with store.read(call.tenant) as reading:
        guest = reading.people.known(call.user).guest
    if guest and commands.split(call.text)[0] not in GUEST_MAY["command"]:
        return Reply(view.nothing_open(), "Nothing is open for you")
    try:
        return commands.answer(call, store)
    except UserError as user_error:
        if isinstance(user_error.mistake, NothingFound | UnknownPersona | NoPersonas):
            return Reply(view.nothing_open(look_up=True), "Nothing is open for you")
        return Reply(*mistake_view.sentence(user_error.mistake))


def _place(call: Call) -> int | None:
    place = call.value.partition(":")[2]
    return form.number_in(place) if place.isdecimal() else None
