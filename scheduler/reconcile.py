"""What nobody knows whether it was said: looked up in the conversation itself, else treated as its kind wants."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from functools import partial
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from scheduler.delivery_kind import KINDS, UncertainPolicy
from scheduler.pause import pause_for
from scheduler.slack_error import (
    PASSING,
    PASSING_ATTEMPTS,
    SlackFailure,
    backoff,
    classify,
    code_of,
    method_of,
    wait_for,
)
from storage.delivery import Delivery, Progress
from storage.store import Store

log = logging.getLogger(__name__)

# After so long a message that Slack took in spite of an error stands in the conversation.
SETTLING = timedelta(seconds=5)
# An hour and more: whoever gives up sooner says twice what a conversation would have shown.
LOOKS_MAX = 20
LOOK_UPS = ("conversations.open", "conversations.history", "conversations.replies")
PAGE, PAGES_MOST = 100, 5
# Slack's clock and ours may differ by this much.
CLOCKS_APART_S = 120.0
EVENT = "dramatis"
NEEDED = frozenset({"im:history", "im:write"})
READS_CHANNELS = frozenset({"channels:history"})
RESENT = "resent"


class Verdict(Enum):
    """What the conversation shows."""

    YES = auto()
    NO = auto()
    EMPTY = auto()  # it was read, and shows nothing of ours at all
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True)
class Seen:
    """Whether a message stands in its conversation, and where."""

    said: Verdict
    channel: str = ""
    ts: str = ""


def stamp(delivery: Delivery) -> dict[str, Any]:
    """The metadata a message carries: nothing but an opaque number, which anybody may read."""
    return {"event_type": EVENT, "event_payload": {"delivery": str(delivery.id)}}


async def look_up(client: AsyncWebClient, delivery: Delivery) -> Seen:
    """Read the conversation back. Without any sign of ours in it, its silence says nothing."""
    channel, cursor, signs = delivery.channel, "", 0
    if not channel:
        opened = await client.conversations_open(users=delivery.person)
        channel = str(opened["channel"]["id"])
    begun = (delivery.created_at.timestamp() if delivery.created_at else 0.0) - CLOCKS_APART_S
    for _ in range(PAGES_MOST):
        page = await _page(client, delivery, channel, cursor)
        for message in page["messages"]:
            sign = _sign(message)
            if sign == str(delivery.id):
                return Seen(Verdict.YES, channel, str(message["ts"]))
            signs += bool(sign)
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor or float(page["messages"][-1]["ts"]) < begun:
            return Seen(Verdict.NO if signs else Verdict.EMPTY, channel)
    return Seen(Verdict.UNKNOWN, channel)


async def _page(client: AsyncWebClient, delivery: Delivery, channel: str, cursor: str) -> Mapping[str, Any]:
    """One page of where it was to stand: a thread, a channel, or the conversation with one person."""
    where: dict[str, Any] = {
        "channel": channel,
        "include_all_metadata": True,
        "limit": PAGE,
        "cursor": cursor or None,
    }
    if delivery.thread_ts:
        return await client.conversations_replies(ts=delivery.thread_ts, **where)  # type: ignore[return-value]
    return await client.conversations_history(**where)  # type: ignore[return-value]


def doubted(store: Store, delivery: Delivery, error: str, *, now: datetime) -> None:
    """Slack may have taken it: looked up in a moment, where we may look; else its kind decides at once."""
    if may_look(store, delivery):
        with store.system() as system:
            system.deliveries.doubt(delivery, until=now + SETTLING, error=error)
    else:
        decide(store, delivery, Seen(Verdict.UNKNOWN), error=error, now=now)


def may_look(store: Store, delivery: Delivery) -> bool:
    """Where the workspace allows it: a conversation with one person, or a channel whose messages the app may read."""
    needed = READS_CHANNELS if delivery.channel else NEEDED
    if not (delivery.channel or delivery.person):
        return False
    with store.read(delivery.tenant) as reading:
        workspace = reading.installation.get()
    return workspace is not None and workspace.scopes >= needed


def decide(store: Store, delivery: Delivery, seen: Seen, *, error: str, now: datetime) -> None:
    """Said: it stands there from now on. Not said: again. Unknown: what its kind wants."""
    wanted = _wants(delivery, seen)
    if seen.said in {Verdict.UNKNOWN, Verdict.EMPTY} and wanted is UncertainPolicy.OWN_UP:
        _besides(store, delivery, now)
    with store.system() as system:
        rows = system.deliveries
        if seen.said is Verdict.YES:
            rows.sent(delivery, channel=seen.channel, ts=seen.ts, note=delivery.note)
        elif seen.said is Verdict.NO and delivery.attempts < PASSING_ATTEMPTS:
            # The first time at once; what Slack never takes must not keep it busy.
            wait = backoff(delivery.attempts) if delivery.attempts > 1 else timedelta()
            rows.later(delivery, at=now + wait, error="Slack never took it")
        elif seen.said is Verdict.NO:
            rows.ended(delivery, Progress.FAILED, error=error)
        elif wanted is UncertainPolicy.RESEND_ONCE:
            rows.again(delivery, at=now, note={**delivery.note, RESENT: True}, error=error)
        elif wanted is UncertainPolicy.SKIP:
            rows.ended(delivery, Progress.CANCELLED, error=f"skipped, it may have been said: {error}")
        else:
            log.warning("nobody knows whether %s %s was said: %s", delivery.kind, delivery.id, error)
            rows.ended(delivery, Progress.UNCERTAIN, error=error)


def _besides(store: Store, delivery: Delivery, now: datetime) -> None:
    """What is said elsewhere where this may never have been said; before the row ends, so that it can't be lost."""
    in_doubt = KINDS[delivery.kind].in_doubt if delivery.kind in KINDS else None
    if in_doubt and not delivery.ts:
        with store.begin(delivery.tenant) as tx:
            in_doubt(tx, delivery, now)


def repeatable(delivery: Delivery) -> bool:
    """Edits, reactions and a Home can be said again without being said twice; a first post or a whisper cannot."""
    return bool(delivery.ts) or (delivery.kind in KINDS and KINDS[delivery.kind].repeatable)


async def reconcile(
    delivery: Delivery, client: AsyncWebClient, store: Store, now: Callable[[], datetime]
) -> Callable[[], None]:
    """Find out about one row whose lease ran out; hands back what is to be written down."""
    error = delivery.error or "the process ended while it was sent"
    if not await asyncio.to_thread(may_look, store, delivery):
        return partial(decide, store, delivery, Seen(Verdict.UNKNOWN), error=error, now=now())
    if until := await asyncio.to_thread(_silence, store, delivery, now()):
        return partial(_wait, store, delivery, until, error)
    try:
        seen = await look_up(client, delivery)
    except Exception as wrong:  # noqa: BLE001 - whatever it was, the row is looked at again or its kind decides
        return partial(_not_seen, store, delivery, wrong, error=error, now=now())
    return partial(decide, store, delivery, seen, error=error, now=now())


def _silence(store: Store, delivery: Delivery, now: datetime) -> datetime | None:
    """Until when Slack will not have conversations looked up there, as any process learned."""
    with store.read(delivery.tenant) as reading:
        blocked = reading.limits.blocked(now)
    return max((blocked[method] for method in LOOK_UPS if method in blocked), default=None)


def _wait(store: Store, delivery: Delivery, until: datetime, error: str) -> None:
    with store.system() as system:
        system.deliveries.doubt(delivery, until=until, error=error, attempts=delivery.attempts)


def _not_seen(store: Store, delivery: Delivery, wrong: Exception, *, error: str, now: datetime) -> None:
    """Slack would not show the conversation: later, or never."""
    log.warning("%s %s could not be looked up: %s", delivery.kind, delivery.id, code_of(wrong))
    again = classify(wrong) in PASSING | {SlackFailure.PAUSED} and delivery.attempts < LOOKS_MAX
    with store.system() as system:
        until = pause_for(system, delivery.tenant, method_of(wrong), wrong, now=now)
        if again:
            until = until or now + wait_for(wrong, delivery.attempts)
            system.deliveries.doubt(delivery, until=until, error=error)
    if not again:
        decide(store, delivery, Seen(Verdict.UNKNOWN), error=error, now=now)


def _wants(delivery: Delivery, seen: Seen) -> UncertainPolicy:
    """What the kind wants; said again once is only what stands in no conversation that could be read."""
    wanted = KINDS[delivery.kind].doubt if delivery.kind in KINDS else UncertainPolicy.OWN_UP
    may_resend = seen.said is Verdict.EMPTY and RESENT not in delivery.note
    return UncertainPolicy.OWN_UP if wanted is UncertainPolicy.RESEND_ONCE and not may_resend else wanted


def _sign(message: dict[str, Any]) -> str:
    """The number of the delivery a message came from, if it is one of ours."""
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != EVENT:
        return ""
    return str((metadata.get("event_payload") or {}).get("delivery") or "")
