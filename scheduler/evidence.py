"""How filing by emoji shows: the mark on the message, the private line to who reacted, why something was not filed."""

from datetime import datetime

from personas.errors import CitedEvidence, NotInChannel, NoWords, PrivatePlace
from personas.evidence import State
from personas.filing import DRAFT_MARK, FILED_MARK, OUR_MARKS
from personas.permission import Viewer
from personas.views import channel as channel_view
from personas.views import evidence as view
from personas.views import mistake as mistake_view
from scheduler.outgoing import Drop, EphemeralPost, Marks, Outgoing, Post
from storage.delivery import Delivery
from storage.store import Reading

MARKS = {State.FILED: frozenset({FILED_MARK}), State.DRAFT: frozenset({DRAFT_MARK})}


def tick(reading: Reading, delivery: Delivery, now: datetime) -> Outgoing:
    """The receipt on the message itself: a tick when filed, eyes while a draft, nothing when withdrawn."""
    piece = reading.evidence.get(delivery.subject_id)
    return Marks(MARKS.get(piece.state, frozenset()) if piece else frozenset(), OUR_MARKS)


def saved(reading: Reading, delivery: Delivery, now: datetime) -> Outgoing:
    """The private line to the person who reacted: where it went, or the question whom it is about."""
    piece = reading.evidence.get(delivery.subject_id)
    if piece is None or piece.state is State.WITHDRAWN:
        return Drop("withdrawn meanwhile")
    about = reading.personas.get(piece.persona_id) if piece.persona_id else None
    record = reading.evidence
    ref, likely = about.ref if about else None, record.likely_claim(piece)
    blocks = view.saved(piece, ref, record.likely_about(piece), likely=likely)
    return EphemeralPost(blocks, view.saved_text(piece, about.ref if about else None))


def note(reading: Reading, delivery: Delivery, now: datetime) -> Outgoing:
    """Why something was not filed or not withdrawn."""
    say = delivery.note.get("say")
    if say == "cited":
        piece = reading.evidence.get(delivery.subject_id)
        if piece is None or not reading.evidence.cited_by(piece.id):
            return Drop("cited no more")
        seen = reading.evidence.cited_by(piece.id, viewer=Viewer(delivery.channel, delivery.person))
        blocks, text = mistake_view.sentence(CitedEvidence(piece.label, tuple(label for _, label in seen)))
    elif say == "withdrawn":
        piece = reading.evidence.get(delivery.subject_id)
        if piece is None or piece.state is not State.WITHDRAWN:
            return Drop("back meanwhile")
        blocks, text = view.taken_away(piece), f"{piece.label} is withdrawn"
    elif say == "wordless":
        blocks, text = mistake_view.sentence(NoWords())
    else:
        blocks, text = mistake_view.sentence(PrivatePlace(delivery.channel, shared=say == "shared"))
    return EphemeralPost(blocks, text)


def filing_off(reading: Reading, delivery: Delivery, now: datetime) -> Outgoing:
    """That filing by emoji is off in a channel, to whoever just tried it."""
    place = reading.channels.get(delivery.channel)
    if place.filing or place.closed:
        return Drop("switched on, or closed, meanwhile")
    return EphemeralPost(*channel_view.filing_off(delivery.channel, ts=str(delivery.note.get("of", ""))))


def unread(reading: Reading, delivery: Delivery, now: datetime) -> Outgoing:
    """That a channel can't be read, and what helps."""
    return Post(*mistake_view.sentence(NotInChannel(str(delivery.note.get("where", "")))))
