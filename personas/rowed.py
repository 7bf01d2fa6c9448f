"""Enums whose members are rows: one row says all that is particular about a member, and what is stored is its id."""

from enum import StrEnum
from typing import Any, Self


class RowEnum(StrEnum):
    """A member is given as a row; it is the row's id, with the row beside it."""

    _value_: str
    row: Any

    def __new__(cls, row: Any) -> Self:
        """The member of a row."""
        member = str.__new__(cls, row.id)
        member._value_, member.row = row.id, row
        return member
