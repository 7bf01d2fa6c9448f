"""conversations.*: which there are, who is in them, what was said."""

from playground import arguments
from playground.api_chat import open_dm
from playground.model import BOT_USER, Channel, Json, Message
from playground.slack_json import channel_json, message_json
from playground.stage import Stage
from playground.tickets import Refusal

TYPES = {"channel": "public_channel", "private": "private_channel", "app": "im", "dm": "im"}


def list_(stage: Stage, args: Json) -> Json:
    """conversations.list, of the kinds asked for."""
    wanted = [word.strip() for word in str(args.get("types") or "public_channel").split(",")]
    if not set(wanted) <= {"public_channel", "private_channel", "im", "mpim"}:
        raise Refusal("invalid_types")
    for word in wanted:
        arguments.needs_scope(stage, *_scope_of(word))
    found = [c for c in stage.workspace.channels.values() if TYPES[c.kind] in wanted]
    found = [c for c in found if arguments.sees_kind(stage, c)]
    if arguments.flag(args, "exclude_archived"):
        found = [c for c in found if not c.is_archived]
    rows, following = arguments.page_of(args, found)
    return {"ok": True, "channels": [channel_json(c) for c in rows], "response_metadata": following}


def info(stage: Stage, args: Json) -> Json:
    """conversations.info."""
    channel = arguments.channel_in(stage, args)
    return {"ok": True, "channel": channel_json(channel, members=arguments.flag(args, "include_num_members"))}


def members(stage: Stage, args: Json) -> Json:
    """conversations.members, in pages."""
    channel = arguments.channel_in(stage, args)
    rows, following = arguments.page_of(args, channel.members)
    return {"ok": True, "members": rows, "response_metadata": following}


def open_(stage: Stage, args: Json) -> Json:
    """conversations.open, with one person."""
    users = [user for user in str(args.get("users") or "").split(",") if user]
    if args.get("channel"):
        channel = arguments.channel_in(stage, args)
    elif len(users) != 1:
        raise Refusal("users_list_not_supplied" if not users else "not_enough_users")
    else:
        channel = _dm_with(stage, users[0])
    shown = channel_json(channel) if arguments.flag(args, "return_im") else {"id": channel.id}
    return {"ok": True, "no_op": False, "already_open": False, "channel": shown}


def history(stage: Stage, args: Json) -> Json:
    """conversations.history, newest first."""
    channel = arguments.joined_channel(stage, args)
    main = [m for m in stage.workspace.timeline(channel) if _within(m, args)]
    rows, following = arguments.page_of(args, list(reversed(main)))
    return _messages(stage, args, rows, following)


def replies(stage: Stage, args: Json) -> Json:
    """conversations.replies, oldest first."""
    channel = arguments.joined_channel(stage, args)
    ts = str(args.get("ts") or "")
    asked = channel.messages.get(ts)
    if asked is None:
        raise Refusal("thread_not_found")
    thread = stage.workspace.thread(channel, asked.thread_ts or ts)
    rows, following = arguments.page_of(args, [m for m in thread if m.ts == ts or _within(m, args)])
    return _messages(stage, args, rows, following)


def _messages(stage: Stage, args: Json, rows: list[Message], following: Json) -> Json:
    metadata = arguments.flag(args, "include_all_metadata")
    shown = [message_json(message, stage.workspace, metadata=metadata) for message in rows]
    return {
        "ok": True,
        "messages": shown,
        "has_more": bool(following["next_cursor"]),
        "response_metadata": following,
    }


def _within(message: Message, args: Json) -> bool:
    at, inclusive = float(message.ts), arguments.flag(args, "inclusive")
    oldest, latest = float(args.get("oldest") or 0), float(args.get("latest") or "inf")
    return oldest <= at <= latest if inclusive else oldest < at < latest


def _dm_with(stage: Stage, user: str) -> Channel:
    if user == BOT_USER or user not in stage.workspace.people:
        raise Refusal("user_not_found")
    return open_dm(stage, user)


def _scope_of(word: str) -> tuple[str, ...]:
    families = {"public_channel": "channels", "private_channel": "groups", "im": "im", "mpim": "mpim"}
    return (f"{families[word]}:read",)


METHODS = {
    "conversations.list": list_,
    "conversations.info": info,
    "conversations.members": members,
    "conversations.open": open_,
    "conversations.history": history,
    "conversations.replies": replies,
}
