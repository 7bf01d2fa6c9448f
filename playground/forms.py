"""Modals a person submits or closes, shortcuts that open them, and the Home tab."""

from typing import Any

from playground import events, modals, payloads
from playground.delivery import Answer
from playground.gesture import Mistake, message, note, person, text, trouble, view
from playground.inputs import errors_in, merged, with_files
from playground.model import Json, Person, View
from playground.stage import Stage
from playground.tickets import Refusal

CONNECTION_TROUBLE = "We had some trouble connecting. Try again?"


async def submit(stage: Stage, asked: Json) -> Json:
    """A person presses submit: checked as Slack's client checks, then the app decides."""
    who = person(stage, asked)
    form = view(stage, asked, who)
    written = asked.get("values")
    if written is not None and not isinstance(written, dict):
        raise Mistake("values must be an object of block ids.")
    values = with_files(merged(form.blocks, form.values, written or {}), stage.workspace, stage.base_url)
    form.data["state"] = {"values": values}
    errors = errors_in(form.blocks, values)
    if errors:
        return {"ok": False, "errors": errors}
    answer = await stage.delivery.ask("interactive", payloads.view_submission(stage, who, form))
    if not answer.ok:
        away = not stage.delivery.connected
        return {"ok": False, "error": trouble(stage, answer, "This form") if away else CONNECTION_TROUBLE}
    return _obey(stage, form, answer)


def _obey(stage: Stage, form: View, answer: Answer) -> Json:
    """What the app answered the submission with."""
    wish = answer.payload.get("response_action")
    try:
        if wish == "errors":
            return {"ok": False, "errors": _errors(form, answer.payload)}
        if wish == "update":
            view_now = modals.update_view(stage, form, _wish(answer.payload))
            return {"ok": True, "view": view_now.data}
        if wish == "push":
            return {"ok": True, "view": modals.push_view(stage, form.user, _wish(answer.payload)).data}
    except Refusal as refusal:
        stage.refuse(f"response_action {wish}", refusal)
        return {"ok": False, "error": CONNECTION_TROUBLE}
    if wish == "clear":
        modals.close_all(stage, form.user)
    else:
        modals.close_view(stage, form)
    return {"ok": True}


def _errors(form: View, said: Json) -> dict[str, str]:
    errors = said.get("errors")
    inputs = {block["block_id"] for block in form.blocks if block.get("type") == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
        raise Refusal("invalid_errors", ["[ERROR] errors must be keyed by the block_id of an input block"])
    return {str(block_id): str(sentence) for block_id, sentence in errors.items()}


def _wish(said: Json) -> Json:
    wish = said.get("view")
    if not isinstance(wish, dict):
        raise Refusal("invalid_arguments", ["[ERROR] missing required field: view"])
    return wish


async def close(stage: Stage, asked: Json) -> Json:
    """The x of a modal: one view, or the whole stack when it says clear_on_close or `all` is asked."""
    who = person(stage, asked)
    if asked.get("view_id") not in stage.workspace.views:
        return {"ok": True}  # gone already: the app closed it, or the stack went with another
    form = view(stage, asked, who)
    everything = bool(asked.get("all") or form.data.get("clear_on_close"))
    going = list(reversed(stage.workspace.stack(who.id))) if everything else [form]
    for one in going:
        modals.close_view(stage, one)
        if one.data.get("notify_on_close"):
            payload = payloads.view_closed(stage, who, one, is_cleared=everything)
            stage.tasks.start(_ask(stage, payload))
    return {"ok": True}


async def _ask(stage: Stage, payload: Json) -> None:
    await stage.delivery.ask("interactive", payload)


async def shortcut(stage: Stage, asked: Json) -> Json:
    """A person picks a shortcut, from the menu or on a message."""
    who, callback_id = person(stage, asked), text(asked, "callback_id")
    known = stage.manifest.shortcut(callback_id)
    if who.is_stranger:
        raise Mistake("Shortcuts belong to the workspace that installed the app.")
    if known is None and not stage.manifest.accepts_any_shortcut:
        raise Mistake(f"The manifest has no shortcut {callback_id!r}.")
    on_message = bool(asked.get("ts")) if known is None else known["type"] == "message"
    payload = _shortcut_payload(stage, who, asked, on_message=on_message)
    answer = await stage.delivery.ask("interactive", payload)
    if answer.ok:
        return {"ok": True}
    sentence = trouble(stage, answer, str(known["name"]) if known else callback_id)
    if asked.get("channel"):
        note(stage, who, stage.workspace.channels[str(asked["channel"])], sentence)
    return {"ok": False, "error": sentence}


def _shortcut_payload(stage: Stage, who: Person, asked: Json, *, on_message: bool) -> Json:
    callback_id = str(asked["callback_id"])
    if on_message:
        return payloads.message_shortcut(stage, who, callback_id, message(stage, asked, who))
    return payloads.global_shortcut(stage, who, callback_id)


async def home(stage: Stage, asked: Json) -> Json:
    """Opening the app's Home tab tells the app, which may publish; the page shows what there is so far."""
    who = person(stage, asked)
    known = stage.workspace.homes.get(who.id)
    place = stage.workspace.app_dm(who.id)
    event: dict[str, Any] = {"type": "app_home_opened", "user": who.id, "channel": place.id, "tab": "home"}
    if known is not None:
        event["view"] = known.data
    events.emit(stage, event, channel=place)
    return {"view": known.data if known else None}
