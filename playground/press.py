"""Buttons, menus and inputs a person uses, and the suggestions an external menu asks the app for."""

from playground import payloads
from playground.elements import option, option_group
from playground.gesture import Mistake, message, note, person, text, trouble, view
from playground.inputs import FIELDS, chosen, is_stateful, merged, option_of, with_files
from playground.limits import OPTIONS, Report, items
from playground.model import Json, Message, Person, View
from playground.stage import Stage
from playground.surfaces import elements_in
from playground.tickets import Refusal

_options = items(option, OPTIONS, 0)
_groups = items(option_group, OPTIONS, 0)


async def press(stage: Stage, asked: Json) -> Json:
    """A person uses a button, a menu or an input that tells the app at once."""
    who = person(stage, asked)
    place = _place(stage, asked, who)
    block, element = _element(place, asked)
    state = _state_of(element, asked)
    known = _remember(stage, place, who, asked, block=block, element=element, state=state)
    if block.get("type") == "input" and not block.get("dispatch_action"):
        return {"ok": True}
    action = payloads.action_of(stage, block, element, state)
    payload = _payload(stage, who, place, action, known)
    answer = await stage.delivery.ask("interactive", payload)
    if answer.ok:
        return {"ok": True}
    sentence = trouble(stage, answer, "That action")
    if isinstance(place, Message):
        note(stage, who, stage.workspace.channels[place.channel], sentence, place.thread_ts)
    return {"ok": False, "error": sentence}


async def options(stage: Stage, asked: Json) -> Json:
    """What an external menu offers for what was typed so far."""
    who = person(stage, asked)
    place = _place(stage, asked, who)
    block, element = _element(place, asked)
    typed = str(asked.get("value") or "")
    payload = payloads.suggestion(
        stage, who, place, value=typed, action_id=element["action_id"], block_id=block["block_id"]
    )
    answer = await stage.delivery.ask("interactive", payload)
    if not answer.ok:
        raise Mistake(trouble(stage, answer, "The menu"))
    return _offered(stage, answer.payload)


def _offered(stage: Stage, said: Json) -> Json:
    report = Report()
    name = "option_groups" if "option_groups" in said else "options"
    (_groups if name == "option_groups" else _options)(said.get(name, []), f"/{name}", report)
    if report.messages:
        stage.refuse("block_suggestion", Refusal("invalid_options", report.messages))
        return {"options": []}
    return {name: said.get(name, [])}


def _place(stage: Stage, asked: Json, who: Person) -> Message | View:
    return view(stage, asked, who) if asked.get("view_id") else message(stage, asked, who)


def blocks_of(place: Message | View) -> list[Json]:
    """All blocks of a message or a view, those in attachments included."""
    if isinstance(place, View):
        return place.blocks
    return [*place.blocks, *(block for one in place.attachments for block in one.get("blocks") or [])]


def _element(place: Message | View, asked: Json) -> tuple[Json, Json]:
    action_id, block_id = text(asked, "action_id"), str(asked.get("block_id") or "")
    for block, element in elements_in(blocks_of(place)):
        if element.get("action_id") == action_id and block_id in {"", block["block_id"]}:
            return block, element
    raise Mistake(f"There is no {action_id!r} in block {block_id!r} here.")


def _state_of(element: Json, asked: Json) -> Json:
    """What this gesture chose. The page may name an option by its value alone."""
    if element["type"] == "overflow":
        picked = option_of(element, asked.get("selected_option") or asked.get("value"))
        if picked is None:
            raise Mistake("Choose one of the menu's options.")
        return {"type": "overflow", "selected_option": picked}
    if not is_stateful(element):
        return {"type": element["type"]}
    field, _ = FIELDS[element["type"]]
    given = asked.get(field, asked.get("value"))
    state = chosen(element, {field: given})
    if field == "selected_option" and given is not None and state[field] is None:
        raise Mistake(f"{given!r} is not one of the options.")
    return state


def _remember(
    stage: Stage, place: Message | View, who: Person, asked: Json, *, block: Json, element: Json, state: Json
) -> Json:
    """All values of the place as they stand after this gesture."""
    blocks = blocks_of(place)
    written = asked.get("state") if isinstance(asked.get("state"), dict) else {}
    before = place.values if isinstance(place, View) else place.states.get(who.id, {})
    values = merged(blocks, before, written or {})
    if is_stateful(element):
        values[block["block_id"]][element["action_id"]] = state
    values = with_files(values, stage.workspace, stage.base_url)
    if isinstance(place, View):
        place.data["state"] = {"values": values}
    else:
        place.states[who.id] = values
    return values


def _payload(stage: Stage, who: Person, place: Message | View, action: Json, known: Json) -> Json:
    if isinstance(place, View):
        return payloads.view_actions(stage, who, place, action)
    return payloads.message_actions(stage, who, place, action, known)
