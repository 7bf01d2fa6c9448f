"""The product's clock: the machine's, or one that is followed, moved and hastened."""

import asyncio
from datetime import UTC, datetime, timedelta

import httpx

from bot.clock import Clock

HERE = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
THERE = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


class Machine:
    """A machine's clock that a test moves."""

    def __init__(self) -> None:
        self.time = HERE

    def __call__(self) -> datetime:
        return self.time


def told(**answer: object) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.MockTransport(lambda _: httpx.Response(200, json=answer)))


def test_alone_it_is_the_machines() -> None:
    machine = Machine()
    clock = Clock(machine)
    machine.time += timedelta(hours=1)
    assert clock.now() == HERE + timedelta(hours=1)


def test_it_takes_over_another_clocks_time_and_goes_on_from_there() -> None:
    machine = Machine()
    clock = Clock(machine)
    asyncio.run(clock.catch_up("http://clock", told(now=THERE.isoformat())))
    machine.time += timedelta(seconds=1)
    assert clock.now() == THERE + timedelta(seconds=1)


def test_between_two_looks_it_runs_as_fast_as_the_clock_it_follows() -> None:
    machine = Machine()
    clock = Clock(machine)
    asyncio.run(clock.catch_up("http://clock", told(now=THERE.isoformat(), rate=12)))
    machine.time += timedelta(seconds=5)
    assert clock.now() == THERE + timedelta(minutes=1)


def test_an_answer_that_is_no_time_changes_nothing() -> None:
    machine = Machine()
    clock = Clock(machine)
    asyncio.run(clock.catch_up("http://clock", told(now="noon")))
    assert clock.now() == HERE
