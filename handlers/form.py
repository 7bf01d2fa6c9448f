"""Reading a submitted form: one function per kind of field, by block id."""

from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from handlers.call import UserError
from personas.errors import Gone

State = dict[str, dict[str, dict[str, Any]]]
Kind = TypeVar("Kind", bound=StrEnum)

# No number of ours is longer; what is would break the database that looks for it.
DIGITS_MAX = 15


def number_in(value: str) -> int:
    """A number of ours that a button or a choice carries; 0 where it is none, since no row of ours has that."""
    return int(value) if value.isdecimal() and len(value) <= DIGITS_MAX else 0


def text(form: State, block: str) -> str:
    """What was typed, without the white space around it and without NUL, which PostgreSQL does not take."""
    return str(_field(form, block).get("value") or "").replace("\0", "").strip()


def number(form: State, block: str) -> int | None:
    """A whole number, or None when the field was left empty."""
    typed = text(form, block)
    digits = typed.removeprefix("-")
    return int(typed) if digits.isdecimal() and len(digits) <= DIGITS_MAX else None


def chosen(form: State, block: str) -> str:
    """The value of the one chosen option, person, channel or date; empty when nothing was chosen."""
    field = _field(form, block)
    for key in ("selected_user", "selected_date", "selected_conversation", "selected_channel"):
        if field.get(key):
            return str(field[key])
    return str((field.get("selected_option") or {}).get("value", ""))


def several(form: State, block: str) -> list[str]:
    """The values of all chosen options, people or channels."""
    field = _field(form, block)
    for key in ("selected_users", "selected_conversations", "selected_channels"):
        if field.get(key):
            return [str(value) for value in field[key]]
    return [str(option.get("value", "")) for option in field.get("selected_options") or []]


def ids(form: State, block: str) -> list[int]:
    """Chosen options whose values are our own numbers."""
    return [int(value) for value in several(form, block) if value.isdecimal() and len(value) <= DIGITS_MAX]


def day(form: State, block: str) -> date | None:
    """A chosen day; None where none was chosen, or none that can be read."""
    try:
        return date.fromisoformat(chosen(form, block))
    except ValueError:
        return None


def one_of(kind: type[Kind], value: str, default: Kind | None = None) -> Kind:
    """What an option of ours stands for. One that is not ours, or no longer, is the default, else a mistake."""
    if value in list(kind):
        return kind(value)
    if default is None:
        raise UserError(Gone("That choice"))
    return default


def files(form: State, block: str) -> list[dict[str, Any]]:
    """The files that were handed in."""
    return list(_field(form, block).get("files") or [])


def _field(form: State, block: str) -> dict[str, Any]:
    return next(iter((form.get(block) or {}).values()), None) or {}
