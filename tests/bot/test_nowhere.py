"""What is left of a workspace that is in no row any more (erased while somebody pressed) keeps no process busy."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.authorize import Tenants
from bot.vault import Vault, keys_of, new_key
from scheduler.capture import ReactionWorker
from scheduler.delivery import Sender
from scheduler.worker import Worker
from storage.store import Store
from tests.conftest import NOW
from tests.scheduler.test_delivery import words

__all__ = ["words"]
Make = Callable[[Store, Tenants, Callable[[], datetime]], Worker[Any]]


@pytest.mark.parametrize(
    "make",
    [lambda *given: Sender(given[0], given[1].client_for, given[2]),
     lambda *given: ReactionWorker(given[0], given[1].client_for, given[2])],
    ids=["sender", "reaction worker"],
)  # fmt: skip
def test_it_is_tried_now_and_then_and_not_over_and_over(
    store: Store, words: dict[str, str], make: Make
) -> None:
    with store.begin("T0ERASED") as tx:
        tx.deliveries.want("note", key="k", now=NOW, person="U1", subject_id=1)
        tx.captures.want("C1", "1.0", user="U1", now=NOW)
    clock = [NOW]
    tenants = Tenants(store, Vault(keys_of(new_key())), AsyncWebClient(), lambda: clock[0])
    worker = make(store, tenants, lambda: clock[0])

    async def rounds() -> list[int]:
        done = [await worker.once() for _ in range(3)]
        clock[0] += timedelta(seconds=6)
        return [*done, await worker.once()]

    assert asyncio.run(rounds()) == [1, 0, 0, 1]
