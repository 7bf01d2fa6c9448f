"""What a delivery becomes when it is rendered: the closed set of things the sender can do."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Blocks = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Post:
    """A message: posted the first time, edited in place afterwards."""

    blocks: Blocks
    text: str


@dataclass(frozen=True, slots=True)
class EphemeralPost:
    """A message only one person in a channel sees. It is said once and cannot be edited."""

    blocks: Blocks
    text: str


@dataclass(frozen=True, slots=True)
class Marks:
    """The reactions of ours that should stand on somebody's message; the others of ours go."""

    wanted: frozenset[str]
    ours: frozenset[str]


@dataclass(frozen=True, slots=True)
class Home:
    """A person's Home tab."""

    view: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Drop:
    """There is nothing to say any more."""

    reason: str


@dataclass(frozen=True, slots=True)
class Wait:
    """Not now: its person is out of their hours, or asked for silence meanwhile."""

    until: datetime
    reason: str


Outgoing = Post | EphemeralPost | Marks | Home | Drop | Wait
