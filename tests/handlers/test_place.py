"""What is started in a private channel belongs there; what outsiders would read is not posted by itself."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from handlers import commands, decision, evidence, evidence_form, payload, persona, pulse
from handlers.call import Call, Form, NextView, Quoted, Reply, UserError
from handlers.form_state import FormState
from handlers.prefetch import SlackReader, place_if_told, place_named
from handlers.vocabulary import ACTIONS, NEEDS
from personas.errors import Gone, KeptElsewhere, NotInChannel, Outward, ReadOutside, RetiredPersona
from personas.evidence import Evidence, Kind, Polarity, Source, State
from personas.people import Place
from personas.permission import Viewer
from personas.persona import Claim, Facet, Persona, Type
from personas.pulse import Pulse
from personas.views import mistake
from scheduler import decision as receipts
from scheduler.outgoing import Drop, Post
from storage.store import Store
from tests.calls import field_errors
from tests.conftest import NOW, TENANT
from tests.handlers.pulses import MARA, USERS, Town, picked, ticked, town, typed

Make = Callable[..., Call]
ROOM = "C0BETA"  # where the pulses of these tests are started
SAM = "U0SAM"


@pytest.fixture
def here(store: Store) -> Town:
    """A team whose room is a private channel."""
    made = town(store)
    with store.begin(TENANT) as tx:
        tx.channels.describe(ROOM, name="beta", private=True, shared=False, at=NOW)
    return made


def said(call: Call, store: Store) -> str:
    """What anybody reads, a mistake included."""
    try:
        answer = commands.answer(call, store)
    except UserError as user_error:
        return repr(user_error.mistake)
    return json.dumps(answer.blocks) if isinstance(answer, Reply) else repr(answer)


def closed(here: Town) -> Pulse:
    sent = here.ask()
    for user in USERS[:6]:
        here.tap(user, sent, 0)
    here.press(MARA, pulse.closed, str(sent.id))
    return here.pulse(sent.id)


def test_a_pulse_of_a_private_channel_shows_there_and_to_who_asked(here: Town) -> None:
    sent = here.ask()
    assert sent.visibility == ROOM
    for user, channel, shown in ((MARA, "C0OTHER", True), (SAM, ROOM, True), (SAM, "C0OTHER", False)):
        listing = said(here.call(user, "pulses", channel=channel), here.store)
        assert (sent.question[:40] in listing) is shown
        assert ("+1 from a private channel" in listing) is not shown
        one = said(here.call(user, "pulse P-1", channel=channel), here.store)
        assert (sent.question[:40] in one) is shown
        assert (one == repr(KeptElsewhere("P-1"))) is not shown


def test_its_result_is_evidence_of_that_channel_and_is_shared_nowhere_else(here: Town) -> None:
    done = closed(here)
    form_state = FormState(subject=done.id, in_dm=True).dump()
    form = {"claim": picked("0"), "supports": ticked("0")}
    pulse.filed(
        here.call(MARA, form=form, metadata=form_state, idempotency_key="view:1", channel="D1"), here.store
    )
    with here.store.read(TENANT) as reading:
        piece = reading.evidence.numbered(1)
        assert piece
        assert (piece.visibility, piece.n, piece.m) == (ROOM, 6, 6)
        assert reading.evidence.hidden(here.persona_id, viewer=Viewer("C0OTHER", SAM)) == 1
        assert reading.tallies.differences() == []
    where = {"channel": {"x": {"type": "conversations_select", "selected_conversation": "C0OTHER"}}}
    sent = here.call(MARA, form=where, metadata=form_state, idempotency_key="view:2")
    assert "private channel" in field_errors(pulse.shared, sent, here.store)["channel"]


def test_a_result_is_not_shared_where_other_organisations_read(here: Town) -> None:
    with here.store.begin(TENANT) as tx:
        tx.channels.describe(ROOM, name="beta", private=False, shared=False, at=NOW)
        tx.channels.describe("C0ACME", name="with-acme", private=False, shared=True, at=NOW)
    done = closed(here)
    where = {"channel": {"x": {"type": "conversations_select", "selected_conversation": "C0ACME"}}}
    form_state = FormState(subject=done.id, in_dm=True).dump()
    sent = here.call(MARA, form=where, metadata=form_state, idempotency_key="view:2")
    assert "shared with another organisation" in field_errors(pulse.shared, sent, here.store)["channel"]


def test_a_pulse_from_a_direct_message_belongs_to_the_workspace(here: Town) -> None:
    with here.store.begin(TENANT) as tx:
        tx.channels.describe(ROOM, name="beta", private=False, shared=False, at=NOW)
    assert here.ask().visibility == ""


def test_a_result_is_filed_on_a_claim_of_its_own_persona_alone(here: Town) -> None:
    done = closed(here)
    with here.store.begin(TENANT) as tx:
        other = Persona(0, "buyer", "Buyer", Type.BUYER, claims=(Claim(0, 0, Facet.STUCK, "Waits"),))
        made = tx.personas.get(tx.personas.create(other, by=MARA, at=NOW))
        assert made
    form = {"claim": picked(str(made.claims[0].id)), "supports": ticked("0")}
    call = here.call(MARA, form=form, metadata=FormState(subject=done.id).dump(), idempotency_key="view:1")
    assert "End user" in field_errors(pulse.filed, call, here.store)["claim"]
    with here.store.read(TENANT) as reading:
        assert reading.evidence.everything() == []


def test_nothing_is_filed_about_a_retired_persona(here: Town, call: Make) -> None:
    piece = Evidence(0, 0, "hm", Kind.STUCK, Source.MESSAGE, Polarity.SUPPORTS, State.DRAFT, MARA, NOW, NOW)
    with here.store.begin(TENANT) as tx:
        draft = tx.evidence.file(piece)
        tx.personas.change(here.persona_id, by=MARA, at=NOW, retired_at=NOW)
    with pytest.raises(UserError) as user_error:
        evidence.about(call(value=f"{draft.id}:{here.persona_id}"), here.store)
    assert isinstance(user_error.value.mistake, RetiredPersona)


# ------------------------------------------------------------------ decisions where outsiders read


def logged(store: Store, call: Make, **parts: Any) -> None:
    """A decision, submitted."""
    with store.read(TENANT) as reading:
        ids = {ref.slug: str(ref.id) for ref in reading.personas.refs()}

    def chosen(slug: str) -> dict[str, Any]:
        return {"x": {"selected_options": [{"value": ids[slug]}]}}

    form = {
        "from": typed("one path"), "to": typed("two paths"), "because": typed("they set up alone"),
        "served": chosen("admin"), "unserved": chosen("buyer"),
    }  # fmt: skip
    decision.logged(call(form=form, idempotency_key="view:1", **parts), store)


def kinds(store: Store) -> list[tuple[str, str]]:
    with store.read(TENANT) as reading:
        found = (*reading.deliveries.of("decision", 1), *reading.deliveries.of("decision_private", 1))
        return [(row.kind, row.channel) for row in found]


@pytest.mark.parametrize(
    ("place", "receipt"),
    [
        (Place("C0ONBOARD", "onboarding", known=True), ("decision", "C0ONBOARD")),
        (Place("C0ONBOARD", "with-acme", shared=True, known=True), ("decision_private", "")),
        (Place("C0ONBOARD"), ("decision_private", "")),
        (None, ("decision", "C0ONBOARD")),
    ],
    ids=["our own", "shared with others", "Slack does not tell", "in a test"],
)
def test_the_receipt_goes_where_only_we_read(
    lite: Store, call: Make, place: Place | None, receipt: tuple[str, str]
) -> None:
    commands.answer(call("start"), lite)
    logged(lite, call, place=place)
    assert kinds(lite) == [receipt]


def test_what_slack_says_now_counts_though_nobody_told_that_the_channel_is_private(
    lite: Store, call: Make
) -> None:
    commands.answer(call("start"), lite)
    logged(lite, call, place=Place("C0ONBOARD", "board", private=True, known=True))
    assert repr(KeptElsewhere("D-1")) == said(call("D-1", user=SAM, channel="C0OTHER"), lite)
    assert "two paths" in said(call("D-1", user=SAM), lite)
    for words in ("decisions", "admin decisions", "proof", "admin"):
        elsewhere = said(call(words, user=SAM, channel="C0OTHER"), lite)
        assert "two paths" not in elsewhere
        assert "+1 from a private channel" in elsewhere


def test_a_decision_typed_to_the_app_is_the_workspaces_as_evidence_is(lite: Store, call: Make) -> None:
    commands.answer(call("start"), lite)
    form = decision.decide(call("because admin: two paths", channel="D1", in_dm=True), lite)
    assert isinstance(form, Form)
    assert "Everybody in this workspace can read it" in json.dumps(form.view)
    logged(lite, call, channel="D1", in_dm=True, metadata=form.view["private_metadata"])
    assert "two paths" in said(call("D-1", user=SAM, channel="C0OTHER"), lite)


def test_a_decision_from_words_of_a_direct_message_stays_in_that_conversation(
    lite: Store, call: Make
) -> None:
    commands.answer(call("start"), lite)
    written = Quoted("17.5", "we go with two paths")
    for where in ({"channel": "D2", "in_dm": True}, {"channel": "G2", "private": True}):
        form = decision.from_message(call(message=written, **where), lite)
        assert isinstance(form, Form)
        kept = FormState.load(form.view["private_metadata"])
        assert kept.private
        for again in (decision.unfolded, decision.from_template):
            other = again(call(metadata=kept.dump(), value="split", **where), lite)
            assert isinstance(other, NextView)
            assert "From a private place" in json.dumps(other.view)
    logged(lite, call, channel="D2", in_dm=True, private=kept.private, metadata=kept.dump())
    assert repr(KeptElsewhere("D-1")) == said(call("D-1", user=SAM, channel="C0OTHER"), lite)


def test_a_channel_known_to_be_shared_gets_nothing_by_itself_and_the_logger_reads_why(
    lite: Store, call: Make
) -> None:
    commands.answer(call("start"), lite)
    logged(lite, call, place=Place("C0ONBOARD", "with-acme", shared=True, known=True))
    with lite.read(TENANT) as reading:
        [sent] = reading.deliveries.of("decision_private", 1)
        post = receipts.private_receipt(reading, sent, NOW)
        assert isinstance(post, Post)
        assert "shared with another organisation" in json.dumps(post.blocks)
        assert "`/persona D-1 share`" in json.dumps(post.blocks)
        assert "decision_post" not in json.dumps(post.blocks)
    with pytest.raises(UserError) as user_error:
        decision.post_there(call(value="1:C0ONBOARD"), lite)
    assert user_error.value.mistake == ReadOutside("C0ONBOARD", "D-1")
    assert kinds(lite) == [("decision_private", "")]


OUTSIDE = Place("C0ONBOARD", "with-acme", shared=True, known=True)


@pytest.mark.parametrize("words", ["admin", "D-1", "EV-1", "decisions", "what should admin see first"])
def test_what_outsiders_would_read_is_shown_only_to_who_says_so_a_second_time(
    store: Store, call: Make, words: str
) -> None:
    commands.answer(call("start"), store)
    logged(store, call)
    piece = Evidence(0, 0, "hm", Kind.STUCK, Source.MESSAGE, Polarity.SUPPORTS, State.FILED, MARA, NOW, NOW)
    with store.begin(TENANT) as tx:
        tx.evidence.file(piece)
    assert outward(commands.share, call(value=words, place=OUTSIDE), store) == Outward("C0ONBOARD", words)
    assert NEEDS["share"] is place_if_told
    told = outward(commands.share, call(value=words), store)
    assert told == Outward("C0ONBOARD", words), "and it is remembered where Slack is not asked"
    said_so = f"{words} share"
    for asked in (commands.answer, commands.mentioned):
        assert outward(asked, call(said_so, action="app_mention"), store) == Outward("C0ONBOARD", said_so)
    blocks, _ = mistake.sentence(told)
    [pressed] = [each for row in blocks for each in row.get("elements", ()) if "action_id" in each]
    posted = ACTIONS[pressed["action_id"]](call(value=pressed["value"]), store)
    assert isinstance(posted, Reply)
    assert posted.shared


def test_a_mention_says_itself_that_outsiders_read_there_and_nothing_else_of_the_channel(
    lite: Store, call: Make
) -> None:
    commands.answer(call("start"), lite)
    with lite.begin(TENANT) as tx:
        tx.channels.describe("C0ONBOARD", name="closed", private=True, shared=False, at=NOW)
    event = {
        "type": "app_mention",
        "user": SAM,
        "channel": "C0ONBOARD",
        "text": "<@U0> admin share",
        "ts": "1.0",
    }
    body = {"team_id": TENANT, "event_id": "Ev1", "event": event, "is_ext_shared_channel": True}
    asks = payload.mention(body, NOW)
    assert outward(commands.mentioned, asks, lite) == Outward("C0ONBOARD", "admin share")
    with lite.read(TENANT) as reading:
        assert reading.channels.get("C0ONBOARD").private
    ours = payload.mention({**body, "is_ext_shared_channel": False}, NOW)
    shown = commands.mentioned(ours, lite)
    assert isinstance(shown, Reply)
    assert shown.shared


def test_where_only_we_read_sharing_takes_one_press_and_what_is_ones_own_is_never_asked_about(
    lite: Store, call: Make
) -> None:
    commands.answer(call("start"), lite)
    ours = Place("C0ONBOARD", "onboarding", known=True)
    for place in (ours, None, Place("C0ONBOARD")):
        posted = commands.share(call(value="admin", place=place), lite)
        assert isinstance(posted, Reply)
        assert posted.shared
    own = commands.share(call(value="my data", place=OUTSIDE), lite)
    assert isinstance(own, Reply)
    assert not own.shared
    outward(commands.share, call(value="admin", place=OUTSIDE), lite)
    again = commands.share(call(value="admin", place=ours), lite)
    assert isinstance(again, Reply), "it is shared no longer"


def outward(asked: Any, made: Call, store: Store) -> Any:
    with pytest.raises(UserError) as user_error:
        asked(made, store)
    return user_error.value.mistake


def test_a_receipt_on_its_way_stays_unsaid_where_the_channel_was_shared_meanwhile(
    lite: Store, call: Make
) -> None:
    commands.answer(call("start"), lite)
    logged(lite, call)
    with lite.begin(TENANT) as tx:
        tx.channels.describe("C0ONBOARD", name="with-acme", private=False, shared=True, at=NOW)
        [sent] = tx.deliveries.of("decision", 1)
        assert isinstance(receipts.receipt(tx, sent, NOW), Drop)


def test_posting_it_there_waits_for_an_invitation(lite: Store, call: Make) -> None:
    commands.answer(call("start"), lite)
    logged(lite, call, place=Place("C0ONBOARD"))
    with pytest.raises(UserError) as user_error:
        decision.post_there(call(value="1:C0ONBOARD", place=Place("C0ONBOARD")), lite)
    assert user_error.value.mistake == NotInChannel("C0ONBOARD")
    told = Place("C0ONBOARD", "onboarding", known=True)
    decision.post_there(call(value="1:C0ONBOARD", place=told, idempotency_key="trigger:9"), lite)
    assert ("decision", "C0ONBOARD") in kinds(lite)


class Slack(AsyncWebClient):
    """Tells about one channel, and takes too long for every other."""

    async def conversations_info(self, *, channel: str, **_: Any) -> Any:
        if channel != "C0SHARED":
            raise TimeoutError
        return {"channel": {"id": channel, "name": "with-acme", "is_ext_shared": True}}


def test_what_slack_does_not_tell_stays_unknown_and_stops_nobody(call: Make) -> None:
    outside = SlackReader(Slack(), httpx.AsyncClient(), frozenset())
    told = asyncio.run(place_named(call(value="7:C0SHARED", channel="D1", in_dm=True), outside))
    assert told.place
    assert (told.place.shared, told.channel, told.in_dm) == (True, "D1", True)
    asked = asyncio.run(place_if_told(call(channel="C0ELSE"), outside))
    assert asked.place == Place("C0ELSE")
    old = asyncio.run(place_named(call(value="7", channel="D1", in_dm=True), outside))
    assert old.place is None


# ------------------------------------------------------------------ who will read it, and what a card counts


def test_the_form_in_a_direct_message_says_who_will_read_it(lite: Store, call: Make) -> None:
    commands.answer(call("start"), lite)
    for in_dm, words in ((True, True), (False, False)):
        form = evidence_form.form_about(call("admin", in_dm=in_dm), lite)
        assert isinstance(form, Form)
        assert ("Everybody in this workspace can read it" in json.dumps(form.view)) is words


def test_a_card_counts_the_decisions_of_private_channels_and_keeps_its_last_one_after_an_edit(
    lite: Store, call: Make
) -> None:
    commands.answer(call("start"), lite)
    logged(lite, call, channel="G0ONE", private=True)
    assert "+1 from a private channel" in said(call("admin", channel="C0OTHER"), lite)
    assert "two paths" not in said(call("admin", channel="C0OTHER"), lite)
    assert "two paths" in said(call("admin", channel="G0ONE"), lite)
    opened = persona.edit(call("admin", channel="G0ONE"), lite)
    assert isinstance(opened, Form)
    facts = {"name": typed("Admin"), "type": picked("user"), "interval": typed("30")}
    form_state = opened.view["private_metadata"]
    saved = persona.edited(
        call(form=facts, metadata=form_state, channel="G0ONE", idempotency_key="view:2"), lite
    )
    assert isinstance(saved, Reply)
    assert "two paths" in json.dumps(saved.blocks)


def test_a_number_nobody_has_is_a_sentence(lite: Store, call: Make) -> None:
    for handler in (decision.judged, decision.reversed_, decision.details, decision.post_there):
        with pytest.raises(UserError) as user_error:
            handler(call(value="99999"), lite)
        assert user_error.value.mistake == Gone("That decision")
