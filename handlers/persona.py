"""Making and changing personas: three hypotheses, a new one, an edit, retirement."""

import hashlib
import re
from dataclasses import replace

from handlers import form
from handlers.call import Answer, Blocks, Call, Form, InvalidForm, Reply, UserError, View
from handlers.find import find, whole
from handlers.form_state import FormState
from personas import naming
from personas.emoji import Emoji, UnusableEmoji
from personas.errors import ChangedMeanwhile, Gone, Mistake, NotAllowed
from personas.evidence import Evidence
from personas.job_story import ToldJob
from personas.permission import may_retire
from personas.persona import (
    CLAIM_MAX,
    UNKNOWN,
    Claim,
    Facet,
    JobStory,
    Persona,
    PersonaRef,
    Type,
    key_of,
    slug_of,
)
from personas.starter import HYPOTHESES
from personas.views import mistake as mistake_view
from personas.views import persona as view
from personas.views import persona_card, persona_form, persona_section
from personas.wording import lint
from storage.store import Reading, Store, Writing

# Enough to see that two are not the same.
PRINT_DIGITS = 16
# Where it is said what a persona decides.
ROLE_FACETS = (Facet.OWNS, Facet.INFLUENCES)
ROLE_WORDS: dict[str, tuple[str, ...]] = {
    "own": ("owns", "own", "owner", "administers"),
    "approve": ("approve", "sign", "budget", "decision maker"),
    "buy": ("buy", "purchase", "budget", "sign"),
    "pay": ("pay", "budget", "invoice", "sign"),
    "renew": ("renew", "renewal", "contract"),
}


def start(call: Call, store: Store) -> Answer:
    """Three separate hypotheses: admin, end user, buyer. Those that exist already are left alone."""
    made: list[PersonaRef] = []
    with store.begin(call.tenant) as tx:
        tx.personas.lock_names()
        for persona in HYPOTHESES:
            if not tx.personas.matching([key_of(persona.name)]):
                persona_id = tx.personas.create(
                    replace(persona, steward=call.user), by=call.user, at=call.now
                )
                made.append(replace(persona.ref, id=persona_id))
    return Reply(
        view.started(made, choose=bool(call.channel) and not (call.in_dm or call.in_home)),
        "Three hypotheses to begin with" if made else "They are all there already",
    )


def new(call: Call, store: Store) -> Answer:
    """The form for a new persona."""
    return Form(persona_form.new_form(metadata=_form_state(call).dump(), name=call.text[:60]))


def created(call: Call, store: Store) -> Answer:
    """A submitted new persona."""
    name = form.text(call.form, "name")
    draft = Persona(
        id=0,
        slug=slug_of(name),
        name=name,
        type=form.one_of(Type, form.chosen(call.form, "type")),
        role=form.text(call.form, "role"),
        steward=call.user,
        claims=_first_claims(call),
    )
    with store.begin(call.tenant) as tx:
        tx.personas.lock_names()
        if problem := name_problem(tx, name):
            raise UserError(problem)
        persona_id = tx.personas.create(draft, by=call.user, at=call.now)
        made = whole(tx, persona_id)
    return Reply(persona_card.card(persona_card.Shown(made)), f"{name} is in")


def edit(call: Call, store: Store) -> Answer:
    """`/persona ops-admin edit`, or with a facet behind it the form for that facet."""
    with store.read(call.tenant) as reading:
        ref, rest = find(reading, call.text, channel=call.channel)
        persona = whole(reading, ref.id)
    side = _facet_named(rest)
    return Form(_form_for(persona, side, call))


def add_job(call: Call, store: Store, job: ToldJob) -> Answer:
    """A job story typed in one line: the form for their jobs, with the new one below those that are there."""
    with store.read(call.tenant) as reading:
        ref, _ = find(reading, job.who, channel=call.channel)
        persona = whole(reading, ref.id)
    form_state = _facet_state(persona, Facet.JOB, call)
    known = [claim for claim in persona.claims if claim.facet is not Facet.JOB or not claim.unknown]
    last = max((claim.position for claim in known), default=0) + 1
    said = Claim(0, persona.id, Facet.JOB, job.story[:CLAIM_MAX], position=last)
    return Form(
        persona_form.facet_form(replace(persona, claims=(*known, said)), Facet.JOB, metadata=form_state)
    )


def _facet_named(words: str) -> Facet | None:
    """The facet people mean by its id or by what stands above its claims."""
    key = key_of(words)
    return next((each for each in Facet if key and key in {key_of(each.value), key_of(each.label)}), None)


def picked_facet(call: Call, store: Store) -> Answer:
    """A facet chosen in the edit form: its own form on top."""
    with store.read(call.tenant) as reading:
        persona = whole(reading, FormState.load(call.metadata).persona)
    return Form(_form_for(persona, form.one_of(Facet, call.value), call))


def edited(call: Call, store: Store) -> Answer:
    """Submitted plain facts."""
    name = form.text(call.form, "name")
    try:
        emoji = Emoji.read(form.text(call.form, "emoji"))
    except UnusableEmoji as unusable:
        raise InvalidForm({"emoji": str(unusable)}) from unusable
    with store.begin(call.tenant) as tx:
        tx.personas.lock_names()
        persona = _held(tx, call)
        if problem := name_problem(tx, name, own=persona.id):
            raise InvalidForm({"name": mistake_view.field_sentence(problem)})
        if taken := [ref for ref in tx.personas.by_emoji([emoji]) if ref.id != persona.id]:
            raise InvalidForm(
                {"emoji": f":{emoji}: already stands for {taken[0].name}. Choose another emoji."}
            )
        _refuse_changed(persona, call, None)
        _save_facts(tx, persona, call, name=name, emoji=emoji)
        card = card_of(tx, whole(tx, persona.id, channel=call.channel), channel=call.channel)
    return Reply(card, f"{name} is saved")


def facet_edited(call: Call, store: Store) -> Answer:
    """A submitted facet: unchanged lines keep their claims, and claims their evidence."""
    form_state = FormState.load(call.metadata)
    side = form.one_of(Facet, form_state.again)
    with store.begin(call.tenant) as tx:
        persona = _held(tx, call)
        _refuse_changed(persona, call, side)
        _restate(tx, persona, side, _wanted(call, side), call)
        saved = whole(tx, persona.id)
    hints = dict.fromkeys(
        filter(None, (lint(side, each.text) for each in saved.about(side) if not each.unknown))
    )
    return Reply(
        [*persona_section.everything(saved, only=side), *view.hints(list(hints))], f"{persona.name} is saved"
    )


def retire(call: Call, store: Store) -> Answer:
    """Asks before a persona is retired; only its steward or an admin may."""
    with store.read(call.tenant) as reading:
        ref, _ = find(reading, call.text, channel=call.channel)
        persona = _may_retire(reading, ref.id, call.user)
    return Form(persona_form.retire_form(persona, metadata=_form_state(call, persona=persona.id).dump()))


def retired(call: Call, store: Store) -> Answer:
    """Retires, once it was confirmed; the right to is checked again."""
    with store.begin(call.tenant) as tx:
        persona = _may_retire(tx, FormState.load(call.metadata).persona, call.user)
        tx.personas.change(persona.id, by=call.user, at=call.now, retired_at=call.now)
    return Reply(view.retired(persona), f"{persona.name} is retired")


def card_of(reading: Reading, persona: Persona, *, channel: str) -> Blocks:
    """The card as it is read in a channel: what was said last, what changed last, and how much of it is elsewhere."""
    shown = persona_card.Shown(
        persona,
        said=_quoted(reading, persona, channel=channel),
        changed=reading.decisions.latest_for(persona.id, channel=channel),
        elsewhere=reading.decisions.elsewhere_for(persona.id, channel=channel),
    )
    return persona_card.card(shown)


def _quoted(reading: Reading, persona: Persona, *, channel: str) -> Evidence | None:
    """What was said last; a newer quote about something else does not take the place of one that backs the stall."""
    said, stall = reading.evidence.said_last(persona.id, channel=channel), persona.claim(Facet.STUCK)
    if said is None or stall is None or said.claim_id == stall.id or not stall.backing.pieces:
        return said
    return reading.evidence.said_of(stall.id, channel=channel) or said


def name_problem(reading: Reading, name: str, *, own: int = 0) -> Mistake | None:
    """Why a persona can't be called this; None when it can."""
    key = key_of(name)
    taken = [ref for ref in reading.personas.matching([key]).get(key, ()) if ref.id != own] if key else []
    return naming.name_problem(name, taken)


def has_role(persona: Persona, question: str) -> bool:
    """Whether "who approves the budget" is about this persona: by its role, type and what it owns."""
    words = question.casefold()
    asked = next((stems for verb, stems in ROLE_WORDS.items() if re.search(rf"\b{verb}", words)), ())
    claims = persona.about(*ROLE_FACETS)
    text = " ".join([persona.role, persona.one_line, *(claim.text for claim in claims)]).casefold()
    pays = persona.type is Type.BUYER and any(verb in words for verb in ("approv", "buy", "pay"))
    renews = persona.type is not Type.USER and "renew" in words
    return pays or renews or any(stem in text for stem in asked)


def _first_claims(call: Call) -> tuple[Claim, ...]:
    story = JobStory(*(form.text(call.form, part) for part in ("when", "want", "so")))
    first, why = form.text(call.form, "first"), form.text(call.form, "why")
    job = Claim(0, 0, Facet.JOB, story.sentence())
    seen = Claim(0, 0, Facet.FIRST, first or UNKNOWN, detail=why, unknown=not first)
    return (job, seen)


def _wanted(call: Call, side: Facet) -> list[Claim]:
    """The claims of a facet as the form now says them."""
    unknown = [Claim(0, 0, side, UNKNOWN, unknown=True)] if form.several(call.form, "unknown") else []
    if not side.row.single:
        lines = [line.strip(" •-\t") for line in form.text(call.form, "lines").splitlines()]
        return [Claim(0, 0, side, line[:CLAIM_MAX]) for line in dict.fromkeys(filter(None, lines))] + unknown
    first, why = form.text(call.form, "first"), form.text(call.form, "why")
    built = form.chosen(call.form, "built")
    return ([Claim(0, 0, side, first, detail=why, shipped=built)] if first else []) + unknown


def _restate(tx: Writing, persona: Persona, side: Facet, wanted: list[Claim], call: Call) -> None:
    """Bring the stored claims to the wanted ones; a line that only changed its words stays the same claim."""
    old = sorted(persona.about(side), key=lambda claim: claim.position)
    same = {" ".join(claim.text.split()): claim for claim in old}
    texts = {claim.text for claim in wanted}
    changed = [claim for words, claim in same.items() if words not in texts]
    for position, claim in enumerate(wanted):
        kept = same.get(claim.text) or (changed.pop(0) if changed else None)
        if kept is None:
            tx.personas.state(persona.id, claim, by=call.user, at=call.now, position=position)
            continue
        words = {"text": claim.text, "unknown": claim.unknown, "position": position}
        if side.row.single:
            words |= {"detail": claim.detail, "shipped": claim.shipped}
        tx.personas.restate(kept.id, by=call.user, at=call.now, **words)
    for claim in changed:
        tx.personas.drop(claim.id, by=call.user, at=call.now)
    tx.personas.change(persona.id, by=call.user, at=call.now)


def _save_facts(tx: Writing, persona: Persona, call: Call, *, name: str, emoji: str) -> None:
    tx.personas.change(
        persona.id,
        by=call.user,
        at=call.now,
        name=name,
        type=form.one_of(Type, form.chosen(call.form, "type")).value,
        role=form.text(call.form, "role"),
        one_line=form.text(call.form, "one_line"),
        emoji=emoji,
        steward=form.chosen(call.form, "steward"),
        interval_days=form.number(call.form, "interval") or persona.interval_days,
    )
    aliases = [alias.strip() for alias in form.text(call.form, "aliases").split(",")]
    tx.personas.answer_only_to(persona.id, (name, persona.slug, *filter(None, aliases)))


def _held(tx: Writing, call: Call) -> Persona:
    """The persona a submitted form is about, kept from others until it is saved."""
    persona = tx.personas.locked(FormState.load(call.metadata).persona)
    if persona is None:
        raise UserError(Gone("That persona"))
    return persona


def _refuse_changed(persona: Persona, call: Call, side: Facet | None) -> None:
    """Nobody's words are saved over: not where the same part was saved since the form was opened."""
    seen = FormState.load(call.metadata).seen
    if seen and seen != _print_of(persona, side):
        raise UserError(ChangedMeanwhile(persona.ref, persona.edited_by))


def _print_of(persona: Persona, side: Facet | None) -> str:
    """A fingerprint of what a form of a persona shows: its facts, or the lines of one facet."""
    facts: object = (
        persona.name, persona.type.value, persona.role, persona.one_line, persona.emoji, persona.steward,
        persona.interval_days, persona.aliases, persona.retired_at,
    )  # fmt: skip
    if side:
        facts = sorted((claim.id, claim.text, claim.detail, claim.shipped) for claim in persona.about(side))
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:PRINT_DIGITS]


def _form_for(persona: Persona, side: Facet | None, call: Call) -> View:
    if side is None:
        form_state = _form_state(call, persona=persona.id).model_copy(
            update={"seen": _print_of(persona, None)}
        )
        return persona_form.edit_form(persona, metadata=form_state.dump())
    return persona_form.facet_form(persona, side, metadata=_facet_state(persona, side, call))


def _facet_state(persona: Persona, side: Facet, call: Call) -> str:
    """What the form for a facet carries along: whose and which it is, and what stood there when it was opened."""
    seen = {"seen": _print_of(persona, side), "again": side.value}
    return _form_state(call, persona=persona.id).model_copy(update=seen).dump()


def _may_retire(reading: Reading, persona_id: int, user: str) -> Persona:
    persona = whole(reading, persona_id)
    if not may_retire(reading.people.known(user), persona.steward):
        raise UserError(NotAllowed("retire a persona", "its steward or an admin", ask=persona.steward))
    return persona


def _form_state(call: Call, *, persona: int = 0) -> FormState:
    """Where a form was opened; a form on top of another inherits it."""
    if call.in_modal:
        return FormState.load(call.metadata).model_copy(update={"persona": persona})
    where = FormState(channel=call.channel, thread_ts=call.thread_ts, private=call.private, in_dm=call.in_dm)
    return where.model_copy(update={"persona": persona})
