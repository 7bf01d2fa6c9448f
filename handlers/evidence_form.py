"""The form for evidence: opened from a message, a persona or a draft; checked; filed."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from handlers import form
from handlers.call import Answer, Call, Form, InvalidForm, NextView, Options, Reply, UserError
from handlers.find import find, whole
from handlers.form_state import FormState
from personas.errors import KeptElsewhere, NoPersonas, NotInChannel, PrivatePlace
from personas.evidence import QUOTE_MAX, Evidence, Kind, Polarity, Source, State
from personas.filing import (
    counts_of,
    happened_at,
    kind_of,
    message_key,
    reference_of,
    says_it_themselves,
    words_of,
)
from personas.persona import Persona
from personas.redaction import mask
from personas.ticket import TicketPattern, find_ticket
from personas.views import evidence as evidence_view
from personas.views import evidence_form as view
from personas.views.evidence_form import Filling
from personas.views.picker import choice
from storage.store import Reading, Store, Writing

NO_PERSONA = "That persona is not there any more. Choose another one."
OTHER_CLAIM = "That claim is about somebody else. Choose one of {name}'s, or leave it empty."
NO_QUOTE = "Write down what was said or seen, in a sentence."
NO_REFERENCE = "That is neither a link nor a ticket number. Paste an address, or type a number like #4711."
NOT_YET = "That day hasn't come yet. Choose today or an earlier one."


def form_about(call: Call, store: Store) -> Answer:
    """`/persona ops-admin add`, with the words behind it in the box."""
    with store.read(call.tenant) as reading:
        ref, words = find(reading, call.text, channel=call.channel)
        private, words = _private(reading, call), reading.people.masked(words)
    filling = Filling(quote=words, persona=choice(ref), day=call.now.date())
    form_state = _form_state(call, private=private).dump()
    return Form(view.form(filling, metadata=form_state, private=private, in_dm=call.in_dm))


def from_message(call: Call, store: Store) -> Answer:
    """The message shortcut: the form, filled from the message. One that is filed already opens as it is."""
    refuse_closed(call)
    message = call.message
    if message is None:
        raise UserError(NotInChannel(call.channel))
    with store.read(call.tenant) as reading:
        if not reading.personas.refs():
            raise UserError(NoPersonas())
        known = reading.evidence.of_message(call.channel, message.ts)
        persona = whole(reading, known.persona_id) if known and known.persona_id else None
        bound = reading.channels.personas(call.channel)
        ticket = find_ticket(
            message.text,
            message.links,
            by_app=message.from_bot,
            known=reading.tickets.pattern(call.channel, message.text),
        )
        said = reading.channels.named(message.said or message.text)
        quote = reading.people.masked(words_of(said, ticket=ticket is not None))
    if known:
        return open_form(call, known, persona)
    private = call.private or bool(call.place and call.place.private)
    own = says_it_themselves(ticket, from_bot=message.from_bot)
    filling = Filling(
        quote=quote,
        persona=choice(bound[0]) if len(bound) == 1 else None,
        polarity=Polarity.NEW,
        own_words=own,
        source=Source.TICKET if ticket else Source.MESSAGE,
        kind=kind_of(said, own_words=own),
        reference=ticket.shown if ticket else "",
        day=happened_at(message.ts, call.now).date(),
    )
    link = ticket.shown if ticket else ""
    form_state = _form_state(call, private=private)
    form_state = form_state.model_copy(update={"ts": message.ts, "author": message.author, "link": link})
    return Form(view.form(filling, metadata=form_state.dump(), private=private))


def open_form(call: Call, piece: Evidence, persona: Persona | None) -> Answer:
    """The form of a piece that exists."""
    claim = next((each for each in persona.claims if each.id == piece.claim_id), None) if persona else None
    filling = Filling(
        quote=piece.text[:QUOTE_MAX],
        persona=choice(persona.ref) if persona else None,
        claim=view.claim_choice(claim) if claim else None,
        polarity=piece.polarity,
        own_words=piece.own_words,
        source=piece.source,
        counts=f"{piece.n} of {piece.m}" if piece.m else "",
        kind=piece.kind,
        reference=piece.link,
        account=piece.account,
        day=piece.happened_at.date(),
    )
    private = bool(piece.visibility)
    form_state = _form_state(call, private=private).model_copy(update={"subject": piece.id, "ts": ""})
    in_dm = call.in_dm and not private
    return Form(
        view.form(filling, metadata=form_state.dump(), label=piece.label, private=private, in_dm=in_dm)
    )


def more(call: Call, store: Store) -> Answer:
    """[More details]: the same form with every field, and what was typed so far."""
    form_state = FormState.load(call.metadata)
    with store.read(call.tenant) as reading:
        piece = reading.evidence.get(form_state.subject) if form_state.subject else None
    if piece and not call.viewer.can_read(piece.visibility, piece.reporter):
        raise UserError(KeptElsewhere(piece.label))
    said = _read(call, piece)
    happened = piece.happened_at if piece else happened_at(form_state.ts, call.now)
    filling = Filling(
        quote=said.quote, persona=_choice(call, "persona"), claim=_choice(call, "claim"), polarity=said.polarity,
        own_words=said.own_words, source=said.source, counts=said.counts, kind=said.kind, reference=said.reference,
        account=said.account, day=said.day or happened.date(), more=True,
    )  # fmt: skip
    label, private = piece.label if piece else "", form_state.private
    return NextView(
        view.form(
            filling, metadata=call.metadata, label=label, focus=False, private=private, in_dm=form_state.in_dm
        )
    )


def claims_offered(call: Call, store: Store) -> Answer:
    """Claims of the persona chosen in the form, for the picker; what is typed can become a new one."""
    chosen = form.chosen(call.form, "persona")
    with store.read(call.tenant) as reading:
        persona = reading.personas.get(form.number_in(chosen))
    return Options(view.claim_choices(persona.claims if persona else (), call.text)[:20])


def filed(call: Call, store: Store) -> Answer:
    """The submitted form: one piece, however often the message or the form comes."""
    with store.begin(call.tenant) as tx:
        form_state = FormState.load(call.metadata)
        known = _known(tx, form_state)
        if known and not call.viewer.can_read(known.visibility, known.reporter):
            raise UserError(KeptElsewhere(known.label))
        said = _without_names(tx, _read(call, known), known)
        persona = tx.personas.get(said.persona)
        if problems := _problems(tx, said, persona, call):
            raise InvalidForm(problems)
        _learn(tx, call, form_state)
        private = form_state.private or _private(tx, call)
        piece = _save(tx, known, said, call, form_state=form_state.model_copy(update={"private": private}))
        about = whole(tx, said.persona)
        claim = next((each.text for each in about.claims if each.id == piece.claim_id), "")
        likely = tx.evidence.likely_claim(piece)
    blocks = evidence_view.saved(piece, about.ref, (), claim=claim, likely=likely)
    return Reply(blocks, evidence_view.saved_text(piece, about.ref))


def refuse_closed(call: Call) -> None:
    """Words from direct messages and from channels shared with other organisations stay there."""
    place = call.place
    # A place Slack does not show us may be one of those: we could not tell.
    if call.in_dm or place is None or place.direct or not place.known:
        raise UserError(PrivatePlace(call.channel))
    if place.shared:
        raise UserError(PrivatePlace(call.channel, shared=True))


def counts_in(state: form.State) -> str:
    """The count in a form as "4 of 6". A form that an earlier version opened has one box for both numbers."""
    people, asked = form.text(state, "counts"), form.text(state, "out_of")
    return f"{people} of {asked}" if "out_of" in state and (people or asked) else people


def counts_problem(typed: str) -> str:
    """What is wrong with "4 of 6"; empty when nothing is, or nothing was typed."""
    n, m = counts_of(typed)
    if typed and (n is None or m is None):
        return "Give both numbers or neither."
    if n is not None and m is not None and n > m:
        return f"{n} of {m}? The first number can't be larger."
    return "0 of 0 says nothing. Count at least one person." if m == 0 else ""


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person has in the form; fields that are not open yet keep what was prefilled."""

    quote: str
    persona: int
    claim: str
    polarity: Polarity
    own_words: bool
    source: Source
    counts: str
    kind: Kind
    reference: str
    account: str
    day: date | None


def _learn(tx: Writing, call: Call, form_state: FormState) -> None:
    """The channel may have been closed or shared while the form was open; a message of a shared one stays there."""
    here = call.place
    if here and here.known:
        tx.channels.describe(
            here.channel, name=here.name, private=here.private, shared=here.shared, at=call.now
        )
        if here.shared and form_state.ts:
            raise UserError(PrivatePlace(here.channel, shared=True))


def _without_names(tx: Writing, said: Typed, known: Evidence | None) -> Typed:
    """Colleagues' names are masked; a longer text that was left as it was shown stays whole."""
    if known and said.quote == known.text[:QUOTE_MAX].strip():
        return said
    return replace(said, quote=tx.people.masked(said.quote))


def _read(call: Call, known: Evidence | None) -> Typed:
    state, form_state = call.form, FormState.load(call.metadata)
    quote = mask(form.text(state, "quote"))
    own = form.chosen(state, "whose") == view.OWN
    chosen = form.chosen(state, "persona")
    kind = form.chosen(state, "kind")
    return Typed(
        quote=quote,
        persona=form.number_in(chosen),
        claim=form.chosen(state, "claim"),
        polarity=form.one_of(Polarity, form.chosen(state, "polarity"), Polarity.NEW),
        own_words=own,
        source=form.one_of(Source, form.chosen(state, "source"), Source.OBSERVATION),
        counts=counts_in(state),
        kind=form.one_of(Kind, kind, known.kind if known else kind_of(quote, own_words=own)),
        reference=form.text(state, "reference")
        if "reference" in state
        else known.link
        if known
        else form_state.link,
        account=form.text(state, "account") if "account" in state else known.account if known else "",
        day=form.day(state, "day"),
    )


def _problems(tx: Reading, said: Typed, persona: Persona | None, call: Call) -> dict[str, str]:
    problems = {}
    if not said.quote:
        problems["quote"] = NO_QUOTE
    if persona is None or persona.retired_at:
        problems["persona"] = NO_PERSONA
    elif said.claim.isdecimal() and not any(
        claim.id == form.number_in(said.claim) for claim in persona.claims
    ):
        problems["claim"] = OTHER_CLAIM.format(name=persona.name)
    if problem := counts_problem(said.counts):
        problems["counts"] = problem
    if "reference" in call.form and said.reference and not reference_of(said.reference)[0]:
        problems["reference"] = NO_REFERENCE
    if said.day and said.day > (call.now + timedelta(days=1)).date():
        problems["day"] = NOT_YET
    return problems


def _save(tx: Writing, known: Evidence | None, said: Typed, call: Call, *, form_state: FormState) -> Evidence:
    """File a new piece, or change the one that is there."""
    base = known or _blank(call, form_state)
    tickets = tx.tickets.pattern(base.channel or form_state.channel, said.reference)
    piece = _as_evidence(base, said, call, claim_id=_claim(tx, said, call), tickets=tickets)
    if known is None:
        piece = tx.evidence.file(piece)
    else:
        if known.state is State.WITHDRAWN:
            tx.evidence.restore(known, by=call.user, at=call.now)
        piece = tx.evidence.revise(piece, by=call.user, at=call.now)
    tx.evidence.vouch(piece.id, call.user)
    tx.mark(piece, now=call.now)
    return piece


def _as_evidence(
    base: Evidence, said: Typed, call: Call, *, claim_id: int | None, tickets: TicketPattern
) -> Evidence:
    n, m = counts_of(said.counts)
    key, link = _source(base, said, tickets)
    # The box has its limit; a longer text that was left as it was shown stays whole.
    text = base.text if said.quote == base.text[:QUOTE_MAX].strip() else said.quote
    return replace(
        base, text=text, kind=said.kind, source=said.source, polarity=said.polarity, state=State.FILED,
        persona_id=said.persona, claim_id=claim_id, own_words=said.own_words, n=n, m=m, account=said.account,
        link=link, source_key=key,
        happened_at=_moment(said.day, base.happened_at),
    )  # fmt: skip


def _source(base: Evidence, said: Typed, tickets: TicketPattern) -> tuple[str, str]:
    """Source key and link: what was typed, unless it is what stood there; a message keeps the link to itself."""
    key, link, _ = reference_of(said.reference, tickets)
    if not key or said.reference == base.link:
        return base.source_key, base.link
    return key, base.link if base.ts and base.link else link


def _blank(call: Call, form_state: FormState) -> Evidence:
    """A piece nobody has said anything about yet. Without a source of its own, each form is one source."""
    return Evidence(
        id=0, number=0, text="", kind=Kind.OBSERVATION, source=Source.OBSERVATION, polarity=Polarity.NEW,
        state=State.FILED, reporter=call.user, filed_at=call.now, happened_at=happened_at(form_state.ts, call.now),
        source_key=message_key(form_state.channel, form_state.ts) if form_state.ts else call.idempotency_key,
        author=form_state.author, channel=form_state.channel if form_state.ts else "", ts=form_state.ts,
        link=next(iter(call.message.links), "") if call.message else "",
        visibility=form_state.channel if form_state.private else "",
    )  # fmt: skip


def _claim(tx: Writing, said: Typed, call: Call) -> int | None:
    """The chosen claim, or the one that was typed as new."""
    if said.claim.isdecimal():
        return form.number_in(said.claim)
    if claim := view.new_claim(said.claim):
        persona = whole(tx, said.persona)
        twin = next((each for each in persona.about(claim.facet) if each.text == claim.text), None)
        position = len(persona.claims)
        return (
            twin.id
            if twin
            else tx.personas.state(persona.id, claim, by=call.user, at=call.now, position=position)
        )
    return None


def _known(tx: Writing, form_state: FormState) -> Evidence | None:
    """The piece the form is about: opened from it, or the message was filed meanwhile."""
    if form_state.subject:
        return tx.evidence.locked(form_state.subject)
    found = tx.evidence.of_message(form_state.channel, form_state.ts) if form_state.ts else None
    return tx.evidence.locked(found.id) if found else None


def _moment(day: date | None, before: datetime) -> datetime:
    """A day is kept as its noon; the exact time of a message stays when its day does."""
    return before if day is None or day == before.date() else datetime.combine(day, time(12), UTC)


def _choice(call: Call, block: str) -> tuple[str, str] | None:
    """A picker's choice with the label it was shown with."""
    field = next(iter((call.form.get(block) or {}).values()), None) or {}
    option = field.get("selected_option") or {}
    label = (option.get("text") or {}).get("text", "")
    return (label, str(option["value"])) if option else None


def _private(reading: Reading, call: Call) -> bool:
    """Whether words from here are kept for here."""
    return not call.in_dm and (call.private or reading.channels.get(call.channel).private)


def _form_state(call: Call, *, private: bool) -> FormState:
    return FormState(channel=call.channel, thread_ts=call.thread_ts, private=private, in_dm=call.in_dm)
