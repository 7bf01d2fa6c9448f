"""Modals and Home: opened, pushed, updated, closed; at most three on top of each other."""

import secrets

from playground.inputs import initial_values, merged
from playground.limits import VIEW_STACK
from playground.model import APP_ID, BOT_ID, TEAM_ID, Json, View
from playground.naming import name_blocks
from playground.stage import Stage
from playground.surfaces import faults_in_view
from playground.tickets import Refusal, Trigger


def open_view(stage: Stage, trigger: Trigger, wish: Json) -> View:
    """A new stack, or one more on the stack when asked for from inside a modal."""
    if stage.workspace.stacks.get(trigger.user) and trigger.view_id:
        return push_view(stage, trigger.user, wish)
    checked(wish, kind="modal")
    for left in stage.workspace.stacks.pop(trigger.user, []):
        stage.workspace.views.pop(left, None)
    _unique_external(stage, wish)
    return _place(stage, trigger.user, wish, event="opened")


def push_view(stage: Stage, user: str, wish: Json) -> View:
    """One more on top, up to three."""
    checked(wish, kind="modal")
    if len(stage.workspace.stacks.get(user, [])) >= VIEW_STACK:
        raise Refusal("push_limit_reached")
    _unique_external(stage, wish)
    return _place(stage, user, wish, event="pushed")


def update_view(stage: Stage, view: View, wish: Json, *, expected_hash: str = "") -> View:
    """Draw a view anew; what was filled in stays where ids stay."""
    checked(wish, kind=str(view.data["type"]))
    if expected_hash and expected_hash != view.data["hash"]:
        raise Refusal("hash_conflict")
    kept = view.values
    view.data |= _written(wish) | {"hash": _hash(stage)}
    view.data["state"] = {"values": merged(view.blocks, kept, {})}
    _show(stage, view, "updated")
    return view


def publish_home(stage: Stage, user: str, wish: Json, *, expected_hash: str = "") -> View:
    """A person's Home tab, new or anew."""
    checked(wish, kind="home")
    home = stage.workspace.homes.get(user)
    if home is not None:
        if expected_hash and expected_hash != home.data["hash"]:
            raise Refusal("hash_conflict")
        home.data |= _written(wish) | {"hash": _hash(stage)}
        home.data["state"] = {"values": initial_values(home.blocks)}
    else:
        home = _new(stage, user, wish)
        stage.workspace.homes[user] = home
        stage.workspace.views[home.id] = home
    stage.stream.tell_person(user, {"type": "home", "view": home.data})
    return home


def close_view(stage: Stage, view: View) -> None:
    """Takes one view off the stack; what lies under it shows again."""
    stack = stage.workspace.stacks.get(view.user, [])
    if view.id in stack:
        stack.remove(view.id)
    stage.workspace.views.pop(view.id, None)
    top = stage.workspace.stack(view.user)
    event: Json = {
        "type": "view_closed",
        "view_id": view.id,
        "stack": len(top),
        "view": top[-1].data if top else None,
    }
    stage.stream.tell_person(view.user, event)


def close_all(stage: Stage, user: str) -> None:
    """Close the whole stack, from the top."""
    for view in reversed(stage.workspace.stack(user)):
        close_view(stage, view)


def checked(wish: object, *, kind: str) -> None:
    """Refuse what Slack would refuse."""
    wrong = faults_in_view(wish, kind=kind)
    if wrong:
        raise Refusal("invalid_arguments", wrong)


def _place(stage: Stage, user: str, wish: Json, *, event: str) -> View:
    stack = stage.workspace.stacks.setdefault(user, [])
    view = _new(stage, user, wish)
    view.data["previous_view_id"] = stack[-1] if stack else None
    view.data["root_view_id"] = stack[0] if stack else view.id
    stage.workspace.views[view.id] = view
    stack.append(view.id)
    _show(stage, view, event)
    return view


def _new(stage: Stage, user: str, wish: Json) -> View:
    view_id = stage.workspace.serial("V0")
    written = _written(wish)
    return View(
        {
            "id": view_id,
            "team_id": TEAM_ID,
            **written,
            "state": {"values": initial_values(written["blocks"])},
            "hash": _hash(stage),
            "previous_view_id": None,
            "root_view_id": view_id,
            "app_id": APP_ID,
            "app_installed_team_id": TEAM_ID,
            "bot_id": BOT_ID,
        },
        user,
    )


def _written(wish: Json) -> Json:
    """What the app wrote, with every part it left out as Slack fills it."""
    return {
        "type": wish["type"],
        "title": wish.get("title") or {"type": "plain_text", "text": "View Title", "emoji": True},
        "blocks": name_blocks(wish.get("blocks") or []),
        "submit": wish.get("submit"),
        "close": wish.get("close"),
        "private_metadata": wish.get("private_metadata", ""),
        "callback_id": wish.get("callback_id", ""),
        "external_id": wish.get("external_id", ""),
        "clear_on_close": wish.get("clear_on_close", False),
        "notify_on_close": wish.get("notify_on_close", False),
        "submit_disabled": wish.get("submit_disabled", False),
    }


def _unique_external(stage: Stage, wish: Json) -> None:
    external = wish.get("external_id")
    if external and any(v.data.get("external_id") == external for v in stage.workspace.views.values()):
        raise Refusal("duplicate_external_id")


def _hash(stage: Stage) -> str:
    return f"{int(stage.clock.now().timestamp())}.{secrets.token_hex(4)}"


def _show(stage: Stage, view: View, event: str) -> None:
    if view.data["type"] == "home":
        stage.stream.tell_person(view.user, {"type": "home", "view": view.data})
        return
    depth = len(stage.workspace.stack(view.user))
    shown: Json = {"type": "view", "event": event, "view": view.data, "stack": depth}
    stage.stream.tell_person(view.user, shown)
