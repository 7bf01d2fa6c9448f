"""The form for decisions as handlers read it: from a sentence, and from what was typed."""

from collections.abc import Iterable
from datetime import timedelta

from handlers import form
from handlers.call import Call, UserError
from handlers.find import THIS
from handlers.form_state import FormState
from personas.decided import parse_decided
from personas.decision import NOBODY_SERVED, NOBODY_UNSERVED, REVISIT_DAYS, Decision, Grounds, Sketch
from personas.errors import Gone
from personas.evidence import Evidence, State
from personas.permission import Viewer
from personas.persona import PersonaRef, key_of
from personas.redaction import mask
from personas.views import decision_form
from storage.store import Reading


class Open(FormState):
    """What the form carries along: how many templates were used, so that their words are taken over."""

    turn: int = 0


def opened(call: Call, *, subject: int = 0, private: bool = False) -> Open:
    """Where the form was opened, whether its words stay there, and which decision it is about."""
    return Open(
        channel=call.channel,
        thread_ts=call.thread_ts,
        private=call.private or private,
        in_dm=call.in_dm,
        subject=subject,
    )


def from_words(reading: Reading, text: str, call: Call) -> Sketch:
    """What a sentence says of a decision; names that nobody answers to are handed back."""
    draft = parse_decided(text, _keys(reading), loose=call.action != "/decided")
    served, strangers = _resolved(reading, draft.who, call.channel)
    return Sketch(
        draft.changed_from,
        draft.changed_to,
        draft.because,
        served=served,
        strangers=strangers,
        is_cut=draft.is_cut,
    )


def _keys(reading: Reading) -> frozenset[str]:
    """Keys of every name a living persona answers to, and of "this user"."""
    return THIS | {key_of(name) for name in reading.personas.names()}


def _resolved(
    reading: Reading, names: Iterable[str], channel: str
) -> tuple[tuple[PersonaRef, ...], tuple[str, ...]]:
    served: dict[int, PersonaRef] = {}
    strangers = []
    for name in names:
        key = key_of(name)
        fits = (
            reading.channels.personas(channel)
            if key in THIS
            else reading.personas.matching([key]).get(key, [])
        )
        living = [ref for ref in fits if not ref.retired]
        served |= {ref.id: ref for ref in living}
        if not living:
            strangers.append(name)
    return tuple(served.values()), tuple(strangers)


def from_form(reading: Reading, call: Call) -> Sketch:
    """The form as it stands. Ids are looked up again among the tenant's own."""
    filled, people = call.form, {ref.id: ref for ref in reading.personas.refs(retired=True)}
    return Sketch(
        changed_from=form.text(filled, "from"),
        changed_to=form.text(filled, "to"),
        because=form.text(filled, "because"),
        served=_people(form.ids(filled, "served"), {**people, 0: NOBODY_SERVED}),
        unserved=_people(form.ids(filled, "unserved"), {**people, 0: NOBODY_UNSERVED}),
        cited=tuple(pieces(reading, form.ids(filled, "evidence"), call.viewer)),
        claimed=_claimed(filled),
        area=form.chosen(filled, "area"),
        how_known=form.text(filled, "known"),
        revisit_on=form.day(filled, "revisit"),
        details="area" in filled,
        turn=Open.load(call.metadata).turn,
    )


def _claimed(filled: form.State) -> Grounds | None:
    """Whether the box is ticked. A form that an earlier version opened asked with three answers instead."""
    ticked = form.several(filled, "grounds") or [form.chosen(filled, "grounds")]
    return form.one_of(Grounds, ticked[0]) if ticked[0] else None


def _people(ids: Iterable[int], known: dict[int, PersonaRef]) -> tuple[PersonaRef, ...]:
    chosen = list(ids)
    if not set(chosen) <= set(known):
        raise UserError(Gone("A persona you chose"))
    return tuple(known[each] for each in dict.fromkeys(chosen))


def pieces(reading: Reading, ids: list[int], viewer: Viewer) -> list[Evidence]:
    """Chosen evidence that is filed and that whoever chooses may read; the receipt names what its readers may."""
    found = reading.evidence.picked(ids) if ids else []
    return [
        piece
        for piece in found
        if piece.state is State.FILED and viewer.can_read(piece.visibility, piece.reporter)
    ]


def as_decision(sketch: Sketch, call: Call, *, visibility: str) -> Decision:
    """What the form says, as a decision; folded, it is looked at again after sixty days."""
    folded = call.now.date() + timedelta(days=REVISIT_DAYS)
    return Decision(
        id=0,
        number=0,
        changed_from=mask(decision_form.was_nothing(sketch.changed_from)),
        changed_to=mask(sketch.changed_to),
        because=mask(sketch.because),
        grounds=sketch.grounds,
        served=tuple(ref for ref in sketch.served if ref.id),
        unserved=tuple(ref for ref in sketch.unserved if ref.id),
        nobody_unserved=NOBODY_UNSERVED in sketch.unserved,
        cited=sketch.cited,
        area=sketch.area,
        how_known=mask(sketch.how_known),
        revisit_on=sketch.revisit_on if sketch.details else folded,
        logger=call.user,
        logged_at=call.now,
        channel=call.channel,
        thread_ts=call.thread_ts,
        visibility=visibility,
    )


def is_private(reading: Reading, call: Call) -> bool:
    """Whether words from here stay here: by the payload, by what Slack just said, or by what it said before.

    What is typed to the app is no conversation of others: as evidence typed there it is the workspace's.
    """
    told = call.private or bool(call.place and call.place.private)
    return told or (not call.in_dm and reading.channels.get(call.channel).private)


def visibility(reading: Reading, call: Call) -> str:
    """Words from a private place stay there."""
    return call.channel if is_private(reading, call) else ""
