"""Events: wrapped as Slack wraps them, and sent only when subscribed, granted and visible to the app."""

import base64
import uuid

from playground.install import ENTERPRISE_ID
from playground.model import APP_ID, BOT_USER, TEAM_ID, Channel, Json, Message, Person
from playground.scopes import EVENT_SCOPES
from playground.slack_json import person_json
from playground.stage import Stage

# Of each kind of channel: the end of the subscription's name, and the event's channel_type.
MESSAGE_KINDS = {"app": ("im", "im"), "channel": ("channels", "channel"), "private": ("groups", "group")}


def emit(stage: Stage, event: Json, *, subscription: str = "", channel: Channel | None = None) -> None:
    """Send an event, if the app may have it."""
    name = subscription or str(event["type"])
    if not stage.manifest.subscribed(name) or not stage.manifest.granted(*EVENT_SCOPES.get(name, ())):
        return
    if channel is not None and not stage.bot_in(channel):
        return
    stage.delivery.tell(wrapped(stage, event, shared=bool(channel and _is_shared(stage, channel))))


def wrapped(
    stage: Stage, event: Json, *, event_id: str = "", shared: bool = False, team: str = TEAM_ID
) -> Json:
    """The event in Slack's envelope, for the workspace or organisation the app was installed in."""
    whole = team == ENTERPRISE_ID
    enterprise, here = (ENTERPRISE_ID, TEAM_ID) if whole else (None, team)
    now = stage.clock.now()
    context = base64.b64encode(f"{TEAM_ID}-{APP_ID}-{uuid.uuid4()}".encode()).decode().rstrip("=")
    return {
        "token": "verification-token",
        "team_id": here,
        "context_team_id": here,
        "context_enterprise_id": enterprise,
        "api_app_id": APP_ID,
        "event": {"event_ts": f"{now.timestamp():.6f}", **event},
        "type": "event_callback",
        "event_id": event_id or f"Ev{uuid.uuid4().hex[:12].upper()}",
        "event_time": int(now.timestamp()),
        "authorizations": [
            {
                "enterprise_id": enterprise,
                "team_id": None if whole else here,
                "user_id": BOT_USER,
                "is_bot": True,
                "is_enterprise_install": whole,
            }
        ],
        "is_ext_shared_channel": shared,
        "event_context": f"4-{context}",
    }


def _is_shared(stage: Stage, channel: Channel) -> bool:
    """A channel with another organisation, or the app's conversation with one of its people."""
    other = stage.workspace.people.get(channel.other(BOT_USER)) if channel.is_im else None
    return channel.is_shared or (other is not None and other.is_stranger)


def message_said(stage: Stage, channel: Channel, shown: Json) -> None:
    """The events one posted message causes: message.<kind>, and app_mention where the app is named."""
    _emit_message(stage, channel, {**shown, "event_ts": shown["ts"]})
    if f"<@{BOT_USER}>" in shown["text"] and not channel.is_im:
        emit(
            stage,
            {**shown, "type": "app_mention", "channel": channel.id, "event_ts": shown["ts"]},
            channel=channel,
        )


def message_changed(stage: Stage, channel: Channel, *, before: Json, now: Json | None) -> None:
    """An edit or a removal, the app's own included: Slack tells those like any message."""
    event: Json = {"type": "message", "hidden": True, "previous_message": before}
    if now is None:
        event |= {"subtype": "message_deleted", "deleted_ts": before["ts"]}
    else:
        event |= {"subtype": "message_changed", "message": now}
    _emit_message(stage, channel, {**event, "ts": stage.workspace.stamp(stage.clock.now())})


def _emit_message(stage: Stage, channel: Channel, event: Json) -> None:
    if channel.kind in MESSAGE_KINDS:
        plural, kind = MESSAGE_KINDS[channel.kind]
        whole = {**event, "channel": channel.id, "channel_type": kind}
        emit(stage, whole, subscription=f"message.{plural}", channel=channel)


def reaction_changed(stage: Stage, message: Message, *, kind: str, user: str, name: str) -> None:
    """reaction_added or reaction_removed."""
    channel = stage.workspace.channels[message.channel]
    item = {"type": "message", "channel": message.channel, "ts": message.ts}
    event = {"type": kind, "user": user, "reaction": name, "item": item, "item_user": message.user}
    emit(stage, event, channel=channel)


def membership_changed(stage: Stage, channel: Channel, user: str, *, joined: bool) -> None:
    """member_joined_channel or member_left_channel."""
    kind = "member_joined_channel" if joined else "member_left_channel"
    letter = "G" if channel.kind == "private" else "C"
    event = {"type": kind, "user": user, "channel": channel.id, "channel_type": letter, "team": TEAM_ID}
    emit(stage, event, channel=channel)


def person_changed(stage: Stage, person: Person, *, new: bool) -> None:
    """team_join or user_change."""
    emit(stage, {"type": "team_join" if new else "user_change", "user": person_json(person, stage.clock)})
