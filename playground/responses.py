"""response_url: how an app speaks after a command or a button, five times within half an hour."""

from playground import arguments, posting
from playground.limits import MESSAGE_TEXT
from playground.model import APP_ID, BOT_ID, BOT_USER, Json, Message
from playground.stage import Stage
from playground.tickets import Refusal, ResponseUrl

METHOD = "response_url"


def respond(stage: Stage, token: str, said: Json) -> None:
    """What an app posted to a response URL. Raises Refusal."""
    _apply(stage, stage.responses.redeem(token, stage.clock.now()), said)


def answer_now(stage: Stage, url: ResponseUrl, said: Json) -> None:
    """The body of an acknowledgement. Nobody hears of it when Slack refuses one, so the page does."""
    try:
        _apply(stage, url, said)
    except Refusal as refusal:
        stage.refuse("acknowledgement", refusal)


def _apply(stage: Stage, url: ResponseUrl, said: Json) -> None:
    original = _original(stage, url)
    if arguments.flag(said, "delete_original"):
        _delete(stage, original)
        return
    content = _content(said)
    if original is not None and _replaces(said, original):
        posting.change(stage, original, **content, edited=False)
        return
    _post(stage, url, said, content)


def _post(stage: Stage, url: ResponseUrl, said: Json, content: Json) -> None:
    private = said.get("response_type") != "in_channel"
    channel = stage.workspace.channels[url.channel]
    message = posting.new_message(
        stage,
        channel,
        BOT_USER,
        **content,
        bot_id=BOT_ID,
        app_id=APP_ID,
        thread_ts=str(said.get("thread_ts") or ""),
        ephemeral_to=url.user if private else "",
    )
    (posting.whisper if private else posting.post)(stage, message)


def _original(stage: Stage, url: ResponseUrl) -> Message | None:
    if url.original is None:
        return None
    find = stage.workspace.ephemeral if url.original.ephemeral_to else stage.workspace.message
    return find(url.channel, url.original.ts)


def _delete(stage: Stage, original: Message | None) -> None:
    if original is None:
        raise Refusal(
            "no_original", ["There is no message to delete: it is gone, or this answers a slash command."]
        )
    posting.delete(stage, original)


def _replaces(said: Json, original: Message) -> bool:
    """Unless it says otherwise, an answer to a button replaces the app's own message it sits on."""
    if said.get("response_type") and "replace_original" not in said:
        return False
    wish = said.get("replace_original")
    return original.user == BOT_USER and (arguments.flag(said, "replace_original") or wish is None)


def _content(said: Json) -> Json:
    content = {
        "text": str(said.get("text") or ""),
        "blocks": arguments.blocks(said) or [],
        "attachments": arguments.attachments(said) or [],
    }
    if not any(content.values()):
        raise Refusal("no_text")
    if len(content["text"]) > MESSAGE_TEXT:
        raise Refusal("msg_too_long")
    return content
