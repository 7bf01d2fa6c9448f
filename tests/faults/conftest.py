"""What every fault test has: how hard to try, and a line of figures to leave behind."""

import os
from typing import Protocol

import pytest


class Figures(Protocol):
    """Prints one line: `figures("F5", lost=0, doubled=0, recovery=0.4)`."""

    def __call__(self, fault: str, **numbers: float | str) -> None: ...


@pytest.fixture
def long() -> bool:
    """Whether to take the long form: `make faults` does, `make test` does not."""
    return os.environ.get("FAULTS") == "long"


@pytest.fixture
def figures(request: pytest.FixtureRequest) -> Figures:
    """One aligned line per fault and engine, kept with the test's own output."""

    def say(fault: str, **numbers: float | str) -> None:
        told = "  ".join(f"{name.replace('_', ' ')} {_plain(number)}" for name, number in numbers.items())
        print(f"\n  {fault:<4} {_engine(request):<11} {told}")

    return say


def _engine(request: pytest.FixtureRequest) -> str:
    """The engine a test runs on, by its fixture's parameter."""
    given = getattr(getattr(request.node, "callspec", None), "params", {})
    return str(
        given.get("database_url") or next((n for n in ("sqlite", "postgresql") if n in given.values()), "-")
    )


def _plain(number: float | str) -> str:
    return (
        f"{number:.2f}" if isinstance(number, float) else f"{number:,}" if isinstance(number, int) else number
    )
