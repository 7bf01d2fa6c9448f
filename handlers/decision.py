"""Decisions: logging them, showing them, giving them evidence later, and the proof they add up to."""

from dataclasses import replace
from datetime import datetime, timedelta

from handlers import form
from handlers.call import (
    TEXT_MAX,
    Answer,
    Call,
    Form,
    InvalidForm,
    NextView,
    Nothing,
    Options,
    Replace,
    Reply,
    UserError,
    View,
)
from handlers.decision_form import (
    Open,
    as_decision,
    from_form,
    from_words,
    is_private,
    opened,
    pieces,
    visibility,
)
from handlers.find import OFFERED, fitting, whole
from handlers.form_state import FormState
from personas.decision import (
    DECORATIVE_DAYS,
    NOBODY_SERVED,
    NOBODY_UNSERVED,
    WHY_MAX,
    Decision,
    Grounds,
    Sketch,
    Validity,
    notices,
)
from personas.errors import Gone, KeptElsewhere, NotInChannel, ReadOutside, TooLong, UnknownNumber
from personas.persona import Persona, PersonaRef, key_of
from personas.redaction import mask
from personas.views import decision as view
from personas.views import decision_form
from personas.views.picker import choice
from storage.delivery import ON_ITS_WAY
from storage.store import Reading, Store, Writing


def decide(call: Call, store: Store) -> Answer:
    """`/decided because ops-admin: …` and `/persona decide …`: the form, with what could be read."""
    if len(call.text) > TEXT_MAX:
        raise UserError(TooLong("That", len(call.text), TEXT_MAX))
    with store.read(call.tenant) as reading:
        sketch = from_words(reading, mask(call.text), call)
        form_state = opened(call, private=is_private(reading, call))
    return Form(_form(sketch, call, form_state))


def from_message(call: Call, store: Store) -> Answer:
    """Log as decision, on a message: its words are the reason, and its thread gets the receipt."""
    message = call.message
    with store.read(call.tenant) as reading:
        said = mask(reading.channels.named(message.said or message.text) if message else "")
        sketch = from_words(reading, said, call) if len(said) <= TEXT_MAX else Sketch()
        # What people write to each other stays among them, also where the app reads along.
        form_state = opened(call, private=call.in_dm or is_private(reading, call))
    if not (sketch.changed_from or sketch.served):
        sketch = Sketch(because=said)
    sketch = replace(sketch, because=sketch.because or said)
    thread = call.thread_ts or (message.ts if message else "")
    return Form(_form(sketch, call, form_state.model_copy(update={"thread_ts": thread})))


def unfolded(call: Call, store: Store) -> Answer:
    """More details: the same form with its folded part, keeping what was typed."""
    with store.read(call.tenant) as reading:
        sketch = replace(from_form(reading, call), details=True)
    return NextView(_form(sketch, call, Open.load(call.metadata)))


def from_template(call: Call, store: Store) -> Answer:
    """One of the three templates: its from and to, everything else stays."""
    with store.read(call.tenant) as reading:
        sketch = from_form(reading, call)
    if call.value in decision_form.TEMPLATES:
        sketch = decision_form.template(sketch, call.value)
    form_state = Open.load(call.metadata).model_copy(update={"turn": sketch.turn})
    return NextView(_form(sketch, call, form_state))


def logged(call: Call, store: Store) -> Answer:
    """A submitted decision: the receipt goes where it was made; what gives pause, to the logger alone."""
    with store.begin(call.tenant) as tx:
        sketch = from_form(tx, call)
        if wrong := decision_form.problems(sketch, today=call.now.date()):
            raise InvalidForm(wrong)
        decision = tx.decisions.log(as_decision(sketch, call, visibility=visibility(tx, call)))
        _learn(tx, call)
        _post(tx, decision, call, key=f"decision:{decision.id}")
        pause = notices(
            decision.read_by(call.viewer),
            [whole(tx, ref.id, channel=call.channel) for ref in decision.served],
            call.now,
        )
    return Reply(view.noticed(decision, pause), f"{decision.label} is logged") if pause else Nothing()


def link(call: Call, store: Store) -> Answer:
    """Link evidence: the form for a decision that is on record."""
    with store.read(call.tenant) as reading:
        decision = _known(reading, call, call.value)
    return Form(decision_form.link_form(decision, metadata=opened(call, subject=decision.id).dump()))


def linked(call: Call, store: Store) -> Answer:
    """Submitted evidence for a decision: its receipts are edited in place."""
    with store.begin(call.tenant) as tx:
        decision = _known(tx, call, str(FormState.load(call.metadata).subject))
        chosen = pieces(tx, form.ids(call.form, "evidence"), call.viewer)
        if not chosen:
            raise InvalidForm(
                {"evidence": "That evidence is not in the record any more. Choose another piece."}
            )
        tx.decisions.link(decision.id, [piece.id for piece in chosen], by=call.user, at=call.now)

        said = _whole(tx, _now(tx, decision, call), call)
    return replace(said, text=f"{decision.label} cites evidence now")


def judged(call: Call, store: Store) -> Answer:
    """It's a judgement call: honest, and nobody is asked for evidence again."""
    with store.begin(call.tenant) as tx:
        decision = _known(tx, call, call.value)
        if decision.stands and decision.grounds is Grounds.OPEN:
            tx.decisions.settle_as_judgement(decision.id, by=call.user, at=call.now)
        return _shown_again(tx, call, _now(tx, decision, call))


def reversed_(call: Call, store: Store) -> Answer:
    """Take it back: open to anybody, with a reason."""
    with store.read(call.tenant) as reading:
        decision = _known(reading, call, call.value)
    if not decision.stands:
        return details(call, store)
    return Form(decision_form.take_back_form(decision, metadata=opened(call, subject=decision.id).dump()))


def taken_back(call: Call, store: Store) -> Answer:
    """The reason, submitted: the receipt says so wherever it stands, and who logged it hears it."""
    why = mask(form.text(call.form, "why"))[:WHY_MAX]
    if not why:
        raise InvalidForm({"why": "Say in a sentence why: who logged it reads it."})
    with store.begin(call.tenant) as tx:
        decision = _known(tx, call, str(FormState.load(call.metadata).subject))
        if decision.stands:
            tx.decisions.reverse(decision.id, by=call.user, at=call.now, why=why)
            tell_logger(tx, decision, by=call.user, now=call.now)
        return _whole(tx, _now(tx, decision, call), call)


def put_back(call: Call, store: Store) -> Answer:
    """Put it back: it stands again, as it was."""
    with store.begin(call.tenant) as tx:
        decision = _known(tx, call, call.value)
        if decision.validity is Validity.REVERSED:
            tx.decisions.put_back(decision.id, by=call.user, at=call.now)
        return _shown_again(tx, call, _now(tx, decision, call))


def tell_logger(tx: Writing, decision: Decision, *, by: str, now: datetime) -> None:
    """Who logged a decision hears that somebody else took it back."""
    if decision.logger and decision.logger != by:
        key = f"decision_taken_back:{decision.id}:{now.isoformat()}"
        tx.deliveries.want(
            "decision_taken_back", key=key, now=now, subject_id=decision.id, person=decision.logger
        )


def menu(call: Call, store: Store) -> Answer:
    """The ⋯ of a receipt: "link 7", "judgement 7", "details 7"."""
    word, _, key = call.value.partition(" ")
    chosen = {"link": link, "judgement": judged, "put_back": put_back}.get(word, details)
    return chosen(replace(call, value=key), store)


def details(call: Call, store: Store) -> Answer:
    """A decision with all that is on record, to whoever pressed."""
    with store.read(call.tenant) as reading:
        return _whole(reading, _known(reading, call, call.value), call)


def post_there(call: Call, store: Store) -> Answer:
    """Post it there: once more in the channel it was made in, after the app was invited."""
    with store.begin(call.tenant) as tx:
        decision = _known(tx, call, call.value.partition(":")[0])
        _learn(tx, call)
        if _is_untold(call):
            raise UserError(NotInChannel(decision.channel))
        if tx.channels.get(decision.channel).shared:
            raise UserError(ReadOutside(decision.channel, decision.label))
        stands = any(
            each.ts or each.state in ON_ITS_WAY for each in tx.deliveries.of("decision", decision.id)
        )
        if not stands:
            tx.deliveries.supersede("decision", decision.id)
            _post(tx, decision, call, key=f"decision:{decision.id}:{call.idempotency_key}")
    return Reply(view.posted_soon(decision.channel, stands=stands), "Posting it")


def recent(call: Call, reading: Reading) -> Answer:
    """The latest decisions."""
    found, hidden = (
        reading.decisions.recent(OFFERED, viewer=call.viewer),
        reading.decisions.hidden(viewer=call.viewer),
    )
    return Reply(view.listing(found, hidden=hidden), "Decisions")


def of_persona(call: Call, reading: Reading, persona: Persona) -> Answer:
    """Decisions that name a persona."""
    record, viewer = reading.decisions, call.viewer
    served, unserved = (
        record.whole(record.of_persona(persona.id, viewer=viewer, served=side), viewer=viewer)
        for side in (True, False)
    )
    hidden = record.hidden(viewer=viewer, persona_id=persona.id)
    return Reply(
        view.of_persona(persona, served, unserved, hidden=hidden), f"What changed because of {persona.name}"
    )


def shown(call: Call, reading: Reading, number: int) -> Answer:
    """One decision: "D-7", "why D-7", "who is not served by D-7"."""
    decision = reading.decisions.numbered(number, viewer=call.viewer)
    if decision is None:
        raise UserError(UnknownNumber(f"D-{number}"))
    if not decision.seen_by(call.viewer):
        raise UserError(KeptElsewhere(decision.label))
    return _whole(reading, decision, call)


def proof(call: Call, store: Store) -> Answer:
    """How many decisions name a persona and cite evidence, and which personas changed none."""
    with store.read(call.tenant) as reading:
        return proven(call, reading)


def proven(call: Call, reading: Reading) -> Answer:
    """The same inside a question."""
    since = call.now - timedelta(days=DECORATIVE_DAYS)
    counted = reading.decisions.proof(since, viewer=call.viewer, days=DECORATIVE_DAYS)
    return Reply(view.proof(counted), f"{counted.naming} of {counted.logged} decisions name a persona")


def offered_served(call: Call, store: Store) -> Answer:
    """Personas for "Who is served?", and the honest answer that it is nobody we can name."""
    return _offered_people(call, store, NOBODY_SERVED, besides="unserved")


def offered_unserved(call: Call, store: Store) -> Answer:
    """Personas for "Who is not served?", and "Nobody, I checked"."""
    return _offered_people(call, store, NOBODY_UNSERVED, besides="served")


def offered_evidence(call: Call, store: Store) -> Answer:
    """Evidence by number or word: about the served personas first."""
    subject = FormState.load(call.metadata).subject
    with store.read(call.tenant) as reading:
        decision = reading.decisions.get(subject) if subject else None
        served = [ref.id for ref in decision.served] if decision else form.ids(call.form, "served")
        about = reading.evidence.find(call.text, personas=served, viewer=call.viewer, limit=OFFERED)
        rest = reading.evidence.find(call.text, viewer=call.viewer, limit=OFFERED) if served else []
    pieces = {piece.id: piece for piece in (*about, *rest)}
    return Options([decision_form.evidence_option(piece) for piece in list(pieces.values())[:OFFERED]])


def _form(sketch: Sketch, call: Call, form_state: Open) -> View:
    """The form as it was opened: from a private place, from a conversation with the app, or from anywhere."""
    today = call.now.date()
    return decision_form.log_form(
        sketch, metadata=form_state.dump(), today=today, private=form_state.private, in_dm=form_state.in_dm
    )


def _offered_people(call: Call, store: Store, nobody: PersonaRef, *, besides: str) -> Answer:
    """Who stands in the other field already is left out."""
    with store.read(call.tenant) as reading:
        free = fitting(reading, call, besides=form.ids(call.form, besides))
    honest = [nobody] if key_of(call.text) in key_of(nobody.name) else []
    return Options([choice(ref) for ref in (*free, *honest)])


def _learn(tx: Writing, call: Call) -> None:
    """Keep what Slack just told about the channel: whether people of other organisations read it."""
    here = call.place
    if here and here.known:
        tx.channels.describe(
            here.channel, name=here.name, private=here.private, shared=here.shared, at=call.now
        )


def _is_untold(call: Call) -> bool:
    """Whether Slack was asked about the channel and does not let us see it: outsiders may read there."""
    return call.place is not None and not call.place.known and not call.place.private


def _post(tx: Writing, decision: Decision, call: Call, *, key: str) -> None:
    """The receipt, where the decision was made; from Home, and where outsiders read, it comes to the logger."""
    if decision.channel and (_is_untold(call) or tx.channels.get(decision.channel).shared):
        tx.deliveries.want(
            "decision_private", key=f"decision_private:{decision.id}", now=call.now, subject_id=decision.id,
            person=decision.logger, note={"channel": decision.channel},
        )  # fmt: skip
        return
    tx.deliveries.want(
        "decision",
        key=key,
        now=call.now,
        subject_id=decision.id,
        person=decision.logger,
        channel=decision.channel,
        thread_ts=decision.thread_ts,
    )


def _known(reading: Reading, call: Call, key: str) -> Decision:
    """The decision a button or a form is about, if it may be seen from here."""
    decisions, number = reading.decisions, form.number_in(key)
    look = decisions.locked if isinstance(reading, Writing) else decisions.get
    decision = look(number, viewer=call.viewer)
    if decision is None or not decision.seen_by(call.viewer):
        raise UserError(Gone("That decision"))
    return decision


def _now(tx: Writing, decision: Decision, call: Call) -> Decision:
    """What is on record now."""
    return tx.decisions.get(decision.id, viewer=call.viewer) or decision


def _shown_again(tx: Writing, call: Call, decision: Decision) -> Answer:
    """Where it stood privately it stands changed; the receipt in the channel changes by itself."""
    said = _whole(tx, decision, call)
    return Replace(said.blocks, said.text) if call.ephemeral else Nothing()


def _whole(reading: Reading, decision: Decision, call: Call) -> Reply:
    decision = decision.read_by(call.viewer)
    logger = reading.people.known(decision.logger).name
    by = reading.people.known(decision.taken_back_by).name if decision.taken_back_by else ""
    in_doubt = call.user == decision.logger and decision.id in reading.deliveries.may_be_unposted(call.user)
    return Reply(view.whole(decision, logger=logger, by=by, in_doubt=in_doubt), view.spoken(decision))
