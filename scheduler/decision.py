"""Receipts of decisions: posted where they were made, edited in place as evidence arrives, never lost."""

from datetime import datetime
from typing import Any

from personas.permission import Viewer
from personas.views import decision as view
from scheduler.outgoing import Drop, Outgoing, Post
from storage.delivery import Delivery
from storage.store import Reading, Writing

GONE = "the decision is gone"
OUTSIDERS = "people of other organisations read that channel"


def receipt(reading: Reading, delivery: Delivery, now: datetime) -> Outgoing:
    """The five lines in the channel or thread, as everybody there may read them; nothing new where outsiders do."""
    if not delivery.ts and reading.channels.get(delivery.channel).shared:
        return Drop(OUTSIDERS)
    viewer = Viewer(delivery.channel, "" if delivery.channel else delivery.person)
    decision = reading.decisions.get(delivery.subject_id, viewer=viewer)
    if decision is None:
        return Drop(GONE)
    return Post(view.receipt(decision, by=_name(reading, decision.taken_back_by)), view.spoken(decision))


def taken_back(reading: Reading, delivery: Delivery, now: datetime) -> Outgoing:
    """To its logger: that somebody else took it back, or that it stands again."""
    decision = reading.decisions.get(delivery.subject_id, viewer=Viewer(user=delivery.person))
    if decision is None or (decision.stands and not delivery.ts):
        return Drop(GONE)
    return Post(view.taken_back(decision, by=_name(reading, decision.taken_back_by)), view.spoken(decision))


def _name(reading: Reading, user: str) -> str:
    return reading.people.known(user).name if user else ""


def private_receipt(reading: Reading, delivery: Delivery, now: datetime) -> Outgoing:
    """The same to the logger alone, with the way to have it in the channel."""
    decision = reading.decisions.get(delivery.subject_id, viewer=Viewer(user=delivery.person))
    if decision is None:
        return Drop(GONE)
    if delivery.note.get("doubt"):
        return Post(view.doubtful(decision, str(delivery.note["channel"])), view.spoken(decision))
    channel = str(delivery.note["channel"])
    shared = reading.channels.get(channel).shared
    return Post(view.unposted(decision, channel, shared=shared), view.spoken(decision))


def not_posted(tx: Writing, delivery: Delivery, now: datetime) -> None:
    """Slack would not have the receipt in that channel: the logger gets it."""
    _to_the_logger(tx, delivery, now, {"channel": delivery.channel})


def in_doubt(tx: Writing, delivery: Delivery, now: datetime) -> None:
    """Nobody knows whether the receipt stands in that channel: the logger gets a copy."""
    _to_the_logger(tx, delivery, now, {"channel": delivery.channel, "doubt": True})


def _to_the_logger(tx: Writing, delivery: Delivery, now: datetime, note: dict[str, Any]) -> None:
    if delivery.channel:
        key = f"decision_private:{delivery.subject_id}"
        tx.deliveries.want(
            "decision_private", key=key, now=now, subject_id=delivery.subject_id, person=delivery.person,
            note=note,
        )  # fmt: skip
