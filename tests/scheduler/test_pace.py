"""How fast we speak: one memory for all processes, tenants in turn, a person's own click first."""

import asyncio
from datetime import timedelta

from scheduler.delivery import Sender
from storage.delivery import PROMPT, WAVE, Delivery, Progress
from storage.outbox import Throttle
from storage.rate_limit import KEPT_FREE, POST, RATE_LIMITS, RateLimit
from storage.store import Store
from tests.conftest import NOW, TENANT
from tests.scheduler.test_delivery import Slack, refused, row, sender, slack, want, words

__all__ = ["slack", "words"]
SLOW = Throttle(rate_limits={POST: RateLimit(60, 8)})


def wave(store: Store, tenant: str, people: int) -> None:
    """A question to so many people, each a row."""
    with store.begin(tenant) as tx:
        for number in range(people):
            tx.deliveries.want("reminder", key=f"k{number}", now=NOW, person=f"U{number}", subject_id=1)


def take(
    store: Store, *, lane: int = WAVE, limit: int = 8, late: float = 0, after: str = ""
) -> list[Delivery]:
    """What one process gets now."""
    with store.system() as system:
        return system.deliveries.take(
            NOW + timedelta(seconds=late), owner="me", limit=limit, lane=lane, throttle=SLOW, after=after
        )


def test_a_wave_leaves_tokens_for_what_a_person_waits_for(store: Store) -> None:
    wave(store, TENANT, 20)
    assert len(take(store)) == 8 - KEPT_FREE
    assert take(store) == []
    with store.begin(TENANT) as tx:
        tx.deliveries.want("decision", key="d", now=NOW, channel="C1", subject_id=1)
    assert [each.kind for each in take(store, lane=PROMPT)] == ["decision"]


def test_tokens_come_back_one_by_one(store: Store) -> None:
    wave(store, TENANT, 20)
    take(store)
    assert [len(take(store, late=seconds)) for seconds in (0.5, 1, 1, 3)] == [0, 1, 0, 2]


def test_workspaces_take_turns_so_that_a_large_wave_holds_up_nobody(store: Store) -> None:
    for tenant, people in (("T1", 20), ("T2", 2), ("T3", 2)):
        wave(store, tenant, people)
    assert {each.tenant for each in take(store, limit=6)} == {"T1", "T2", "T3"}


def test_the_next_turn_begins_behind_the_last(store: Store) -> None:
    for tenant in ("T1", "T2", "T3"):
        wave(store, tenant, 2)
    assert [each.tenant for each in take(store, limit=1, after="T1")] == ["T2"]
    assert [each.tenant for each in take(store, limit=1, after="T3")] == ["T1"]


def test_what_is_due_much_later_takes_nobodys_turn(store: Store) -> None:
    for number in range(8):
        with store.begin(f"T{number}") as tx:
            tx.deliveries.want(
                "ask", key="k", now=NOW, person="U1", subject_id=1, not_before=NOW + timedelta(hours=20)
            )
    wave(store, "T99", 1)
    assert [each.tenant for each in take(store)] == ["T99"]


def test_workspaces_that_may_say_nothing_now_take_nobodys_turn(store: Store) -> None:
    for number in range(8):
        wave(store, f"T{number}", 2)
        with store.system() as system:
            if number % 2:
                system.limits.block(f"T{number}", POST, until=NOW + timedelta(minutes=5), now=NOW)
            else:
                bucket = system.limits.buckets([f"T{number}"], SLOW.rate_limits, NOW)[f"T{number}", POST]
                assert sum(bucket.take(NOW) for _ in range(9)) == 8
                system.limits.keep(f"T{number}", POST, bucket)
    wave(store, "T99", 1)
    assert [each.tenant for each in take(store)] == ["T99"]


def test_the_turn_goes_on_behind_whoever_was_looked_at_last(store: Store) -> None:
    for tenant in ("T1", "T2", "T3"):
        wave(store, tenant, 1)
    with store.system() as system:
        outbox = system.deliveries
        taken = outbox.take(NOW, owner="me", limit=2, lane=WAVE, throttle=SLOW, after="T2")
    assert ([each.tenant for each in taken], outbox.last) == (["T1", "T3"], "T1")


def test_one_message_a_second_goes_to_a_channel(store: Store) -> None:
    with store.begin(TENANT) as tx:
        for number in range(2):
            tx.deliveries.want("decision", key=f"d{number}", now=NOW, channel="C1", subject_id=number)
    assert len(take(store, lane=PROMPT)) == 1
    assert take(store, lane=PROMPT, late=0.9) == []
    assert len(take(store, lane=PROMPT, late=1)) == 1


def test_what_only_waits_for_its_channels_second_takes_no_token(store: Store) -> None:
    with store.begin(TENANT) as tx:
        for number in range(8):
            tx.deliveries.want("decision", key=f"d{number}", now=NOW, channel="C1", subject_id=number)
    assert len(take(store, lane=PROMPT)) == 1
    with store.system() as system:
        assert system.limits.buckets([TENANT], SLOW.rate_limits, NOW)[
            TENANT, POST
        ].full_at == NOW + timedelta(seconds=1)


def test_a_channel_is_not_taken_by_a_message_that_had_no_token(store: Store) -> None:
    with store.begin(TENANT) as tx:
        for number in range(9):
            tx.deliveries.want("decision", key=f"d{number}", now=NOW, channel=f"C{number}", subject_id=number)
    assert len(take(store, lane=PROMPT, limit=9)) == 8
    with store.system() as system:
        assert system.limits.posted([(TENANT, "C8")], NOW) == {}
    assert [each.channel for each in take(store, lane=PROMPT, limit=9, late=1)] == ["C8"]


def test_a_retry_after_that_one_process_was_told_holds_for_every_other(
    store: Store, slack: Slack, words: dict[str, str]
) -> None:
    want(store)
    slack.refuse = [refused("ratelimited", status=429, headers={"Retry-After": "30"})]
    asyncio.run(sender(store, slack).send_due())
    wave(store, TENANT, 3)
    wave(store, "T2", 1)
    other = Store(store.url)
    assert [each.tenant for each in take(other, late=29)] == ["T2"]
    assert len(take(other, late=31)) == 3
    other.close()


def test_a_silence_is_not_made_shorter_by_a_later_and_shorter_one(store: Store) -> None:
    wave(store, TENANT, 1)
    with store.system() as system:
        for minutes in (10, 1):
            system.limits.block(TENANT, POST, until=NOW + timedelta(minutes=minutes), now=NOW)
    assert take(store, late=120) == []
    assert len(take(store, late=601)) == 1


def test_a_block_from_a_wrong_clock_gives_way_to_a_true_one(store: Store) -> None:
    wave(store, TENANT, 1)
    with store.system() as system:
        for until in (timedelta(days=3), timedelta(minutes=1)):
            system.limits.block(TENANT, POST, until=NOW + until, now=NOW)
    assert take(store, late=59) == []
    assert len(take(store, late=61)) == 1


def test_a_block_from_a_wrong_clock_is_not_is_not_believed(store: Store) -> None:
    wave(store, TENANT, 1)
    with store.system() as system:
        system.limits.block(TENANT, POST, until=NOW + timedelta(days=3), now=NOW)
    assert len(take(store)) == 1


def test_what_a_revoked_token_kept_from_being_said_waits(
    store: Store, slack: Slack, words: dict[str, str]
) -> None:
    want(store)
    wave(store, TENANT, 5)
    slack.refuse = [refused("account_inactive")] * 6
    asyncio.run(sender(store, slack).send_due())
    assert slack.said == []
    assert row(store).state is Progress.PENDING


def test_every_method_a_kind_uses_has_a_pace(store: Store) -> None:
    throttle = Sender(store, lambda _: Slack(), lambda: NOW)._throttle()  # type: ignore[arg-type, return-value]
    assert set(throttle.methods.values()) <= set(RATE_LIMITS)
