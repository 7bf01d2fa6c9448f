"""Slack's own objects: a user, a channel, a message, as the Web API and events show them."""

from zoneinfo import ZoneInfo

from playground.clock import DemoClock
from playground.model import BOT_USER, TEAM_ID, Channel, Json, Message, Person
from playground.workspace import Workspace

UPDATED = 1_795_500_000
CREATED = 1_760_000_000


def person_json(person: Person, clock: DemoClock) -> Json:
    """Slack's user object."""
    offset = clock.now().astimezone(ZoneInfo(person.tz)).utcoffset()
    user: Json = {
        "id": person.id,
        "team_id": person.team_id,
        "name": person.name.lower().replace(" ", "."),
        "deleted": person.deleted,
        "color": person.color.removeprefix("#"),
        "real_name": person.real_name,
        "tz": person.tz,
        "tz_label": person.tz,
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "profile": _profile(person),
        "is_admin": person.is_admin,
        "is_owner": person.is_owner,
        "is_primary_owner": person.is_owner,
        "is_restricted": person.is_restricted,
        "is_ultra_restricted": person.is_ultra_restricted,
        "is_bot": person.is_bot,
        "is_app_user": False,
        "updated": UPDATED,
    }
    if person.is_stranger:
        user["is_stranger"] = True
    if person.is_invited_user:
        user["is_invited_user"] = True
    if person.deleted:
        user = {name: value for name, value in user.items() if name not in {"tz", "tz_label", "tz_offset"}}
    return user


def _profile(person: Person) -> Json:
    profile: Json = {
        "title": person.title,
        "real_name": person.real_name,
        "real_name_normalized": person.real_name,
        "display_name": person.name,
        "display_name_normalized": person.name,
        "status_text": person.status_text,
        "status_emoji": person.status_emoji,
        "team": person.team_id,
    }
    if person.bot_id:
        profile |= {"bot_id": person.bot_id, "api_app_id": ""}
    return profile


def channel_json(channel: Channel, *, members: bool = True) -> Json:
    """Slack's conversation object."""
    if channel.is_im:
        user = channel.other(BOT_USER)
        return {
            "id": channel.id,
            "created": CREATED,
            "is_im": True,
            "is_org_shared": False,
            "user": user,
            "context_team_id": TEAM_ID,
            "is_archived": False,
            "is_open": True,
        }
    private = channel.kind == "private"
    shown: Json = {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "created": CREATED,
        "creator": channel.creator,
        "is_channel": not private,
        "is_group": private and channel.id.startswith("G"),
        "is_im": False,
        "is_mpim": False,
        "is_private": private,
        "is_archived": channel.is_archived,
        "is_general": False,
        "is_shared": channel.is_shared,
        "is_ext_shared": channel.is_shared,
        "is_org_shared": False,
        "is_member": BOT_USER in channel.members,
        "context_team_id": TEAM_ID,
        "topic": {"value": channel.topic, "creator": channel.creator, "last_set": CREATED},
        "purpose": {"value": "", "creator": "", "last_set": 0},
    }
    if members:
        shown["num_members"] = len(channel.members)
    return shown


def message_json(message: Message, workspace: Workspace, *, metadata: bool = False) -> Json:
    """Slack's message object. Of somebody from another organisation it names theirs."""
    author = workspace.people.get(message.user)
    home = author.team_id if author else TEAM_ID
    shown: Json = {
        "type": "message",
        "user": message.user,
        "ts": message.ts,
        "text": message.text,
        "team": home,
    }
    if home != TEAM_ID:
        shown |= {"user_team": home, "source_team": home}
    if message.bot_id:
        shown |= {"bot_id": message.bot_id, "app_id": message.app_id}
    if message.deleted:
        shown |= {"subtype": "tombstone", "text": "This message was deleted.", "hidden": True}
    optional = {
        "blocks": message.blocks,
        "attachments": message.attachments,
        "files": message.files,
        "reactions": reactions_json(message),
    }
    shown |= {name: value for name, value in optional.items() if value}
    if message.edited:
        shown["edited"] = {"user": message.user, "ts": message.edited_ts or message.ts}
    if metadata and message.metadata:
        shown["metadata"] = message.metadata
    return shown | _thread(message, workspace)


def reactions_json(message: Message) -> list[Json]:
    """Who reacted with what."""
    return [
        {"name": name, "users": list(users), "count": len(users)} for name, users in message.reactions.items()
    ]


def _thread(message: Message, workspace: Workspace) -> Json:
    if message.is_reply:
        parent = workspace.message(message.channel, message.thread_ts)
        return {"thread_ts": message.thread_ts, "parent_user_id": parent.user if parent else ""}
    replies = workspace.replies(message) if not message.ephemeral_to else []
    if not replies:
        return {}
    users = list(dict.fromkeys(reply.user for reply in replies))
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users_count": len(users),
        "reply_users": users,
        "latest_reply": replies[-1].ts,
        "is_locked": False,
    }
