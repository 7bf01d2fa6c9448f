"""The same people, channels and messages as the page wants them."""

from playground.model import SLACKBOT, Channel, Json, Message, Person
from playground.slack_json import reactions_json
from playground.stage import Stage
from playground.workspace import Workspace


def person_for_page(person: Person) -> Json:
    """A person, with a face."""
    words = person.real_name.split()
    initials = "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()
    return {
        "id": person.id,
        "name": person.name,
        "real_name": person.real_name,
        "title": person.title,
        "tz": person.tz,
        "is_bot": person.is_bot,
        "is_app": person.is_app,
        "is_guest": person.is_guest,
        "deleted": person.deleted,
        "avatar": {"initials": initials, "color": person.color},
        "can_act": person.can_act,
    }


def channel_for_page(channel: Channel, user: str, workspace: Workspace) -> Json:
    """A channel as one person sees it."""
    shown: Json = {
        "id": channel.id,
        "name": channel.name,
        "kind": channel.kind,
        "topic": channel.topic,
        "is_member": user in channel.members,
        "is_shared": channel.is_shared,
        "members": list(channel.members),
        "unread": workspace.unread(channel, user) if user in channel.members else 0,
    }
    if channel.is_im:
        other = workspace.people.get(channel.other(user))
        shown |= {"with": other.id if other else "", "name": other.name if other else ""}
    return shown


def message_for_page(message: Message, workspace: Workspace) -> Json:
    """A message, whoever may see it."""
    author = workspace.people.get(message.user)
    replies = [] if message.is_reply or message.ephemeral_to else workspace.replies(message)
    return {
        "ts": message.ts,
        "user": message.user,
        "name": author.name if author else "Slackbot" if message.user == SLACKBOT else message.user,
        "is_app": bool(author and author.is_bot),
        "text": message.text,
        "blocks": message.blocks,
        "attachments": message.attachments,
        "thread_ts": message.thread_ts,
        "reply_count": len(replies),
        "reply_users": list(dict.fromkeys(reply.user for reply in replies)),
        "reactions": [{"name": r["name"], "users": r["users"]} for r in reactions_json(message)],
        "edited": message.edited,
        "ephemeral": bool(message.ephemeral_to),
        "deleted": message.deleted,
        "at": message.at.isoformat(timespec="seconds"),
        "files": message.files,
    }


def state_for_page(stage: Stage, user: str) -> Json:
    """All the page needs to start, as one person."""
    workspace, manifest = stage.workspace, stage.manifest
    workspace.app_dm(user)
    return {
        "me": person_for_page(workspace.people[user]),
        "people": [person_for_page(person) for person in workspace.people.values()],
        "channels": [channel_for_page(channel, user, workspace) for channel in workspace.seen_by(user)],
        "commands": [
            {name: c[name] for name in ("command", "description", "usage_hint")} for c in manifest.commands
        ],
        "shortcuts": list(manifest.shortcuts),
        "clock": stage.clock.as_json(),
        "app": {"name": manifest.name, "user_id": "U0DRAMATIS", "connected": stage.delivery.connected},
        "team": {"id": "T0DEMO", "name": "Northlight"},
        "views": [view.data for view in workspace.stack(user)],
        "emoji": {"custom": list(stage.custom_emoji)},
    }
