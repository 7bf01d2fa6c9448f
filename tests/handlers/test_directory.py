"""What Slack says about people comes late and in any order: the younger word holds."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from handlers.call import Call
from handlers.directory import changed
from handlers.event import PersonChanged
from personas.people import Person, person_of
from scheduler.people import mirror_due
from storage.installation import Workspace
from storage.store import Store
from tests.conftest import NOW, TENANT

Make = Callable[..., Call]
SECOND = timedelta(seconds=1)


def profile(**more: Any) -> dict[str, Any]:
    return {"id": "U0JO", "name": "Jo", "profile": {}, "team_id": TENANT, **more}


def change(at: datetime, **more: Any) -> PersonChanged:
    return PersonChanged(person_of(profile(**more), tenant=TENANT), at)


def installed(store: Store) -> None:
    with store.system() as system:
        system.installations.save(Workspace(TENANT, "N", "U0", "B0", "U0", frozenset(), NOW))
        assert system.installations.take_directory(TENANT, now=NOW, again=NOW + timedelta(hours=6))


def jo(store: Store) -> Person:
    with store.read(TENANT) as reading:
        return reading.people.known("U0JO")


def directory_is_due(store: Store) -> bool:
    with store.system() as system:
        return system.installations.directories_due(NOW) == [TENANT]


def test_a_change_that_comes_after_a_later_one_is_not_believed_but_asked_about(
    store: Store, call: Make
) -> None:
    installed(store)
    for happened, now, admin in ((1, 2, False), (0, 60, True)):
        told = call(event=change(NOW + happened * SECOND, is_admin=admin), now=NOW + now * SECOND)
        changed(told, store)
    assert not jo(store).admin
    assert directory_is_due(store)


def test_changes_in_their_order_are_taken_over_and_ask_nothing(store: Store, call: Make) -> None:
    installed(store)
    for second, admin in ((0, True), (10, False)):
        at = NOW + second * SECOND
        changed(call(event=change(at, is_admin=admin), now=at + SECOND), store)
    assert not jo(store).admin
    assert not directory_is_due(store)


def test_what_was_heard_while_a_clock_was_ahead_keeps_no_later_word_out(store: Store, call: Make) -> None:
    ahead = NOW + timedelta(days=3)
    changed(call(event=change(NOW), now=ahead), store)
    changed(call(event=change(NOW + SECOND, deleted=True), now=NOW + SECOND), store)
    assert jo(store).deleted


def test_a_page_of_the_directory_does_not_undo_what_an_event_told_while_it_came(
    store: Store, call: Make
) -> None:
    clock = [NOW]
    with store.system() as system:
        system.installations.save(Workspace(TENANT, "N", "U0", "B0", "U0", frozenset(), NOW))

    class Slow:
        async def users_list(self, **_: Any) -> dict[str, Any]:
            clock[0] += 2 * SECOND
            said = call(event=change(clock[0] - SECOND, deleted=True), now=clock[0])
            await asyncio.to_thread(changed, said, store)
            clock[0] += SECOND
            return {"members": [profile(), {**profile(), "id": "U0MARA"}]}

    asyncio.run(mirror_due(store, lambda _: Slow(), lambda: clock[0]))  # type: ignore[arg-type, return-value]
    assert jo(store) == person_of(profile(deleted=True), tenant=TENANT)
    with store.read(TENANT) as reading:
        assert reading.people.get("U0MARA")
