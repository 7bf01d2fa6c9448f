"""Looking at a message again: whatever stands on it now is what the record says, come what may on the way."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from handlers.call import Call, Quoted
from handlers.evidence import reacted
from personas.evidence import State
from personas.people import Person, Place
from personas.persona import Claim, Facet
from scheduler.capture import ATTEMPTS_MAX
from storage.installation import Workspace
from storage.outbox import LEASE
from storage.privacy import erase_person, every_table
from storage.store import Store
from storage.unit_of_work import DuplicateRequest
from tests.conftest import NOW, TENANT
from tests.outbox import leased
from tests.scheduler.desk import DEVIN, MARA, PRIYA, RANDOM, RENEWALS, SHARED, SUPPORT, Desk, open_desk
from tests.storage.test_evidence import cite

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def desk(lite: Store) -> AsyncIterator[Desk]:
    async with open_desk(lite) as one:
        yield one


async def test_a_reaction_leaves_a_masked_draft_eyes_and_one_private_question(desk: Desk) -> None:
    ts = await desk.ticket()
    await desk.react(PRIYA, ts)
    piece = desk.piece(ts)
    assert piece
    assert (piece.state, piece.reporter, piece.seen_by, piece.source_key) == (
        State.DRAFT,
        PRIYA,
        (PRIYA,),
        "zendesk:northlight:4711",
    )
    assert "fairhaven" not in piece.text
    assert piece.link.startswith("https://")
    assert await desk.marks(ts) == {"eyes"}
    assert ["Who is this about?" in each for each in await desk.whispers(PRIYA)] == [True]
    assert await desk.whispers(DEVIN) == []


async def test_a_channel_that_was_closed_or_shared_meanwhile_is_taken_for_what_it_is_now(desk: Desk) -> None:
    with desk.store.begin(TENANT) as tx:
        for channel in (RENEWALS, SHARED):
            tx.channels.describe(channel, name="open", private=False, shared=False, at=NOW)
    desk.clock[0] = NOW + timedelta(minutes=11)
    for channel in (RENEWALS, SHARED):
        ts = next(m["ts"] for m in await desk.town.messages(MARA, channel) if not m.get("ephemeral"))
        await desk.react(PRIYA, ts, channel=channel)
        piece = desk.piece(ts, channel=channel)
        assert (piece.visibility if piece else None) == (RENEWALS if channel == RENEWALS else None)


def test_workspaces_that_slack_allows_nothing_now_take_nobodys_turn(store: Store) -> None:
    tenants = [*(f"T{number}" for number in range(8)), "T99"]
    for tenant in tenants:
        with store.begin(tenant) as tx:
            tx.captures.want(SUPPORT, "1.0", user=PRIYA, now=NOW)
    with store.system() as system:
        for tenant in tenants[:8]:
            system.limits.block(tenant, "reactions.get", until=NOW + timedelta(minutes=5), now=NOW)
        looks = system.captures.take(NOW, limit=8, after="")
        assert ([each.tenant for each in looks], system.captures.last) == (["T99"], "T99")


def test_the_next_look_begins_behind_the_workspace_that_was_looked_at_last(store: Store) -> None:
    for tenant in ("T1", "T2", "T3"):
        with store.begin(tenant) as tx:
            tx.captures.want(SUPPORT, "1.0", user=PRIYA, now=NOW)
    with store.system() as system:
        looks = system.captures.take(NOW, limit=2, after="T2")
        assert ([each.tenant for each in looks], system.captures.last) == (["T3", "T1"], "T1")


async def test_a_second_look_changes_nothing_and_says_nothing(desk: Desk) -> None:
    ts = await desk.ticket()
    await desk.react(PRIYA, ts)
    await desk.look(PRIYA, ts)
    assert len(await desk.whispers(PRIYA)) == 1
    assert not desk.due()


async def test_a_second_person_has_also_seen_it_and_the_last_emoji_takes_it_away(desk: Desk) -> None:
    ts = await desk.ticket()
    await desk.react(PRIYA, ts)
    await desk.react(DEVIN, ts)
    assert desk.piece(ts).seen_by == (DEVIN, PRIYA)  # type: ignore[union-attr]
    assert await desk.whispers(DEVIN) == []
    await desk.react(PRIYA, ts, remove=True)
    assert desk.piece(ts).state is State.DRAFT  # type: ignore[union-attr]
    await desk.react(DEVIN, ts, remove=True)
    assert desk.piece(ts).state is State.WITHDRAWN  # type: ignore[union-attr]
    assert await desk.marks(ts) == set()
    await desk.react(DEVIN, ts)
    assert desk.piece(ts).state is State.DRAFT  # type: ignore[union-attr]
    assert await desk.marks(ts) == {"eyes"}


async def test_the_private_line_is_corrected_when_the_emoji_is_taken_away(desk: Desk) -> None:
    ts = await desk.ticket()
    await desk.react(PRIYA, ts)
    await desk.react(DEVIN, ts)
    await desk.react(PRIYA, ts, remove=True)
    assert len(await desk.whispers(PRIYA)) == 1
    await desk.react(DEVIN, ts, remove=True)
    assert "is withdrawn, since its emoji is gone" in (await desk.whispers(PRIYA))[-1]
    assert await desk.whispers(DEVIN) == [], "who read no line reads no correction"
    await desk.react(PRIYA, ts)
    await desk.react(PRIYA, ts, remove=True)
    assert len([each for each in await desk.whispers(PRIYA) if "no longer holds" in each]) == 2


async def test_an_emoji_that_came_went_and_came_before_its_line_was_said_is_told_all_the_same(
    desk: Desk,
) -> None:
    ts = await desk.ticket()
    await desk.town.act("faults", method="chat.postEphemeral", answer="429", retry_after=5)
    await desk.react(PRIYA, ts)
    await desk.react(PRIYA, ts, remove=True)
    desk.clock[0] += timedelta(seconds=6)
    while await desk.sender.send_due():
        pass
    assert await desk.whispers(PRIYA) == []
    await desk.react(PRIYA, ts)
    assert ["Who is this about?" in each for each in await desk.whispers(PRIYA)] == [True]


async def test_a_mark_that_a_process_left_before_it_was_killed_does_not_stay_beside_the_next_one(
    desk: Desk,
) -> None:
    ts = await desk.ticket()
    await desk.town.act("react", **{"as": PRIYA, "channel": SUPPORT, "ts": ts, "emoji": "card_index"})
    with desk.store.begin(TENANT) as tx:
        tx.captures.want(SUPPORT, ts, user=PRIYA, now=desk.clock[0])
    await desk.reaction_worker.once()
    assert leased(desk.store, desk.clock[0], owner="dead")
    await desk.town.slack.reactions_add(channel=SUPPORT, timestamp=ts, name="eyes")
    await desk.react(DEVIN, ts, "p-buyer")
    desk.clock[0] += LEASE + timedelta(seconds=1)
    while await desk.sender.send_due():
        pass
    assert await desk.marks(ts) == {"white_check_mark"}


@pytest.mark.parametrize("last_word", ["reaction_removed", "reaction_added"])
async def test_events_that_come_in_the_wrong_order_leave_what_stands_on_the_message(
    desk: Desk, last_word: str
) -> None:
    """Slack tells of the removal before it tells of what was removed, or of what was put there before it was."""
    ts = await desk.ticket()
    for remove in (False, True) if last_word == "reaction_removed" else (False, True, False):
        await desk.town.act(
            "react", **{"as": PRIYA, "channel": SUPPORT, "ts": ts, "emoji": "card_index", "remove": remove}
        )
    told = [
        "reaction_added",
        "reaction_removed",
        *(["reaction_added"] if last_word == "reaction_added" else []),
    ]
    for once, word in enumerate(sorted(told, reverse=True)):
        event = Call(
            TENANT, PRIYA, desk.clock[0], channel=SUPPORT, action=word, value="card_index", idempotency_key=f"Ev{once}",
            message=Quoted(ts),
        )  # fmt: skip
        reacted(event, desk.store)
        await desk.reaction_worker.once()
    piece = desk.piece(ts)
    assert (piece.state if piece else None) == (State.DRAFT if last_word == "reaction_added" else None)
    assert desk.due() == 0


async def test_a_personas_own_emoji_files_at_once_even_what_was_a_draft(desk: Desk) -> None:
    ts = await desk.ticket()
    await desk.react(PRIYA, ts)
    await desk.react(DEVIN, ts, "p-buyer")
    piece = desk.piece(ts)
    assert piece
    assert piece.state is State.FILED
    assert await desk.marks(ts) == {"white_check_mark"}
    assert "about *Buyer*" in str(await desk.whispers(DEVIN))


async def test_a_persona_that_was_retired_before_its_emoji_was_looked_at_files_nothing(desk: Desk) -> None:
    ts = await desk.ticket()
    with desk.store.begin(TENANT) as tx:
        buyer = next(each for each in tx.personas.all() if each.emoji == "p-buyer")
        tx.personas.change(buyer.id, by=MARA, at=NOW, retired_at=NOW)
    await desk.react(DEVIN, ts, "p-buyer")
    piece = desk.piece(ts)
    assert piece is None or piece.state is State.DRAFT


async def test_two_personas_emoji_at_once_are_a_question(desk: Desk) -> None:
    ts = await desk.ticket()
    for emoji in ("p-buyer", "p-ops-admin"):
        await desk.town.act("react", **{"as": PRIYA, "channel": SUPPORT, "ts": ts, "emoji": emoji})
    await desk.look(PRIYA, ts)
    assert desk.piece(ts).state is State.DRAFT  # type: ignore[union-attr]


async def test_other_emoji_and_bots_leave_nothing(desk: Desk) -> None:
    ts = await desk.ticket()
    await desk.react(PRIYA, ts, "rocket")
    await desk.react("U0TICKETS", ts)
    assert desk.piece(ts) is None


async def test_what_was_taken_back_by_hand_comes_back_only_with_somebody_new(desk: Desk) -> None:
    ts = await desk.ticket()
    await desk.react(PRIYA, ts)
    with desk.store.begin(TENANT) as tx:
        tx.evidence.withdraw(tx.evidence.of_message(SUPPORT, ts), by=MARA, at=NOW)  # type: ignore[arg-type]
    await desk.look(PRIYA, ts)
    assert desk.piece(ts).state is State.WITHDRAWN  # type: ignore[union-attr]
    await desk.react(DEVIN, ts)
    assert desk.piece(ts).state is State.DRAFT  # type: ignore[union-attr]


async def test_what_a_decision_cites_stays_and_the_person_hears_which(desk: Desk) -> None:
    ts = await desk.ticket()
    await desk.react(PRIYA, ts, "p-buyer")
    with desk.store.begin(TENANT) as tx:
        cite(tx, tx.evidence.of_message(SUPPORT, ts).id, NOW)  # type: ignore[union-attr]
    await desk.react(PRIYA, ts, "p-buyer", remove=True)
    piece = desk.piece(ts)
    assert piece
    assert (piece.state, piece.seen_by) == (State.FILED, (PRIYA,))
    assert "already supports *D-7*" in (await desk.whispers(PRIYA))[-1]
    assert await desk.marks(ts) == {"white_check_mark"}


async def test_what_was_filed_by_form_does_not_go_with_an_emoji(desk: Desk) -> None:
    ts = await desk.ticket()
    await desk.react(PRIYA, ts, "p-buyer")
    with desk.store.begin(TENANT) as tx:
        tx.evidence.vouch(tx.evidence.of_message(SUPPORT, ts).id, MARA)  # type: ignore[union-attr]
    await desk.react(PRIYA, ts, "p-buyer", remove=True)
    assert desk.piece(ts).state is State.FILED  # type: ignore[union-attr]


async def test_a_reply_in_a_thread_is_asked_about_in_its_thread(desk: Desk) -> None:
    parent = next(m for m in await desk.town.messages(MARA, "C0ONBOARD") if m.get("reply_count"))["ts"]
    reply = (await desk.town.messages(MARA, "C0ONBOARD", parent))[1]["ts"]
    with desk.store.begin(TENANT) as tx:
        tx.channels.bind("C0ONBOARD", [], filing=True, by=MARA, at=NOW)
    await desk.react(PRIYA, reply, channel="C0ONBOARD")
    assert await desk.marks(reply, channel="C0ONBOARD", thread=parent) == {"eyes"}
    assert "Who is this about?" in str(await desk.whispers(PRIYA, channel="C0ONBOARD", thread=parent))


async def test_a_channel_that_turns_out_shared_files_nothing_and_says_so_once_a_day(desk: Desk) -> None:
    messages = [m for m in await desk.town.messages(MARA, SHARED) if not m.get("ephemeral")]
    for message in messages[:2]:
        await desk.react(PRIYA, message["ts"], channel=SHARED)
    assert ["other organisations" in each for each in await desk.whispers(PRIYA, channel=SHARED)] == [True]
    assert desk.piece(messages[0]["ts"], channel=SHARED) is None
    with desk.store.read(TENANT) as reading:
        assert not reading.channels.filing(SHARED)


async def test_what_is_filed_in_a_private_channel_is_that_channels_own(desk: Desk) -> None:
    ts = next(m["ts"] for m in await desk.town.messages(MARA, RENEWALS) if not m.get("ephemeral"))
    await desk.react(PRIYA, ts, channel=RENEWALS)
    piece = desk.piece(ts, channel=RENEWALS)
    assert piece is not None
    assert (piece.visibility, piece.state, piece.reporter) == (RENEWALS, State.DRAFT, PRIYA)
    assert await desk.marks(ts, channel=RENEWALS) == {"eyes"}
    assert "Who is this about?" in str(await desk.whispers(PRIYA, channel=RENEWALS))


async def test_where_the_app_may_not_read_the_person_is_told_once_in_their_own_conversation(
    desk: Desk,
) -> None:
    ts = (await desk.town.messages(MARA, RANDOM) or [{"ts": "1.0"}])[-1]["ts"]
    for _ in range(2):
        await desk.look(MARA, ts, channel=RANDOM)
    said = [str(m) for m in await desk.town.messages(MARA, await _dm(desk))]
    assert ["I can't read" in each for each in said] == [True]
    assert not desk.due()


@pytest.mark.parametrize("answer", ["429", "500", "503", "error:internal_error", "drop_before"])
async def test_when_slack_will_not_say_it_is_asked_again_and_nothing_is_lost(desk: Desk, answer: str) -> None:
    ts = await desk.ticket()
    await desk.town.act("faults", method="reactions.get", answer=answer, times=2)
    await desk.react(PRIYA, ts)
    assert (desk.piece(ts), desk.due()) == (None, True)
    for _ in range(3):
        desk.clock[0] += timedelta(minutes=5)
        await desk.reaction_worker.once()
    assert desk.piece(ts) is not None
    assert not desk.due()


async def test_a_message_that_is_gone_leaves_what_was_filed(desk: Desk) -> None:
    ts = await desk.ticket()
    await desk.react(PRIYA, ts, "p-buyer")
    await desk.town.act("faults", method="reactions.get", answer="error:message_not_found")
    await desk.look(PRIYA, ts)
    assert desk.piece(ts).state is State.FILED  # type: ignore[union-attr]
    assert not desk.due()


@pytest.mark.parametrize("answer", ["503", "error:fatal_error", "drop_before"])
async def test_a_reaction_is_filed_after_a_day_on_which_slack_was_down(desk: Desk, answer: str) -> None:
    ts = await desk.ticket()
    await desk.town.act("faults", method="reactions.get", answer=answer, times=0)
    await desk.react(PRIYA, ts)
    for _ in range(48):
        desk.clock[0] += timedelta(minutes=30)
        await desk.reaction_worker.once()
    await desk.town.people.delete("/playground/faults")
    desk.clock[0] += timedelta(minutes=30)
    await desk.reaction_worker.once()
    assert desk.piece(ts) is not None


async def test_after_many_attempts_it_is_given_up(desk: Desk) -> None:
    ts = await desk.ticket()
    await desk.town.act("faults", method="reactions.get", answer="error:invalid_arguments", times=0)
    await desk.react(PRIYA, ts)
    for _ in range(ATTEMPTS_MAX + 1):
        desk.clock[0] += timedelta(hours=1)
        await desk.reaction_worker.once()
    assert not desk.due()


async def test_what_kind_of_channel_it_is_is_asked_for_every_message(desk: Desk) -> None:
    first, second = await desk.ticket(), await desk.ticket("4716")
    await desk.react(PRIYA, first)
    await desk.town.act("faults", method="conversations.info", answer="500")
    await desk.react(PRIYA, second)
    assert (desk.piece(second), desk.due()) == (None, True)


async def test_a_picture_without_words_is_no_evidence_and_says_what_is(desk: Desk) -> None:
    picture = {"image_url": "https://x.example/a.png", "fallback": ""}
    # The plain call, as the client's own method warns of what is meant here: no words.
    wordless = {"channel": SUPPORT, "text": " ", "attachments": [picture]}
    posted = await desk.town.slack.api_call("chat.postMessage", json=wordless)
    with desk.store.system() as system:
        system.installations.save(Workspace(TENANT, "Northlight", "U0ELSE", "B0", "", frozenset(), NOW))
    await desk.react(PRIYA, posted["ts"])
    assert desk.piece(posted["ts"]) is None
    assert "no words in that message" in str(await desk.whispers(PRIYA))


async def test_our_own_messages_are_no_evidence(desk: Desk) -> None:
    posted = await desk.town.slack.chat_postMessage(channel=SUPPORT, text="A card")
    await desk.react(PRIYA, posted["ts"])
    assert desk.piece(posted["ts"]) is None


async def _dm(desk: Desk) -> str:
    opened = await desk.town.slack.conversations_open(users=MARA)
    return str(opened["channel"]["id"])


async def test_names_of_the_directory_are_masked_in_what_an_emoji_files(desk: Desk) -> None:
    with desk.store.begin(TENANT) as tx:
        tx.people.mirror(Person("U0ODD", "Twenty", names=("Twenty Minutes",)), NOW)
    ts = await desk.ticket()
    await desk.react(PRIYA, ts)
    piece = desk.piece(ts)
    assert piece
    assert "I gave up after a colleague." in piece.text


async def test_a_channel_that_was_closed_a_moment_ago_is_taken_for_what_it_is_now(desk: Desk) -> None:
    with desk.store.begin(TENANT) as tx:
        tx.channels.describe(RENEWALS, name="open", private=False, shared=False, at=NOW)
    ts = next(m["ts"] for m in await desk.town.messages(MARA, RENEWALS) if not m.get("ephemeral"))
    await desk.react(PRIYA, ts, channel=RENEWALS)
    piece = desk.piece(ts, channel=RENEWALS)
    assert piece
    assert piece.visibility == RENEWALS


def test_an_event_that_comes_from_a_shared_channel_stops_filing_there_at_once(lite: Store) -> None:
    with lite.begin(TENANT) as tx:
        tx.channels.bind("C1", [], filing=True, by=MARA, at=NOW)
    event = Call(tenant=TENANT, user=PRIYA, now=NOW, channel="C1", value="card_index", message=Quoted("1.1"))
    reacted(replace(event, place=Place("C1", shared=True)), lite)
    with lite.read(TENANT) as reading:
        assert (reading.channels.get("C1").shared, reading.channels.filing("C1")) == (True, False)


async def test_an_erased_person_does_not_come_back_from_reactions_that_were_waiting(desk: Desk) -> None:
    mine, both = await desk.ticket(), await desk.ticket("4716")
    for who, ts in ((PRIYA, mine), (PRIYA, both), (DEVIN, both)):
        await desk.town.act("react", **{"as": who, "channel": SUPPORT, "ts": ts, "emoji": "card_index"})
    with desk.store.begin(TENANT) as tx:
        tx.captures.want(SUPPORT, mine, user=PRIYA, now=desk.clock[0])
        tx.captures.want(SUPPORT, both, user=DEVIN, now=desk.clock[0])
        erase_person(tx, PRIYA, now=desk.clock[0] + timedelta(seconds=1))
    desk.clock[0] += timedelta(seconds=2)
    await desk.reaction_worker.once()
    assert desk.piece(mine) is None
    piece = desk.piece(both)
    assert piece
    assert (piece.reporter, piece.seen_by) == (DEVIN, (DEVIN,))
    with desk.store.read(TENANT) as reading:
        for table in every_table():
            assert PRIYA not in str(reading.connection.execute(reading.people.select(table)).all()), table
    await desk.react(PRIYA, mine, remove=True)
    await desk.react(PRIYA, mine)
    assert desk.piece(mine).seen_by == (PRIYA,), "what they do since is theirs"  # type: ignore[union-attr]


def test_what_somebody_began_before_they_were_erased_is_not_written(store: Store) -> None:
    with store.begin(TENANT) as tx:
        erase_person(tx, PRIYA, now=NOW)
    before = store.for_user(PRIYA, NOW - timedelta(seconds=1))
    with pytest.raises(DuplicateRequest), before.begin(TENANT) as tx:
        tx.captures.want("C1", "1.1", user=PRIYA, now=NOW)
    with store.for_user(PRIYA, NOW + timedelta(seconds=1)).begin(TENANT) as tx:
        tx.captures.want("C1", "1.1", user=PRIYA, now=NOW)


@pytest.mark.parametrize("word", ["user_not_found", "user_not_visible"])
async def test_the_emoji_of_somebody_whom_slack_does_not_show_files_nothing(desk: Desk, word: str) -> None:
    await desk.town.act("faults", method="users.info", answer=f"error:{word}", times=9)
    ts = await desk.ticket()
    await desk.react(PRIYA, ts)
    assert (desk.piece(ts), desk.due()) == (None, False)


@pytest.mark.parametrize("answer", ["error:internal_error", "500", "429"])
async def test_the_emoji_of_somebody_unknown_files_nothing_until_slack_says_who_they_are(
    desk: Desk, answer: str
) -> None:
    await desk.town.act("faults", method="users.info", answer=answer, times=1)
    ts = await desk.ticket()
    await desk.react(PRIYA, ts)
    assert (desk.piece(ts), desk.due()) == (None, True)
    desk.clock[0] += timedelta(minutes=5)
    await desk.reaction_worker.once()
    assert desk.piece(ts)
    with desk.store.read(TENANT) as reading:
        assert reading.people.met(PRIYA)


async def test_the_emoji_of_a_guest_of_whom_nobody_told_files_nothing(desk: Desk) -> None:
    guest = {"id": PRIYA, "team_id": TENANT, "name": "priya", "is_restricted": True}
    desk.town.slack.users_info = told(guest)  # type: ignore[method-assign]
    ts = await desk.ticket()
    await desk.react(PRIYA, ts)
    assert (desk.piece(ts), desk.due()) == (None, False)


def told(user: dict[str, Any]) -> Callable[..., Awaitable[Any]]:
    async def users_info(**_: Any) -> dict[str, Any]:
        return {"ok": True, "user": user}

    return users_info


async def test_the_private_line_proposes_the_claim_that_the_words_back(desk: Desk) -> None:
    with desk.store.begin(TENANT) as tx:
        admin = next(ref for ref in tx.personas.refs() if ref.slug == "ops-admin")
        asked = Claim(0, admin.id, Facet.STUCK, "Is asked to map 63 columns")
        tx.personas.state(admin.id, asked, by=MARA, at=NOW, position=0)
    await desk.react(PRIYA, await desk.ticket(), "p-ops-admin")
    assert "Does it back _Is asked to map 63 columns_?" in (await desk.whispers(PRIYA))[-1]
