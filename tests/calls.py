"""Calls as tests make them: parts of the view, of what was fetched and of the message are named like the rest."""

from dataclasses import fields
from datetime import datetime
from typing import Any

from handlers.call import Call, Fetched, OpenView, Quoted, Surface

VIEW = {"form": "form", "metadata": "metadata", "view_id": "id", "view_hash": "hash", "shown": "shown"}
FETCHED = {each.name for each in fields(Fetched)}


def make_call(tenant: str, user: str, now: datetime, **parts: Any) -> Call:
    """A call with these parts; `in_modal`, `in_home` and `ephemeral` say where it was made."""
    view: dict[str, Any] = {name: parts.pop(part) for part, name in VIEW.items() if part in parts}
    if parts.pop("in_modal", False):
        view["surface"] = Surface.MODAL
    if parts.pop("in_home", False):
        view["surface"] = Surface.HOME
    fetched = {name: parts.pop(name) for name in FETCHED & parts.keys()}
    if parts.pop("ephemeral", False):
        parts["message"] = Quoted(ts="1.0", ephemeral=True)
    return Call(tenant, user, now, view=OpenView(**view), fetched=Fetched(**fetched), **parts)
