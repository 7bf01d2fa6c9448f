"""Receipts of decisions: posted where they were made, edited in place as evidence arrives, never lost."""

from datetime import datetime

from personas.permission import Eyes
from personas.views import decision as view
from scheduler.outgoing import Drop, Outgoing, Post
from storage.delivery import Delivery
from storage.store import Reading, Writing

GONE = "the decision is gone"


def receipt(reading: Reading, delivery: Delivery, now: datetime) -> Outgoing:
    """The five lines in the channel or thread, as everybody there may read them."""
    eyes = Eyes(delivery.channel, "" if delivery.channel else delivery.person)
    decision = reading.decisions.get(delivery.subject_id, eyes=eyes)
    return Post(view.receipt(decision), view.spoken(decision)) if decision else Drop(GONE)


def private_receipt(reading: Reading, delivery: Delivery, now: datetime) -> Outgoing:
    """The same to the logger alone, with the way to have it in the channel."""
    decision = reading.decisions.get(delivery.subject_id, eyes=Eyes(user=delivery.person))
    if decision is None:
        return Drop(GONE)
    return Post(view.unposted(decision, str(delivery.note["channel"])), view.spoken(decision))


def not_posted(tx: Writing, delivery: Delivery, now: datetime) -> None:
    """Slack would not have the receipt in that channel: the logger gets it."""
    if delivery.channel:
        tx.deliveries.want(
            "decision_private",
            key=f"decision_private:{delivery.subject_id}",
            now=now,
            subject_id=delivery.subject_id,
            person=delivery.person,
            note={"channel": delivery.channel},
        )
