"""How each thing is said to Slack: posted, edited, whispered, marked with an emoji, published."""

from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from scheduler import reconcile
from scheduler.outgoing import Blocks, Drop, EphemeralPost, Home, Marks, Outgoing, Post, Wait
from scheduler.slack_error import SETTLED, code_of
from storage.delivery import Delivery
from storage.outbox import SentMessage

QUIET: dict[str, Any] = {"unfurl_links": False, "unfurl_media": False}


async def say(client: AsyncWebClient, delivery: Delivery, outgoing: Outgoing) -> SentMessage:
    """Call Slack; tells where it stands now. Raises what the client raises."""
    match outgoing:
        case Post(blocks, text) if delivery.ts:
            await client.chat_update(
                channel=delivery.posted_channel, ts=delivery.ts, blocks=blocks, text=text, **QUIET
            )
        case Post(blocks, text):
            return await _post(client, delivery, blocks, text)
        case EphemeralPost(blocks, text):
            thread = delivery.thread_ts or None
            await client.chat_postEphemeral(
                channel=delivery.channel, user=delivery.person, thread_ts=thread, blocks=blocks, text=text
            )
        case Marks(wanted, ours):
            await _mark(client, delivery, wanted, ours)
        case Home(view):
            await client.views_publish(user_id=delivery.person, view=view)
        case Drop() | Wait():
            pass
    return SentMessage(delivery, delivery.posted_channel or delivery.channel, delivery.ts)


async def _post(client: AsyncWebClient, delivery: Delivery, blocks: Blocks, text: str) -> SentMessage:
    answer = await client.chat_postMessage(
        channel=delivery.channel or delivery.person,
        thread_ts=delivery.thread_ts or None,
        blocks=blocks,
        text=text,
        metadata=reconcile.stamp(delivery),
        **QUIET,
    )
    return SentMessage(delivery, str(answer["channel"]), str(answer["ts"]))


async def _mark(
    client: AsyncWebClient, delivery: Delivery, wanted: frozenset[str], ours: frozenset[str]
) -> None:
    """Make exactly the wanted reactions of ours stand there; what the note says stands already is left alone.

    After a try of which nobody knows how far it came, the note says too little: then each of ours is looked after.
    """
    stamp = str(delivery.note.get("ts", ""))
    stands = set(delivery.note.get("stands", ours if delivery.shown else ()))
    for name in sorted(ours if delivery.attempts else wanted ^ (stands & ours)):
        change = client.reactions_add if name in wanted else client.reactions_remove
        try:
            await change(channel=delivery.channel, timestamp=stamp, name=name)
        except SlackApiError as error:
            if code_of(error) not in SETTLED:
                raise
    delivery.note["stands"] = sorted(wanted)
