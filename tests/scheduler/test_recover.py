"""Finding out what is in doubt: one row that breaks keeps no other, and what fails for long is told once."""

import asyncio
import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from scheduler import delivery as sending
from scheduler.delivery_kind import KINDS, Kind, UncertainPolicy
from scheduler.outgoing import Post
from storage.delivery import Delivery, Progress
from storage.outbox import LEASE
from storage.store import Store, Writing
from tests.conftest import NOW, TENANT
from tests.outbox import leased
from tests.scheduler.test_delivery import Slack, row, sender, want, words

__all__ = ["words"]


@pytest.fixture
def poison() -> Iterator[None]:
    """A kind of which nothing can be written down where nobody knows whether it was said."""

    def breaks(tx: Writing, delivery: Delivery, now: Any) -> None:
        raise RuntimeError("poison")

    KINDS["poison"] = Kind(
        lambda reading, row, now: Post([], "x"), in_doubt=breaks, doubt=UncertainPolicy.OWN_UP
    )
    yield
    del KINDS["poison"]


def test_a_row_in_doubt_that_breaks_keeps_no_other_from_being_found_out_about(
    store: Store, words: dict[str, str], poison: None, caplog: pytest.LogCaptureFixture
) -> None:
    with store.begin(TENANT) as tx:
        for kind in ("poison", "note"):
            tx.deliveries.want(kind, key=kind, now=NOW, person=kind, subject_id=1)
    assert len(leased(store, NOW, owner="dead")) == 2
    ours, later = sender(store, Slack()), timedelta()
    for _ in range(3):
        later += LEASE + timedelta(seconds=1)
        ours.now = lambda later=later: NOW + later  # type: ignore[misc]
        asyncio.run(ours.recover())
    assert row(store).state is Progress.UNCERTAIN
    assert row(store, "poison").state is Progress.SENDING
    assert len([each for each in caplog.records if "poison" in each.getMessage()]) == 1


def test_a_database_that_fails_beat_after_beat_is_one_line_for_what_is_in_doubt(
    lite: Store, words: dict[str, str], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "RECOVERY_S", 0.01)
    tried = []

    def refuse(*given: Any) -> None:
        if "lease_until <" in given[2]:
            tried.append(given[2])
            raise RuntimeError("no such luck")

    event.listen(lite.engine, "before_cursor_execute", refuse)

    async def until_tried() -> None:
        ours = sender(lite, Slack())
        running = asyncio.create_task(ours.run())
        while len(tried) < 5:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        event.remove(lite.engine, "before_cursor_execute", refuse)
        want(lite)
        with lite.system() as system:
            system.connection.exec_driver_sql(
                "UPDATE delivery SET state = 'sending', owner = 'dead', lease_until = '2026-01-01 00:00:00.000000'"
            )
        while row(lite).state is Progress.SENDING:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        ours.stop()
        await running

    with caplog.at_level(logging.INFO, "scheduler"):
        asyncio.run(asyncio.wait_for(until_tried(), 30))
    told = [each for each in caplog.records if "in doubt" in each.getMessage()]
    assert [each.levelname for each in told] == ["ERROR", "INFO"]
