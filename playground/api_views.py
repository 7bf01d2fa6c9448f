"""views.*: the doors of the Web API to modals and Home."""

from playground import arguments, modals
from playground.model import Json, View
from playground.stage import Stage
from playground.tickets import Refusal


def open_(stage: Stage, args: Json) -> Json:
    """views.open."""
    view = _view(args)
    modals.checked(view, kind="modal")  # a view Slack refuses does not cost the trigger
    trigger = stage.triggers.redeem(args.get("trigger_id"))
    return _answer(modals.open_view(stage, trigger, view))


def push(stage: Stage, args: Json) -> Json:
    """views.push, from inside a modal only."""
    view = _view(args)
    modals.checked(view, kind="modal")
    trigger = stage.triggers.redeem(args.get("trigger_id"))
    if not trigger.view_id or not stage.workspace.stack(trigger.user):
        raise Refusal("not_found")
    return _answer(modals.push_view(stage, trigger.user, view))


def update(stage: Stage, args: Json) -> Json:
    """views.update, by id or external id."""
    wish = _view(args)
    view = _find(stage, args)
    return _answer(modals.update_view(stage, view, wish, expected_hash=str(args.get("hash") or "")))


def publish(stage: Stage, args: Json) -> Json:
    """views.publish."""
    if not stage.manifest.home_tab:
        raise Refusal("not_enabled")
    user = str(args.get("user_id") or "")
    if user not in stage.workspace.people:
        raise Refusal("user_not_found" if user else "invalid_arguments")
    return _answer(modals.publish_home(stage, user, _view(args), expected_hash=str(args.get("hash") or "")))


def _view(args: Json) -> Json:
    view = arguments.structure(args, "view", "invalid_arguments")
    if not isinstance(view, dict):
        raise Refusal("invalid_arguments", ["[ERROR] missing required field: view"])
    return view


def _find(stage: Stage, args: Json) -> View:
    view_id, external = args.get("view_id"), args.get("external_id")
    for view in stage.workspace.views.values():
        if view.id == view_id or (external and view.data.get("external_id") == external):
            return view
    raise Refusal("not_found")


def _answer(view: View) -> Json:
    return {"ok": True, "view": view.data}


METHODS = {"views.open": open_, "views.push": push, "views.update": update, "views.publish": publish}
