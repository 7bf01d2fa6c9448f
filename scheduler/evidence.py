"""What follows from the emoji on a message now: filed, a draft, also seen, withdrawn, back again; and who is told."""

from dataclasses import replace
from datetime import datetime

from personas.errors import CitedEvidence, NotInChannel, NoWords, PrivatePlace
from personas.evidence import Evidence, State
from personas.filing import CARD_INDEX, DRAFT_MARK, FILED_MARK, OUR_MARKS, Found, as_evidence, certain
from personas.permission import Viewer, may_file
from personas.persona import PersonaRef
from personas.views import evidence as view
from personas.views import mistake as mistake_view
from scheduler.outgoing import Drop, EphemeralPost, Marks, Outgoing, Post
from storage.delivery import Delivery
from storage.store import Reading, Writing

# What Slack's ids of conversations of two begin with.
DIRECT = "D"
MARKS = {State.FILED: frozenset({FILED_MARK}), State.DRAFT: frozenset({DRAFT_MARK})}


def settle(tx: Writing, message: Found, *, user: str, now: datetime) -> None:
    """Make the record agree with the emoji that stand on a message. Doing it twice is doing it once."""
    place = tx.channels.get(message.channel)
    if place.shared or message.channel.startswith(DIRECT):
        decline(tx, message, user=user, shared=place.shared, now=now)
        return
    workspace = tx.installation.get()
    if not place.filing or (workspace and message.author == workspace.bot_user):
        return
    own = tx.personas.by_emoji(name for name, _ in message.reactions)
    reactors = _reactors(tx, message)
    known = tx.evidence.of_message(message.channel, message.ts)
    if known is not None:
        _stand_behind(tx, known, message, reactors, own=own, user=user, now=now)
    elif reactors:
        _file(tx, message, reactors, own=own, user=user, now=now)


def decline(tx: Writing, message: Found, *, user: str, shared: bool, now: datetime) -> None:
    """Words from direct messages and shared channels stay there; the person hears so once a day."""
    if tx.idempotency_keys.claim(f"declined:{message.channel}:{user}:{now:%Y-%m-%d}", now):
        _note(
            tx,
            message,
            user=user,
            now=now,
            key=f"declined:{now:%Y-%m-%d}",
            say="shared" if shared else "private",
        )


def unreadable(tx: Writing, channel: str, *, user: str, now: datetime) -> None:
    """The app may not read there: said in the person's own conversation with it, once per channel."""
    if tx.idempotency_keys.claim(f"unread:{channel}", now):
        key = f"unread:{channel}:{now:%Y-%m-%d}"
        tx.deliveries.want("evidence_unread", key=key, now=now, person=user, note={"where": channel})


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
    blocks = view.saved(piece, about.ref if about else None, reading.evidence.likely_about(piece))
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
    elif say == "wordless":
        blocks, text = mistake_view.sentence(NoWords())
    else:
        blocks, text = mistake_view.sentence(PrivatePlace(delivery.channel, shared=say == "shared"))
    return EphemeralPost(blocks, text)


def unread(reading: Reading, delivery: Delivery, now: datetime) -> Outgoing:
    """That a channel can't be read, and what helps."""
    return Post(*mistake_view.sentence(NotInChannel(str(delivery.note.get("where", "")))))


def _file(
    tx: Writing, message: Found, reactors: tuple[str, ...], *, own: list[PersonaRef], user: str, now: datetime
) -> None:
    reporter = user if user in reactors else reactors[0]
    visibility = message.channel if tx.channels.get(message.channel).private else ""
    draft = as_evidence(message, reporter=reporter, now=now, visibility=visibility)
    if not draft.text:
        _note(tx, message, user=reporter, now=now, key="wordless", say="wordless")
        return
    sure = certain(own, tx.channels.personas(message.channel))
    state = State.FILED if sure else State.DRAFT
    about = sure.id if sure else None
    piece = tx.evidence.file(replace(draft, persona_id=about, state=state, seen_by=reactors))
    _tell(tx, piece, message, user=reporter, now=now)


def _stand_behind(
    tx: Writing,
    known: Evidence,
    message: Found,
    reactors: tuple[str, ...],
    *,
    own: list[PersonaRef],
    user: str,
    now: datetime,
) -> None:
    """The piece is there already: one more has seen it, or nobody has any more, or somebody has again."""
    piece = tx.evidence.locked(known.id) or known
    before = piece.seen_by
    behind = tx.evidence.seen_by(piece.id, reactors)
    if piece.state is State.WITHDRAWN:
        # Somebody who took it back with [Undo] left the emoji where it was: only a new one counts.
        if set(reactors) - set(before):
            back = tx.evidence.restore(piece, by=user, at=now)
            _tell(tx, _named(tx, back, own, user=user, now=now), message, user=user, now=now)
    elif not behind:
        _let_go(tx, piece, message, before=before, user=user, now=now)
    elif piece.state is State.DRAFT and certain(own, ()):
        _tell(tx, _named(tx, piece, own, user=user, now=now), message, user=user, now=now)


def _named(tx: Writing, piece: Evidence, own: list[PersonaRef], *, user: str, now: datetime) -> Evidence:
    """A draft with a persona's own emoji on it is about that persona."""
    sure = certain(own, ())
    if sure is None or piece.state is not State.DRAFT:
        return piece
    return tx.evidence.about(piece, persona_id=sure.id, by=user, at=now)


def _let_go(
    tx: Writing, piece: Evidence, message: Found, *, before: tuple[str, ...], user: str, now: datetime
) -> None:
    """The last emoji is gone: withdrawn, unless a decision rests on it."""
    if tx.evidence.cited_by(piece.id):
        tx.evidence.seen_by(piece.id, before)
        _note(tx, message, user=user, now=now, key=f"cited:{piece.id}", say="cited", subject=piece.id)
    else:
        tx.refresh_evidence(tx.evidence.withdraw(piece, by=user, at=now), now=now)


def _tell(tx: Writing, piece: Evidence, message: Found, *, user: str, now: datetime) -> None:
    tx.refresh_evidence(piece, now=now)
    tx.deliveries.want(
        "evidence_saved", key=f"saved:{piece.id}:{user}", now=now, subject_id=piece.id, person=user,
        channel=message.channel, thread_ts=message.thread,
    )  # fmt: skip


def _note(
    tx: Writing, message: Found, *, user: str, now: datetime, key: str, say: str, subject: int = 0
) -> None:
    tx.deliveries.want(
        "evidence_note", key=f"{key}:{message.channel}:{message.ts}:{user}", now=now, subject_id=subject,
        person=user, channel=message.channel, thread_ts=message.thread, note={"say": say},
    )  # fmt: skip


def _reactors(tx: Writing, message: Found) -> tuple[str, ...]:
    """Members whose emoji files; bots, guests and people of other organisations do not count."""
    watched = [CARD_INDEX, *(name for name, _ in message.reactions if tx.personas.by_emoji([name]))]
    found = message.reactors(watched)
    people = tx.people.some(found)
    outside = [user for user, person in people.items() if person.is_bot or not may_file(person)]
    workspace = tx.installation.get()
    return message.reactors(watched, leaving_out=[*outside, workspace.bot_user if workspace else ""])
