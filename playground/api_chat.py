"""chat.*: what the app says, changes and takes back."""

from playground import arguments, posting
from playground.limits import MESSAGE_TEXT, UPDATE_TEXT
from playground.model import APP_ID, BOT_ID, BOT_USER, TEAM_DOMAIN, Channel, Json, Message
from playground.slack_json import message_json
from playground.stage import Stage
from playground.tickets import Refusal


def post_message(stage: Stage, args: Json) -> Json:
    """chat.postMessage."""
    channel = _destination(stage, args)
    said = _content(args, most=MESSAGE_TEXT)
    message = posting.new_message(
        stage,
        channel,
        BOT_USER,
        thread_ts=_thread(stage, channel, args),
        **said,
        **_signed(),
        metadata=arguments.metadata(args),
    )
    posting.post(stage, message)
    shown = message_json(message, stage.workspace, metadata=True)
    return {"ok": True, "channel": channel.id, "ts": message.ts, "message": shown}


def post_ephemeral(stage: Stage, args: Json) -> Json:
    """chat.postEphemeral."""
    channel = _destination(stage, args)
    person = arguments.person_in(stage, args)
    if person.id not in channel.members:
        raise Refusal("user_not_in_channel")
    said = _content(args, most=MESSAGE_TEXT)
    message = posting.new_message(
        stage,
        channel,
        BOT_USER,
        thread_ts=_thread(stage, channel, args),
        **said,
        **_signed(),
        ephemeral_to=person.id,
    )
    posting.whisper(stage, message)
    return {"ok": True, "message_ts": message.ts}


def update(stage: Stage, args: Json) -> Json:
    """chat.update."""
    channel = arguments.channel_in(stage, args)
    message = arguments.message_in(stage, channel, args.get("ts"))
    if message.user != BOT_USER:
        raise Refusal("cant_update_message")
    said = _content(args, most=UPDATE_TEXT)
    # What is not named stays: Slack keeps the blocks and attachments an update does not mention.
    kept = {name: value for name, value in said.items() if args.get(name) is not None}
    posting.change(
        stage, message, **kept, edited=not message.blocks and "blocks" not in kept, **_metadata(args)
    )
    shown = message_json(message, stage.workspace)
    return {"ok": True, "channel": channel.id, "ts": message.ts, "text": message.text, "message": shown}


def delete(stage: Stage, args: Json) -> Json:
    """chat.delete."""
    channel = arguments.channel_in(stage, args)
    message = arguments.message_in(stage, channel, args.get("ts"))
    if message.user != BOT_USER:
        raise Refusal("cant_delete_message")
    posting.delete(stage, message)
    return {"ok": True, "channel": channel.id, "ts": message.ts}


def permalink(stage: Stage, args: Json) -> Json:
    """chat.getPermalink."""
    channel = arguments.channel_in(stage, args)
    message = arguments.message_in(stage, channel, args.get("message_ts"))
    return {"ok": True, "channel": channel.id, "permalink": link_to(message)}


def link_to(message: Message) -> str:
    """The message's address."""
    link = f"https://{TEAM_DOMAIN}.slack.com/archives/{message.channel}/p{message.ts.replace('.', '')}"
    return f"{link}?thread_ts={message.thread_ts}&cid={message.channel}" if message.is_reply else link


def open_dm(stage: Stage, user: str) -> Channel:
    """The app's conversation with a person who can be written to."""
    person = stage.workspace.people.get(user)
    if person is None:
        raise Refusal("channel_not_found")
    if person.deleted:
        raise Refusal("user_disabled")
    if person.is_bot:
        raise Refusal("cannot_dm_bot")
    if not stage.manifest.messages_tab:
        raise Refusal("messages_tab_disabled")
    return stage.workspace.app_dm(user)


def _destination(stage: Stage, args: Json) -> Channel:
    named = str(args.get("channel") or "")
    if named.startswith(("U", "W")):
        return open_dm(stage, named)
    channel = arguments.channel_in(stage, {"channel": named.removeprefix("#")} if named else args)
    if channel.is_archived:
        raise Refusal("is_archived")
    if channel.kind == "app":
        return open_dm(stage, channel.other(BOT_USER))
    open_to_all = channel.kind == "channel" and "chat:write.public" in (stage.manifest.scopes or ())
    if not stage.bot_in(channel) and not open_to_all:
        raise Refusal("not_in_channel")
    return channel


def _content(args: Json, *, most: int) -> Json:
    text = str(args.get("text") or "")
    if args.get("markdown_text"):
        text = _markdown(args)
    said = {
        "text": text,
        "blocks": arguments.blocks(args) or [],
        "attachments": arguments.attachments(args) or [],
    }
    if not any(said.values()) and not isinstance(args.get("blocks"), list):
        raise Refusal("no_text")
    if not any(said.values()):
        raise Refusal("no_text")
    if len(text) > most:
        raise Refusal("msg_too_long")
    return said


def _markdown(args: Json) -> str:
    if args.get("text") or args.get("blocks"):
        raise Refusal("markdown_text_conflict")
    return str(args["markdown_text"])


def _thread(stage: Stage, channel: Channel, args: Json) -> str:
    ts = str(args.get("thread_ts") or "")
    if not ts:
        return ""
    parent = channel.messages.get(ts)
    if parent is None:
        raise Refusal("thread_not_found")
    return parent.thread_ts or parent.ts


def _metadata(args: Json) -> Json:
    found = arguments.metadata(args)
    return {"metadata": found} if found is not None else {}


def _signed() -> Json:
    return {"bot_id": BOT_ID, "app_id": APP_ID}


METHODS = {
    "chat.postMessage": post_message,
    "chat.postEphemeral": post_ephemeral,
    "chat.update": update,
    "chat.delete": delete,
    "chat.getPermalink": permalink,
}
