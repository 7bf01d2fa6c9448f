"""A press and the clock at one item at the same moment: what the person said holds."""

import threading
import time
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, text

from handlers import reminder as heard
from personas.rules.rule import Settled
from scheduler.reminder import collect, plan
from storage.store import Store
from tests.conftest import TENANT
from tests.postgresql import Cluster
from tests.scheduler.test_reminder import LONG_AGO, TUESDAY, install, persona, press

WAITS = text("SELECT count(*) FROM pg_locks WHERE NOT granted")


@pytest.fixture
def pg(postgresql: Cluster) -> Store:
    return Store.open(postgresql.emptied())


def next_turn(store: Store) -> datetime:
    """When the clock would speak of it again."""
    for day in range(1, 60):
        at = TUESDAY + timedelta(days=day)
        with store.read(TENANT) as reading:
            if any(not each.held for each in plan(reading, at)):
                return at
    raise AssertionError("it is never told again")


def test_a_snooze_that_comes_while_the_clock_writes_the_next_word_of_it_holds(pg: Store) -> None:
    install(pg)
    persona(pg, "Ops admin", at=LONG_AGO)
    assert collect(pg, TUESDAY) == 1
    at, other = next_turn(pg), Store.open(pg.url.render_as_string(hide_password=False))
    with pg.read(TENANT) as reading:
        [track] = reading.reminders.tracks("U0MARA").values()
    pressing = threading.Thread(target=press, args=(other, heard.snooze, f"{track.id}:30", at))

    def pressed_meanwhile(*given: Any) -> None:
        if "INSERT INTO bundle" in given[2] and not pressing.ident:
            pressing.start()
            end = time.monotonic() + 30
            while pressing.is_alive() and time.monotonic() < end:
                with other.read(TENANT) as looking:
                    if looking.connection.execute(WAITS).scalar_one():
                        return
                time.sleep(0.01)

    event.listen(pg.engine, "before_cursor_execute", pressed_meanwhile)
    collect(pg, at)
    pressing.join(30)
    with pg.read(TENANT) as reading:
        [after] = reading.reminders.tracks("U0MARA").values()
    assert (after.answer, after.closed_at) == (Settled.SNOOZED.value, at)
    other.close()
    pg.close()
