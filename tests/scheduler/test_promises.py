"""What the outbox promises, a sentence a test: committed before it is said, repeated or not, owned up to, in order."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from personas.people import Person
from personas.views import home as home_view
from scheduler import worker
from scheduler.delivery import Sender
from scheduler.delivery_kind import KINDS, Kind, UncertainPolicy
from scheduler.outgoing import EphemeralPost
from scheduler.reconcile import SETTLING
from storage.delivery import Progress
from storage.home import home_of
from storage.installation import Workspace
from storage.outbox import LEASE
from storage.store import Store
from tests.conftest import NOW, TENANT
from tests.outbox import leased
from tests.scheduler.test_delivery import Slack, refused, row, sender, slack, want, words
from tests.scheduler.test_reconcile import GRANTED, Talk, message

__all__ = ["slack", "words"]
OVER = LEASE + timedelta(seconds=1)


@pytest.fixture
def whisper() -> Iterator[None]:
    KINDS["whisper"] = Kind(
        lambda reading, row, now: EphemeralPost([], "only you see this"), method="chat.postEphemeral"
    )
    yield
    del KINDS["whisper"]


class Watching(Slack):
    """Looks into the database, over a connection of its own, while it is called."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self.store = store
        self.saw: list[tuple[Progress, str]] = []

    def _take(self, what: str, text: str) -> dict[str, str]:
        found = row(self.store)
        self.saw.append((found.state, found.owner))
        return super()._take(what, text)


def test_that_it_is_being_sent_is_committed_before_slack_is_called(
    store: Store, words: dict[str, str]
) -> None:
    watching = Watching(store)
    ours = sender(store, watching)
    want(store)
    asyncio.run(ours.send_due())
    want(store)
    asyncio.run(ours.send_due())
    assert watching.saw == [(Progress.SENDING, ours.owner)] * 2


def test_an_edit_that_was_under_way_when_the_process_died_is_made_again(
    store: Store, slack: Slack, words: dict[str, str]
) -> None:
    want(store)
    asyncio.run(sender(store, slack).send_due())
    want(store)
    assert leased(store, NOW, owner="dead")
    words["text"] = "two"
    asyncio.run(sender(store, slack, late=OVER).send_due())
    assert (slack.said, row(store).state) == ([("post", "one"), ("edit", "two")], Progress.SENT)


def test_a_whisper_that_was_under_way_when_the_process_died_is_not_whispered_again(
    store: Store, slack: Slack, whisper: None
) -> None:
    with store.begin(TENANT) as tx:
        tx.deliveries.want("whisper", key="w", now=NOW, person="U1", channel="C1", subject_id=1)
    assert leased(store, NOW, owner="dead")
    for seconds in (0, 60, 600):
        asyncio.run(sender(store, slack, late=OVER + timedelta(seconds=seconds)).send_due())
    assert (slack.said, row(store, "whisper").state) == ([], Progress.UNCERTAIN)


def test_each_kind_has_the_policy_that_is_promised() -> None:
    wanted = {name: kind.doubt for name, kind in KINDS.items() if kind.doubt is not UncertainPolicy.OWN_UP}
    assert wanted == {"ask": UncertainPolicy.RESEND_ONCE, "reminder": UncertainPolicy.SKIP}
    assert {name for name, kind in KINDS.items() if kind.repeatable} == {"home", "tick"}


def test_what_changes_while_a_post_is_in_doubt_becomes_one_edit_of_the_post_that_was_found(
    store: Store, words: dict[str, str]
) -> None:
    talk = Talk()
    talk.refuse, talk.stands = [refused("internal_error")], [message(1)]
    with store.system() as system:
        system.installations.save(Workspace(TENANT, "N", "U0", "B0", "U0", GRANTED, NOW))
    want(store)
    asyncio.run(sender(store, talk).send_due())
    for _ in range(10):
        want(store)
    words["text"] = "ten"
    asyncio.run(sender(store, talk).send_due())
    assert (talk.said, row(store).state) == ([], Progress.SENDING)
    for _ in range(2):
        asyncio.run(sender(store, talk, late=SETTLING + timedelta(seconds=1)).send_due())
    assert (talk.said, row(store).ts, row(store).state) == ([("edit", "ten")], "9.0001", Progress.SENT)


def test_a_change_never_posts_what_stayed_uncertain(
    store: Store, slack: Slack, words: dict[str, str]
) -> None:
    want(store)
    slack.refuse = [refused("internal_error")]
    asyncio.run(sender(store, slack).send_due())
    for seconds in (1, 2, 3600):
        want(store)
        asyncio.run(sender(store, slack, late=timedelta(seconds=seconds)).send_due())
    assert (slack.said, row(store).state) == ([], Progress.UNCERTAIN)


def test_what_changed_before_its_first_post_is_posted_once_as_it_is_now(
    store: Store, slack: Slack, words: dict[str, str]
) -> None:
    want(store)
    slack.refuse = [refused("ratelimited", status=429, headers={"Retry-After": "30"})]
    asyncio.run(sender(store, slack).send_due())
    for _ in range(10):
        want(store)
    words["text"] = "ten"
    for _ in range(2):
        asyncio.run(sender(store, slack, late=timedelta(seconds=31)).send_due())
    assert slack.said == [("post", "ten")]


def test_admins_see_in_their_home_how_many_messages_may_not_have_arrived_and_nobody_else_does(
    store: Store, slack: Slack, words: dict[str, str]
) -> None:
    with store.begin(TENANT) as tx:
        tx.people.mirror(Person("U0ADMIN", "Ada", admin=True), NOW)
        tx.people.mirror(Person("U0MEMBER", "Mo"), NOW)
    want(store)
    slack.refuse = [refused("internal_error")]
    asyncio.run(sender(store, slack).send_due())
    with store.read(TENANT) as reading:
        shown = [str(home_view.page(home_of(reading, who, NOW))) for who in ("U0ADMIN", "U0MEMBER")]
    assert ["1 message of mine may not have arrived" in each for each in shown] == [True, False]


def test_a_commit_wakes_the_sender_which_waits_for_no_heartbeat(
    store: Store, slack: Slack, words: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "HEARTBEAT_S", 3600.0)

    async def said() -> None:
        loop, resting = asyncio.get_running_loop(), asyncio.Event()

        class Resting(Sender):
            def idle(self, lane: int) -> float:
                loop.call_soon_threadsafe(resting.set)
                return Sender.idle(self, lane)

        ours = Resting(store, lambda _: slack, lambda: NOW)  # type: ignore[arg-type, return-value]
        store.after_commit(lambda: ours.wake(loop))
        running = asyncio.create_task(ours.run())
        await resting.wait()
        await asyncio.to_thread(want, store)
        while not slack.said:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        ours.stop()
        await running

    asyncio.run(asyncio.wait_for(said(), 60))
    assert slack.said == [("post", "one")]


def test_what_was_undone_wakes_nobody(store: Store) -> None:
    woken: list[Any] = []
    store.after_commit(lambda: woken.append(1))
    with pytest.raises(RuntimeError, match="undone"), store.begin(TENANT) as tx:
        tx.deliveries.want("note", key="k", now=NOW, person="U1", subject_id=1)
        raise RuntimeError("undone")
    assert woken == []
