"""Evidence: reacted, answered whose it is, listed, shown by number, taken back."""

import re
from dataclasses import replace

from handlers import form
from handlers.call import Answer, Blocks, Call, Form, Handler, InvalidForm, Nothing, Replace, Reply, UserError
from handlers.event import MessageChanged
from handlers.evidence_form import counts_in, counts_problem, form_about, open_form
from handlers.find import whole
from handlers.form_state import FormState
from personas.errors import CitedEvidence, Gone, KeptElsewhere, RetiredPersona, UnknownNumber
from personas.evidence import Evidence, Polarity, SourceChange, State
from personas.filing import CARD_INDEX, counts_of, plain_emoji
from personas.permission import may_file
from personas.persona import Persona, PersonaRef
from personas.reaction import DIRECT
from personas.views import evidence as view
from personas.views.persona_section import ordered_by
from storage.store import Reading, Store, Writing

__all__ = ["form_about"]

# Keyboards and editors turn the hyphen into dashes of their own.
NUMBER = re.compile(r"ev[-\u2010-\u2015 ]?(\d{1,9})(?:\s+share)?", re.IGNORECASE)


def reacted(call: Call, store: Store) -> Answer:
    """An emoji came or went: where it matters the message is looked at again; else nothing is written."""
    with store.read(call.tenant) as reading:
        means, filing = _means_filing(reading, call), reading.channels.filing(call.channel)
        hint = means and not filing and _is_worth_a_hint(reading, call)
    if filing and call.place and call.place.shared:
        with store.begin(call.tenant) as tx:
            tx.channels.is_shared(call.channel)
    if means and filing and call.message:
        with store.begin(call.tenant) as tx:
            tx.captures.want(call.channel, call.message.ts, user=call.user, now=call.now)
    elif hint and call.message:
        with store.begin(call.tenant) as tx:
            _hint(tx, call, call.message.ts)
    return Nothing()


def _hint(tx: Writing, call: Call, ts: str) -> None:
    """Tell whoever reacted that filing by emoji is off here, once and privately."""
    if tx.channels.hint(call.channel, call.user):
        tx.deliveries.want(
            "filing_off", key=f"filing_off:{call.channel}:{call.user}", now=call.now, person=call.user,
            channel=call.channel, note={"of": ts},
        )  # fmt: skip


def _is_worth_a_hint(reading: Reading, call: Call) -> bool:
    """An emoji that was put on, where filing could be switched on and nobody has switched it off by hand."""
    place = reading.channels.get(call.channel)
    could = not (place.closed or call.channel.startswith(DIRECT) or (call.place and call.place.shared))
    off = reading.channels.is_switched_off(call.channel) or reading.channels.was_hinted(
        call.channel, call.user
    )
    return call.action == "reaction_added" and could and not off


def listed(call: Call, reading: Reading, persona: Persona, words: str) -> Answer:
    """Evidence about a persona, newest first, each with the claim it is about."""
    fitting = reading.evidence.of_persona(persona.id, viewer=call.viewer, words=words) if words else []
    newest = reading.evidence.of_persona(persona.id, viewer=call.viewer)
    pieces = [*fitting, *(piece for piece in newest if piece.id not in {each.id for each in fitting})]
    note = ordered_by(words, fits=bool(fitting)) if words else ""
    hidden = reading.evidence.hidden(persona.id, viewer=call.viewer)
    claims = {claim.id: claim.text for claim in persona.claims}
    blocks = view.listing(persona, pieces, claims=claims, words=words, note=note, hidden=hidden)
    return Reply(blocks, f"Evidence about {persona.name}")


def number_in(text: str) -> int | None:
    """The number in "EV-12", when that is all that was typed."""
    found = NUMBER.fullmatch(text.strip())
    return int(found[1]) if found else None


def shown(call: Call, store: Store) -> Answer:
    """`/persona EV-12`: that piece."""
    number, shared = number_in(call.text) or 0, call.text.casefold().endswith("share")
    call = replace(call, aloud=call.aloud or shared)
    with store.read(call.tenant) as reading:
        piece = reading.evidence.numbered(number)
        if piece is None:
            raise UserError(UnknownNumber(f"EV-{number}"))
        if not call.viewer.can_read(piece.visibility, piece.reporter):
            raise UserError(KeptElsewhere(piece.label))
        about, claim = _about(reading, piece)
        cites = [label for _, label in reading.evidence.cited_by(piece.id, viewer=call.viewer)]
        reporter = reading.people.known(piece.reporter).name
    if piece.ts and piece.source_change is not SourceChange.GONE:
        _look_again(piece, call, store)
    blocks = view.shown(piece, about, reporter=reporter, claim=claim, cites=cites)
    return Reply(blocks, f"{piece.label}: {piece.text[:150]}", shared=shared)


def source_changed(changed: MessageChanged, call: Call, store: Store) -> Answer:
    """A message was edited or deleted: where something was filed from it, it is looked at again."""
    with store.read(call.tenant) as reading:
        piece = reading.evidence.of_message(changed.channel, changed.ts)
    if piece:
        with store.begin(call.tenant) as tx:
            tx.captures.look_again(changed.channel, changed.ts, now=call.now)
    return Nothing()


def _look_again(piece: Evidence, call: Call, store: Store) -> None:
    """Slack tells few apps of edits: whoever opens a piece has its source looked at."""
    with store.read(call.tenant) as reading:
        fresh = reading.captures.is_fresh(piece.channel, piece.ts, now=call.now)
    if not fresh:
        with store.begin(call.tenant) as tx:
            tx.captures.look_again(piece.channel, piece.ts, now=call.now)


def inbox(call: Call, store: Store) -> Answer:
    """`/persona inbox`: my drafts, with buttons."""
    with store.read(call.tenant) as reading:
        return Reply(_inbox(reading, call.user), "Notes that wait for a persona")


def _while_it_counts(press: Handler) -> Handler:
    """The same; but what was withdrawn since the private line was said is told in that line's place."""

    def pressed(call: Call, store: Store) -> Answer:
        with store.read(call.tenant) as reading:
            piece = reading.evidence.get(_id(call.value)) if call.ephemeral and not _is_inbox(call) else None
        if (
            piece
            and piece.state is State.WITHDRAWN
            and call.viewer.can_read(piece.visibility, piece.reporter)
        ):
            return Replace(view.undone(piece), f"{piece.label} is withdrawn")
        return press(call, store)

    return pressed


@_while_it_counts
def about(call: Call, store: Store) -> Answer:
    """A persona's button under a draft: one tap files it."""
    subject, _, persona_id = call.value.partition(":")
    with store.begin(call.tenant) as tx:
        piece = _held(tx, subject, call)
        persona = whole(tx, form.number_in(persona_id))
        if persona.retired_at:
            raise UserError(RetiredPersona(persona.ref))
        claim = piece.claim_id if piece.persona_id == persona.id else None
        filed = tx.evidence.about(piece, persona_id=persona.id, claim_id=claim, by=call.user, at=call.now)
        return _after(tx, filed, call)


@_while_it_counts
def said(call: Call, store: Store) -> Answer:
    """Whether these are the user's own words, or a colleague's report."""
    subject, _, own = call.value.partition(":")
    with store.begin(call.tenant) as tx:
        piece = tx.evidence.revise(
            replace(_held(tx, subject, call), own_words=own == "1"), by=call.user, at=call.now
        )
        return _after(tx, piece, call)


@_while_it_counts
def backs(call: Call, store: Store) -> Answer:
    """[Yes]: it backs the claim that its words are closest to."""
    subject, _, claim_id = call.value.partition(":")
    with store.begin(call.tenant) as tx:
        piece, claim = _held(tx, subject, call), tx.personas.claim(form.number_in(claim_id))
        if claim is None or claim.persona_id != piece.persona_id:
            raise UserError(Gone("That claim"))
        backing = replace(piece, claim_id=claim.id, polarity=Polarity.SUPPORTS)
        return _after(tx, tx.evidence.revise(backing, by=call.user, at=call.now), call)


@_while_it_counts
def undo(call: Call, store: Store) -> Answer:
    """Take it back: withdrawn, unless a decision rests on it or others stand behind it."""
    with store.begin(call.tenant) as tx:
        piece = _held(tx, call.value, call)
        if tx.evidence.cited_by(piece.id):
            seen = tx.evidence.cited_by(piece.id, viewer=call.viewer)
            raise UserError(CitedEvidence(piece.label, tuple(label for _, label in seen)))
        if others := set(piece.seen_by) - {call.user}:
            tx.evidence.forsake(piece.id, call.user)
            return Replace(view.still_seen(piece, len(others)), f"{piece.label} stays")
        gone = tx.evidence.withdraw(piece, by=call.user, at=call.now)
        if call.in_home:
            return Nothing()
        if _is_inbox(call):
            return Replace(_inbox(tx, call.user), f"{piece.label} is withdrawn")
    return Replace(view.undone(gone), f"{gone.label} is withdrawn")


@_while_it_counts
def count(call: Call, store: Store) -> Answer:
    """[Add a count]: the two numbers."""
    with store.read(call.tenant) as reading:
        piece = _living(reading.evidence.get(_id(call.value)), call)
    form_state = FormState(channel=call.channel, thread_ts=call.thread_ts, in_dm=call.in_dm, subject=piece.id)
    return Form(view.counts_form(piece, metadata=form_state.dump()))


def counted(call: Call, store: Store) -> Answer:
    """Submitted: "4 of 6"."""
    typed = counts_in(call.form)
    if problem := counts_problem(typed):
        raise InvalidForm({"counts": problem})
    n, m = counts_of(typed)
    with store.begin(call.tenant) as tx:
        held = _held(tx, str(FormState.load(call.metadata).subject), call)
        piece = tx.evidence.revise(replace(held, n=n, m=m), by=call.user, at=call.now)
        about, claim = _about(tx, piece)
        offered = tx.evidence.likely_about(piece)
        likely = tx.evidence.likely_claim(piece)
    blocks = view.saved(piece, about, offered, claim=claim, likely=likely)
    return Reply(blocks, view.saved_text(piece, about))


def opened(call: Call, store: Store) -> Answer:
    """[Other…] and [Edit]: the whole form, filled with what is there."""
    with store.read(call.tenant) as reading:
        piece = _living(reading.evidence.get(_id(call.value)), call, withdrawn=True)
        persona = whole(reading, piece.persona_id) if piece.persona_id else None
    return open_form(call, piece, persona)


def _means_filing(reading: Reading, call: Call) -> bool:
    """By reads alone: the emoji is ours or a persona's, and a person of the team did it."""
    emoji = plain_emoji(call.value)
    if not (call.message and call.message.ts and call.channel):
        return False
    if emoji != CARD_INDEX and not reading.personas.by_emoji([emoji]):
        return False
    workspace, person = reading.installation.get(), reading.people.known(call.user)
    files = may_file(person) and not person.is_bot
    return files and not (workspace and workspace.bot_user == call.user)


def _held(tx: Writing, subject: str, call: Call) -> Evidence:
    """The piece a button is about, kept from others until we are done with it."""
    return _living(tx.evidence.locked(_id(subject)), call)


def _living(piece: Evidence | None, call: Call, *, withdrawn: bool = False) -> Evidence:
    if piece is None or (piece.state is State.WITHDRAWN and not withdrawn):
        raise UserError(Gone(piece.label if piece else "That piece of evidence"))
    if not call.viewer.can_read(piece.visibility, piece.reporter):
        raise UserError(KeptElsewhere(piece.label))
    return piece


def _id(value: str) -> int:
    return form.number_in(value.partition(":")[0])


def _about(reading: Reading, piece: Evidence) -> tuple[PersonaRef | None, str]:
    persona = reading.personas.get(piece.persona_id) if piece.persona_id else None
    claim = reading.personas.claim(piece.claim_id) if piece.claim_id else None
    return persona.ref if persona else None, claim.text if claim else ""


def _after(reading: Reading, piece: Evidence, call: Call) -> Answer:
    """What stands where the button stood: the line as it is now, or the rest of the inbox. Home renews itself."""
    if call.in_home:
        return Nothing()
    about, claim = _about(reading, piece)
    if _is_inbox(call):
        return Replace(_inbox(reading, call.user), view.saved_text(piece, about))
    record = reading.evidence
    likely = record.likely_claim(piece)
    blocks = view.saved(piece, about, record.likely_about(piece), claim=claim, likely=likely)
    return Replace(blocks, view.saved_text(piece, about))


def _is_inbox(call: Call) -> bool:
    return ":inbox" in call.action


def _inbox(reading: Reading, user: str) -> Blocks:
    drafts = reading.evidence.drafts(user, limit=50)
    shown = drafts[: view.INBOX_SIZE]
    likely = reading.evidence.likely_about_each(shown) if shown else {}
    first = [(piece, likely[piece.id]) for piece in shown]
    return view.inbox(first, left=len(drafts) - len(first))
