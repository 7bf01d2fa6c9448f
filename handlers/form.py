"""Reading a submitted form: one function per kind of field, by block id."""

from typing import Any

State = dict[str, dict[str, dict[str, Any]]]


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


def files(form: State, block: str) -> list[dict[str, Any]]:
    """The files that were handed in."""
    return list(_field(form, block).get("files") or [])


def _field(form: State, block: str) -> dict[str, Any]:
    return next(iter((form.get(block) or {}).values()), None) or {}
