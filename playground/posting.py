"""Messages and reactions as they come, change and go: kept, shown on the page, told to the app."""

from typing import Any

from playground import events
from playground.model import Channel, Json, Message
from playground.naming import name_blocks
from playground.page_json import message_for_page
from playground.slack_json import message_json
from playground.stage import Stage


def post(stage: Stage, message: Message) -> Message:
    """A message everyone in the channel sees."""
    channel = stage.workspace.channels[message.channel]
    stage.workspace.add(_named(message))
    _show(stage, message, "message")
    _show_parent(stage, message)
    for user in channel.members:
        if user != message.user and not message.is_reply and stage.stream.watched_by(user):
            unread = stage.workspace.unread(channel, user)
            stage.stream.tell_person(user, {"type": "unread", "channel": channel.id, "unread": unread})
    events.message_said(stage, channel, message_json(message, stage.workspace))
    return message


def whisper(stage: Stage, message: Message) -> Message:
    """A message only one person sees."""
    stage.workspace.add(_named(message))
    _show(stage, message, "ephemeral")
    return message


def change(stage: Stage, message: Message, **new: Any) -> None:
    """Give a message new content, for all who see it."""
    before = message_json(message, stage.workspace)
    for name, value in new.items():
        setattr(message, name, value)
    message.edited_ts = stage.workspace.stamp(stage.clock.now()) if message.edited else ""
    _named(message)
    _show(stage, message, "ephemeral_changed" if message.ephemeral_to else "message_changed")
    if not message.ephemeral_to:
        channel = stage.workspace.channels[message.channel]
        events.message_changed(stage, channel, before=before, now=message_json(message, stage.workspace))


def delete(stage: Stage, message: Message) -> None:
    """Take a message away; with replies it leaves a tombstone."""
    shown, before = message_for_page(message, stage.workspace), message_json(message, stage.workspace)
    stage.workspace.remove(message)
    if not message.ephemeral_to:
        events.message_changed(stage, stage.workspace.channels[message.channel], before=before, now=None)
    if message.deleted:
        _show(stage, message, "message_changed")
        return
    kind = "ephemeral_deleted" if message.ephemeral_to else "message_deleted"
    _tell(stage, message, {"type": kind, "channel": message.channel, "ts": message.ts, "message": shown})
    _show_parent(stage, message)


def react(stage: Stage, message: Message, *, user: str, name: str, remove: bool = False) -> bool:
    """False when there was nothing to add or remove."""
    users = message.reactions.setdefault(name, [])
    if (user in users) != remove:
        if not users:
            message.reactions.pop(name)
        return False
    if remove:
        users.remove(user)
    else:
        users.append(user)
    if not users:
        message.reactions.pop(name)
    _show(stage, message, "reaction")
    events.reaction_changed(
        stage, message, kind="reaction_removed" if remove else "reaction_added", user=user, name=name
    )
    return True


def new_message(stage: Stage, channel: Channel, user: str, **fields: Any) -> Message:
    """A message at the demo's time, not yet said."""
    return Message(stage.workspace.stamp(stage.clock.now()), channel.id, user, **fields)


def _named(message: Message) -> Message:
    message.blocks = name_blocks(message.blocks)
    message.attachments = [
        {**one, "blocks": name_blocks(one["blocks"])} if one.get("blocks") else one
        for one in message.attachments
    ]
    return message


def _show(stage: Stage, message: Message, kind: str) -> None:
    shown = message_for_page(message, stage.workspace)
    _tell(stage, message, {"type": kind, "channel": message.channel, "message": shown})


def _show_parent(stage: Stage, message: Message) -> None:
    """A thread's first message carries its count of replies."""
    parent = stage.workspace.message(message.channel, message.thread_ts) if message.is_reply else None
    if parent is not None and not message.ephemeral_to:
        _show(stage, parent, "message_changed")


def _tell(stage: Stage, message: Message, event: Json) -> None:
    if message.ephemeral_to:
        stage.stream.tell_person(message.ephemeral_to, event)
    else:
        stage.tell_channel(stage.workspace.channels[message.channel], event)
