"""Pulses, for the one who asks: the draft, what will happen, sending, closing, the result, evidence."""

import re
from dataclasses import replace

from handlers import form
from handlers.call import Answer, Call, Form, InvalidForm, NextView, Replace, Reply, UserError
from handlers.find import find, whole
from handlers.form_state import FormState
from personas import pulse as rules
from personas.errors import (
    Gone,
    KeptElsewhere,
    Mistake,
    NobodyToAsk,
    NotAllowed,
    PulseClosed,
    TooFewForConfidence,
    TooFewToShare,
    TooLong,
    Twice,
    UnknownNumber,
)
from personas.evidence import Evidence, Kind, Polarity, Source, State
from personas.hours import after_working_days
from personas.permission import may_run
from personas.persona import PersonaRef
from personas.pulse import Audience, Mode, Outcome, Pulse, Why
from personas.views import mistake as mistake_view
from personas.views import pulse as view
from personas.views import pulse_form, refill
from personas.views.parts import clock_time
from personas.wording import thoughts_on
from storage import ask as asking
from storage.delivery import Progress
from storage.store import Reading, Store, Writing

NUMBER = re.compile(r"p-?(\d{1,9})\b\s*(totals)?\s*$", re.IGNORECASE)
NOBODY_CHOSEN = "Choose people, a channel, or both."
SHARED_OUTSIDE = "That channel is shared with another organisation. Choose one of your own."
OTHER_CLAIM = "That claim is about somebody else. Choose one of {name}'s, or the persona as a whole."


def ask(call: Call, store: Store) -> Answer:
    """`/persona pulse` opens the form, with a name for that persona; `/persona pulse P-3` shows a result."""
    if numbered := NUMBER.match(call.text):
        return _shown(call, store, int(numbered[1]), own=not numbered[2] and not call.aloud)
    with store.read(call.tenant) as reading:
        ref = _meant(reading, call)
    return Form(pulse_form.draft_form(metadata=_form_state(call).dump(), persona=ref))


def terms(call: Call, store: Store) -> Answer:
    """[More]: the same form with every field, and what was typed so far."""
    more = pulse_form.terms()
    return NextView(refill.unfolded(call.view.shown, call.form, fold=pulse_form.TERMS, more=more))


def redrafted(call: Call, store: Store) -> Answer:
    """[Change it]: the draft again, to be changed, in place of the one that could be sent."""
    with store.read(call.tenant) as reading:
        draft = _draft_of(reading, call, form.number_in(call.value))
    return NextView(pulse_form.draft_form(metadata=call.metadata, draft=draft))


def listed(call: Call, store: Store) -> Answer:
    """`/persona pulses`: what is open, and what I asked."""
    with store.read(call.tenant) as reading:
        found = reading.pulses.listed(call.user, viewer=call.viewer)
        rows = [(pulse, reading.pulses.progress(pulse)[0]) for pulse in found]
        hidden = reading.pulses.hidden(viewer=call.viewer)
    return Reply(view.listing(rows, hidden=hidden), "Pulses")


def drafted(call: Call, store: Store) -> Answer:
    """The first form, submitted: kept as a draft, and shown what sending it would do."""
    if problems := _problems(call):
        raise InvalidForm(problems)
    with store.begin(call.tenant) as tx:
        persona = whole(tx, form.number_in(form.chosen(call.form, "persona")))
        pulse = _draft(call, persona.ref, tz=tx.people.known(call.user).tz)
        pulse = replace(pulse, visibility=_kept_in(tx, call))
        found = asking.audience_of(tx, pulse, call.now)
        if nobody := _reaches_nobody(pulse, found):
            raise InvalidForm({"people": mistake_view.plain_sentence(nobody)})
        before = tx.pulses.get(FormState.load(call.metadata).subject)
        kept = tx.pulses.draft(pulse)
    form_state = FormState.load(call.metadata).model_copy(update={"subject": kept.id})
    # Asked once: whoever leaves the words as they are has answered.
    known = before is not None and before.question == kept.question
    thoughts = () if known else thoughts_on(kept.question)
    return NextView(
        pulse_form.send_form(
            kept, found, reach=_reach(found, call), thoughts=thoughts, metadata=form_state.dump()
        )
    )


def skipped(call: Call, store: Store) -> Answer:
    """[Leave somebody out]: the draft without that person, shown again."""
    draft_id, _, user = call.value.partition(":")
    with store.begin(call.tenant) as tx:
        draft = _draft_of(tx, call, form.number_in(draft_id))
        if draft.opened_at:
            raise UserError(Twice())
        left = {"picked": draft.picked, "members": draft.members}
        tx.pulses.change(
            draft.id, audience={key: [each for each in who if each != user] for key, who in left.items()}
        )
        return _sent_as(tx, call, draft.id, page=form.number_in(call.action.rpartition(":")[2]))


def paged(call: Call, store: Store) -> Answer:
    """[Later names]: the next page of whom it goes to."""
    draft_id, _, page = call.value.partition(":")
    with store.read(call.tenant) as reading:
        return _sent_as(reading, call, form.number_in(draft_id), page=form.number_in(page))


def _sent_as(reading: Reading, call: Call, draft_id: int, *, page: int) -> Answer:
    """What sending a draft would do now, on this page of names or the last one there is."""
    draft = _draft_of(reading, call, draft_id)
    found = asking.audience_of(reading, draft, call.now)
    nobody = _reaches_nobody(draft, found)
    last = max(0, len(found.asked) - 1) // pulse_form.NAMES_SHOWN
    return NextView(
        pulse_form.send_form(
            draft, found, reach=_reach(found, call), metadata=call.metadata, page=min(page, last),
            problem=mistake_view.plain_sentence(nobody) if nobody else "",
        )
    )  # fmt: skip


def sent(call: Call, store: Store) -> Answer:
    """ "Send to 14": everybody is looked at again, then it goes out in one transaction."""
    with store.begin(call.tenant) as tx:
        draft = _draft_of(tx, call, FormState.load(call.metadata).subject)
        if draft.opened_at:
            raise UserError(Twice())
        number = tx.pulses.next_number()
        found = asking.audience_of(tx, draft, call.now)
        if nobody := _reaches_nobody(draft, found):
            raise UserError(nobody)
        if not asking.send(tx, draft, found, number=number, now=call.now):
            raise UserError(Twice())
        pulse = _there(tx.pulses.get(draft.id))
    at_once = sum(rules.due_at(each, call.now) <= call.now for each in found.asked)
    blocks = view.on_its_way(pulse, at_once=at_once, people=len(found.asked))
    return Reply(blocks, f"{pulse.label} is out")


def closed(call: Call, store: Store) -> Answer:
    """[Close now]: only its author or an admin."""
    with store.begin(call.tenant) as tx:
        pulse = _own(tx, call, "close it")
        if pulse.open:
            asking.close(tx, pulse, why=Why.HAND, now=call.now, by=call.user)
        pulse = _there(tx.pulses.get(pulse.id))
        course, own = asking.course(tx, pulse), _reads_all(tx, call, pulse)
    asking.scrub(store.engine)
    return Replace(view.card(pulse, course, own=own), f"{pulse.label} is closed")


def ask_again(call: Call, store: Store) -> Answer:
    """[Ask them again]: whom the question may not have reached gets it once more."""
    with store.begin(call.tenant) as tx:
        pulse = _own(tx, call, "ask again")
        if not pulse.open:
            raise UserError(PulseClosed(pulse.label))
        asking.ask_again(tx, pulse, press=call.idempotency_key, now=call.now)
        course = asking.course(tx, pulse)
    return Replace(view.card(pulse, course, own=True), f"{pulse.label} is asked again")


def evidence_form(call: Call, store: Store) -> Answer:
    """[Make it evidence]: which claim, and which answers speak for it."""
    with store.read(call.tenant) as reading:
        pulse = _own(reading, call, "make it evidence")
        result = _result(pulse)
        persona = whole(reading, pulse.persona.id)
    form_state = _form_state(call).model_copy(update={"subject": pulse.id})
    return Form(pulse_form.evidence_form(pulse, result, persona, metadata=form_state.dump()))


def filed(call: Call, store: Store) -> Answer:
    """A submitted result: one piece of evidence, n of m, once."""
    with store.begin(call.tenant) as tx:
        pulse = _own(tx, call, "make it evidence")
        if pulse.evidence_id:
            raise UserError(Twice())
        claim = tx.personas.claim(form.number_in(form.chosen(call.form, "claim")))
        if claim is None and form.chosen(call.form, "claim") != "0":
            raise UserError(Gone("That claim"))
        if claim and claim.persona_id != pulse.persona.id:
            raise InvalidForm({"claim": OTHER_CLAIM.format(name=pulse.persona.name)})
        piece = _piece(pulse, call, claim_id=claim.id if claim else None)
        piece = tx.evidence.file(piece)
        tx.pulses.change(pulse.id, evidence_id=piece.id)
    text = claim.text if claim else ""
    return Reply(view.filed(pulse, piece, text), f"{piece.label} is filed")


def share_form(call: Call, store: Store) -> Answer:
    """[Share in a channel]: which one."""
    with store.read(call.tenant) as reading:
        pulse = _own(reading, call, "share it")
        _result(pulse)
    form_state = _form_state(call).model_copy(update={"subject": pulse.id})
    return Form(pulse_form.share_form(pulse, metadata=form_state.dump()))


def shared(call: Call, store: Store) -> Answer:
    """The totals, without names, as a message in the chosen channel."""
    channel = form.chosen(call.form, "channel")
    with store.begin(call.tenant) as tx:
        pulse = _own(tx, call, "share it")
        if pulse.visibility not in {"", channel}:
            raise InvalidForm({"channel": mistake_view.field_sentence(KeptElsewhere(pulse.label))})
        if tx.channels.get(channel).shared:
            raise InvalidForm({"channel": SHARED_OUTSIDE})
        home = tx.installation.get()
        if home and home.bot_user not in (call.fetched.members or ()):
            raise InvalidForm(
                {"channel": "I am not in that channel. Type /invite @Dramatis there, then share."}
            )
        tx.deliveries.supersede("result_shared", pulse.id, channel=channel)
        key = _key_of_result(tx, pulse, channel, press=call.idempotency_key)
        tx.deliveries.want("result_shared", key=key, now=call.now, subject_id=pulse.id, channel=channel)
    return Reply(*mistake_view.words(f"{pulse.label} is shared, totals only."))


def _key_of_result(tx: Writing, pulse: Pulse, channel: str, *, press: str) -> str:
    """That of the result that stands in the channel or is on its way; where every earlier one may be lost, a new one."""
    earlier = [each for each in tx.deliveries.of("result_shared", pulse.id) if each.channel == channel]
    known = [each.key for each in earlier if each.state is not Progress.SUPERSEDED]
    return known[-1] if known else f"result:{pulse.id}:{channel}{f':{press}' if earlier else ''}"


def _shown(call: Call, store: Store, number: int, *, own: bool) -> Answer:
    """A pulse by its number: to its author with all they may see, to others in confidence the totals."""
    with store.read(call.tenant) as reading:
        pulse = reading.pulses.numbered(number)
        if pulse is None:
            raise UserError(UnknownNumber(f"P-{number}"))
        mine = _may(reading, call, pulse)
        if not pulse.seen_by(call.viewer):
            raise UserError(KeptElsewhere(pulse.label))
        if not mine and not pulse.confidential:
            raise UserError(
                NotAllowed("see who answered what", "the one who asked, or an admin,", pulse.author)
            )
        course, own_card = asking.course(reading, pulse), own and mine and _reads_all(reading, call, pulse)
    blocks = view.card(pulse, course, own=own_card)
    return Reply([*blocks, *view.sharing(pulse, course)] if own else blocks, view.headline(pulse))


def _meant(reading: Reading, call: Call) -> PersonaRef | None:
    """The persona named behind the word, else the only one the channel is bound to."""
    if call.text:
        return find(reading, call.text, channel=call.channel)[0]
    bound = reading.channels.personas(call.channel) if call.channel else []
    return bound[0] if len(bound) == 1 else None


def _draft_of(reading: Reading, call: Call, pulse_id: int) -> Pulse:
    draft = reading.pulses.locked(pulse_id) if isinstance(reading, Writing) else reading.pulses.get(pulse_id)
    if draft is None or draft.author != call.user:
        raise UserError(Gone("That draft"))
    return draft


def _problems(call: Call) -> dict[str, str]:
    """What is wrong with the draft, field by field."""
    mode = form.one_of(Mode, form.chosen(call.form, "mode"), Mode.CONFIDENTIAL)
    question = form.text(call.form, "question")
    days = form.number(call.form, "days") if "days" in call.form else rules.DAYS_OPEN
    quota = form.number(call.form, "quota") if "quota" in call.form else rules.QUOTA
    too_long = TooLong("The question", len(question), rules.QUESTION_MAX)
    nobody = not form.several(call.form, "people") and not form.chosen(call.form, "channel")
    found = {
        "question": mistake_view.plain_sentence(too_long) if len(question) > rules.QUESTION_MAX else None,
        "answers": rules.option_problem(rules.option_lines(form.text(call.form, "answers"))),
        "people": NOBODY_CHOSEN if nobody else None,
        "quota": rules.quota_problem(quota, mode),
        "days": None
        if days and 1 <= days <= rules.DAYS_MAX
        else f"Between 1 and {rules.DAYS_MAX} working days.",
    }
    return {block: sentence for block, sentence in found.items() if sentence}


def _draft(call: Call, persona: PersonaRef, *, tz: str) -> Pulse:
    days = form.number(call.form, "days") or rules.DAYS_OPEN
    return Pulse(
        id=0,
        number=0,
        persona=persona,
        question=form.text(call.form, "question"),
        options=rules.option_lines(form.text(call.form, "answers")),
        mode=form.one_of(Mode, form.chosen(call.form, "mode"), Mode.CONFIDENTIAL),
        author=call.user,
        made_at=call.now,
        closes_at=after_working_days(call.now, tz, days),
        quota=form.number(call.form, "quota") or rules.QUOTA,
        days=days,
        reason=form.text(call.form, "reason")[: rules.REASON_MAX],
        channel=form.chosen(call.form, "channel"),
        picked=tuple(form.several(call.form, "people")),
        members=call.fetched.members or (),
    )


def _kept_in(reading: Reading, call: Call) -> str:
    """A pulse that is started in a private channel belongs there; one from a direct message to the workspace."""
    private = call.private or reading.channels.get(call.channel).private
    return call.channel if private and not call.in_dm else ""


def _reaches_nobody(pulse: Pulse, found: Audience) -> Mistake | None:
    people = len(found.asked)
    if not people:
        return NobodyToAsk(found.left_out, pulse.confidential)
    return TooFewForConfidence(people) if pulse.confidential and people < rules.SHOWN_FROM else None


def _reach(found: Audience, call: Call) -> pulse_form.Reach:
    due = [rules.due_at(person, call.now) for person in found.asked]
    later = [at for at in due if at > call.now]
    away = sum(person.away for person in found.asked)
    return pulse_form.Reach(len(due) - len(later), clock_time(max(later)) if later else "", away)


def _own(reading: Reading | Writing, call: Call, what: str) -> Pulse:
    """The pulse a button or form is about, when this person may do that to it."""
    chosen = call.value or str(FormState.load(call.metadata).subject)
    number = form.number_in(chosen)
    pulse = reading.pulses.locked(number) if isinstance(reading, Writing) else reading.pulses.get(number)
    if pulse is None or pulse.opened_at is None:
        raise UserError(Gone("That pulse"))
    if not pulse.seen_by(call.viewer):
        raise UserError(KeptElsewhere(pulse.label))
    if not _may(reading, call, pulse):
        raise UserError(NotAllowed(what, "the one who asked, or an admin,", pulse.author))
    return pulse


def _may(reading: Reading, call: Call, pulse: Pulse) -> bool:
    return may_run(reading.people.known(call.user), pulse.author)


def _reads_all(reading: Reading | Writing, call: Call, pulse: Pulse) -> bool:
    """An admin who answered in confidence could subtract their own answer, as anybody else who did."""
    ask = reading.pulses.ask_of(pulse.id, call.user)
    return not (pulse.confidential and call.user != pulse.author and ask and ask.answered)


def _result(pulse: Pulse) -> Outcome:
    if pulse.outcome is None or not pulse.outcome.shown:
        raise UserError(Gone("That result"))
    if not rules.may_be_shared(pulse, pulse.outcome):
        raise UserError(TooFewToShare(pulse.label, pulse.outcome.answers))
    return pulse.outcome


def _there(pulse: Pulse | None) -> Pulse:
    if pulse is None:
        raise UserError(Gone("That pulse"))
    return pulse


def _piece(pulse: Pulse, call: Call, *, claim_id: int | None) -> Evidence:
    result = _result(pulse)
    places = [place for place in form.ids(call.form, "supports") if place < len(result.totals)]
    number = (
        sum(result.totals[place] for place in places) if pulse.options else form.number(call.form, "count")
    )
    told = view.tally(pulse, result) if pulse.options else f"{result.answers} answered in their own words"
    return Evidence(
        id=0,
        number=0,
        text=f"{pulse.question} {told}.",
        kind=Kind.PULSE,
        source=Source.PULSE,
        polarity=Polarity.SUPPORTS,
        state=State.FILED,
        reporter=call.user,
        filed_at=call.now,
        happened_at=pulse.closed_at or call.now,
        persona_id=pulse.persona.id,
        claim_id=claim_id,
        source_key=f"pulse:{pulse.id}",
        n=min(max(number or 0, 0), result.answers),
        m=result.answers,
        visibility=pulse.visibility,
    )


def _form_state(call: Call) -> FormState:
    return FormState(channel=call.channel, thread_ts=call.thread_ts, private=call.private, in_dm=call.in_dm)
