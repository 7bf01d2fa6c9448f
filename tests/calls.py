"""Calls as tests make them: parts of the view, of what was fetched and of the message are named like the rest."""

from collections.abc import Callable
from dataclasses import fields
from datetime import datetime
from typing import Any

import pytest

from handlers.call import Answer, Call, Fetched, InvalidForm, OpenView, Quoted, Surface
from storage.store import Store

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


def acting(store: Store, call: Call) -> Store:
    """The store in the hands of whoever makes this call, as the edge hands it over."""
    return store.for_user(call.user, call.now, idempotency_key=call.idempotency_key)


def field_errors(handler: Callable[[Call, Store], Answer], call: Call, store: Store) -> dict[str, str]:
    """What stands under the fields of a form that was not taken, by block id."""
    with pytest.raises(InvalidForm) as invalid:
        handler(call, store)
    return invalid.value.errors
