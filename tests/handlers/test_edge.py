"""The edge: answered in time whatever hangs, the truth about what was saved, and nothing lost without a word."""

import asyncio
import json
import logging
import threading
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from sqlalchemy import text

from handlers import ask, commands, persona
from handlers.call import Answer, Call, Form, InvalidForm, Nothing, Options, Reply
from handlers.edge import DONE, FORM_FOLLOWS, STILL_WORKING, Edge, Late
from handlers.prefetch import SlackReader
from handlers.vocabulary import ACTIONS, SUBMISSIONS
from personas.views.ask import ANSWERING
from storage.store import Store
from tests.conftest import NOW, TENANT

Make = Callable[..., Call]
URL = "https://hooks.slack.com/commands/T/1/x"
DEADLINE_S = 0.2  # a tenth of what people are given, so that being late takes no time
IN_TIME_S, LATE_S = 0.7, 0.8
PATIENT_S = 30.0  # where being late is not the point


class Slack:
    """Takes everything; hangs where it was told to, refuses where it was told to."""

    def __init__(self, *, hang: float = 0.0, refuse: str = "") -> None:
        self.said: list[dict[str, Any]] = []
        self.hang, self.refuse, self.token = hang, refuse, "xoxb-1"

    def __getattr__(self, method: str) -> Any:
        async def called(**arguments: Any) -> dict[str, Any]:
            await asyncio.sleep(self.hang)
            if self.refuse and method.startswith("views"):
                raise SlackApiError("no", Answered({"ok": False, "error": self.refuse}))
            self.said.append({"method": method, **arguments})
            return {"ok": True}

        return called


class Answered:
    """What Slack's client makes of an answer."""

    status_code = 200

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data


class Turn:
    """One call through the edge: what was acknowledged, after how long, and what followed."""

    def __init__(self, store: Store, slack: Slack | None = None, *, deadline_s: float = DEADLINE_S) -> None:
        self.slack, self.deadline_s = slack or Slack(), deadline_s
        self.acked: list[dict[str, Any]] = []
        self.followed: list[dict[str, Any]] = []
        self.after = 0.0
        self.store = store

    def run(self, way: str, call: Call, handler: Any, *more: Any, url: str = "", **keys: Any) -> "Turn":
        asyncio.run(self._run(way, call, handler, more, url, keys))
        return self

    async def _run(
        self, way: str, call: Call, handler: Any, more: Any, url: str, keys: dict[str, Any]
    ) -> None:
        async with httpx.AsyncClient(transport=httpx.MockTransport(self._take)) as http:
            edge = Edge(
                self.store, http, lambda: NOW, frozenset({"https://hooks.slack.com"}), self.deadline_s
            )
            began = time.monotonic()
            said = {"ack": self._ack, "client": self.slack, **keys}
            if way in {"command", "pressed"}:
                said["url"] = url
            try:
                await getattr(edge, way)(call, handler, *more, **said)
            finally:
                self.after = time.monotonic() - began
                await edge.drain()

    async def _ack(self, **arguments: Any) -> BoltResponse:
        self.acked.append(arguments)
        return BoltResponse(status=200, body=json.dumps(arguments))

    def _take(self, request: httpx.Request) -> httpx.Response:
        import json

        self.followed.append(json.loads(request.content))
        return httpx.Response(200)


def slowly(seconds: float, answer: Answer | InvalidForm) -> Callable[[Call, Store], Answer]:
    def handler(call: Call, store: Store) -> Answer:
        time.sleep(seconds)
        if isinstance(answer, InvalidForm):
            raise answer
        return answer

    return handler


@pytest.mark.parametrize("action", ["pulse_answer:2", "pulse_sentence", "message"])
def test_an_answer_that_breaks_leaves_neither_its_person_nor_its_place_in_the_log(
    lite: Store, call: Make, caplog: pytest.LogCaptureFixture, action: str
) -> None:
    def broken(_: Call, __: Store) -> Answer:
        raise ZeroDivisionError

    answering = call(action=action, in_dm=True, user="U0JO", value="7:2")
    with caplog.at_level(logging.DEBUG):
        Turn(lite, Slack(refuse="fatal_error")).run("pressed", answering, broken, None)
    assert "somebody" in caplog.text
    for told in ("U0JO", "pulse_answer:2", "7:2"):
        assert told not in caplog.text


def test_the_log_leaves_out_whoever_is_asked_whatever_they_press() -> None:
    by_handler = {
        word
        for table in (ACTIONS, SUBMISSIONS)
        for word, each in table.items()
        if each.__module__ == ask.__name__
    }
    assert by_handler == ANSWERING


def test_a_slow_command_is_answered_in_time_and_its_answer_follows(lite: Store, call: Make) -> None:
    turn = Turn(lite).run("command", call(trigger="1"), slowly(LATE_S, Reply([], "there")), url=URL)
    assert turn.after < IN_TIME_S
    assert [each["text"] for each in turn.acked] == [STILL_WORKING]
    assert [each["text"] for each in turn.followed] == ["there"]


def test_a_slow_form_says_so_and_its_answer_comes_as_a_message(lite: Store, call: Make) -> None:
    submitted = call(idempotency_key="view:V1", trigger="1", form={"name": {}}, in_modal=True, view_id="V1")
    turn = Turn(lite).run("submitted", submitted, slowly(LATE_S, Reply([], "saved")), None)
    assert turn.after < IN_TIME_S
    [acked] = turn.acked
    assert FORM_FOLLOWS in str(acked["view"])
    assert [each["text"] for each in turn.slack.said] == ["saved"]


def new_persona(name: str) -> dict[str, Any]:
    given = {"name": name, "when": "a", "want": "b"}
    typed = {block: {"x": {"type": "plain_text_input", "value": words}} for block, words in given.items()}
    chosen = {"type": "static_select", "selected_option": {"value": "user"}}
    return typed | {"type": {"type": chosen}}


def sent(call: Make, view_id: str, trigger: str, name: str) -> Call:
    """The form of a new persona, as it stands in this view."""
    return call(
        idempotency_key=f"view:{view_id}:1.a",
        trigger=trigger,
        form=new_persona(name),
        in_modal=True,
        view_id=view_id,
    )


def test_a_form_that_comes_twice_is_saved_once_and_says_so(lite: Store, call: Make) -> None:
    turn = Turn(lite, deadline_s=PATIENT_S)
    for trigger in ("1", "2"):
        turn.run("submitted", sent(call, "V1", trigger, "Night shift"), persona.created, None)
    assert [acked["response_action"] for acked in turn.acked] == ["clear", "errors"]
    assert "That form was already saved; this second copy changed nothing" in str(turn.acked[1])


def test_a_form_with_a_mistake_in_it_may_be_sent_again(lite: Store, call: Make) -> None:
    turn = Turn(lite, deadline_s=PATIENT_S)
    for view_id, trigger, name in (
        ("V1", "1", "Night shift"),
        ("V2", "2", "Night shift"),
        ("V2", "3", "Day shift"),
    ):
        turn.run("submitted", sent(call, view_id, trigger, name), persona.created, None)
    assert [acked["response_action"] for acked in turn.acked] == ["clear", "errors", "clear"]


TYPED = {"name": {"name": {"type": "plain_text_input", "value": "Night <shift>"}}}
SHOWN = {
    "id": "V1", "hash": "1.a", "type": "modal", "callback_id": "persona_new", "state": {"values": TYPED},
    "title": {"type": "plain_text", "text": "New persona"},
    "blocks": [{"type": "input", "block_id": "name", "element": {"type": "plain_text_input", "action_id": "name"}}],
}  # fmt: skip
REFUSED = InvalidForm({"name": "That name is taken."})


def test_what_is_wrong_in_a_slow_form_comes_back_on_the_form_with_what_was_typed(
    lite: Store, call: Make
) -> None:
    submitted = call(
        idempotency_key="view:V1", trigger="1", form=TYPED, in_modal=True, view_id="V1", shown=SHOWN
    )
    turn = Turn(lite).run("submitted", submitted, slowly(LATE_S, REFUSED), None)
    [said] = turn.slack.said
    assert (said["method"], said["view_id"]) == ("views_update", "V1")
    assert said["view"]["blocks"][1]["element"]["initial_value"] == "Night <shift>"
    assert "That name is taken." in str(said["view"]["blocks"][2])
    assert not {"id", "hash", "state"} & set(said["view"])


def test_where_the_slow_form_was_closed_the_typed_words_come_as_a_message(lite: Store, call: Make) -> None:
    submitted = call(
        idempotency_key="view:V1", trigger="1", form=TYPED, in_modal=True, view_id="V1", shown=SHOWN
    )
    slack = Slack(refuse="not_found")
    turn = Turn(lite, slack).run("submitted", submitted, slowly(LATE_S, REFUSED), None)
    [said] = turn.slack.said
    assert said["text"] == "That name is taken."
    assert "Night &lt;shift&gt;" in str(said["blocks"])


def test_a_form_whose_need_hangs_is_answered_in_time(lite: Store, call: Make) -> None:
    async def need(asked: Call, outside: SlackReader) -> Call:
        await outside.slack.conversations_info(channel="C1")
        return asked

    submitted = call(idempotency_key="view:V1", trigger="1", form={"name": {}}, in_modal=True, view_id="V1")
    turn = Turn(lite, Slack(hang=LATE_S)).run("submitted", submitted, slowly(0, Reply([], "saved")), need)
    assert turn.after < IN_TIME_S
    assert turn.slack.said[-1]["text"] == "saved"


def test_a_press_where_slack_hangs_on_the_answer_is_acknowledged_in_time(lite: Store, call: Make) -> None:
    turn = Turn(lite, Slack(hang=LATE_S)).run(
        "pressed", call(trigger="1", in_modal=True), slowly(0, Form({"type": "modal"})), None, url=""
    )
    assert turn.after < IN_TIME_S
    assert [each["method"] for each in turn.slack.said] == ["views_push"]


def test_a_late_press_reads_that_it_is_worked_on_and_then_the_answer(lite: Store, call: Make) -> None:
    turn = Turn(lite).run("pressed", call(trigger="1"), slowly(LATE_S, Reply([], "there")), None, url=URL)
    assert turn.after < IN_TIME_S
    assert [each["text"] for each in turn.followed] == [STILL_WORKING, "there"]


def test_a_late_press_in_home_whose_trigger_is_spent_is_answered_as_a_message(
    lite: Store, call: Make
) -> None:
    pressed = call(trigger="1", in_home=True, channel="")
    turn = Turn(lite, Slack(refuse="expired_trigger_id")).run(
        "pressed", pressed, slowly(0, Reply([], "there")), None
    )
    assert [(each["method"], each["text"]) for each in turn.slack.said] == [("chat_postMessage", "there")]


def test_letters_typed_into_a_slow_list_find_nothing_in_time(lite: Store, call: Make) -> None:
    turn = Turn(lite).run("typed", call(idempotency_key=""), slowly(LATE_S, Options([("a", "b")])))
    assert turn.after < IN_TIME_S
    assert turn.acked == [{"options": []}]


def test_an_event_that_is_late_is_refused_so_that_it_comes_again(lite: Store, call: Make) -> None:
    turn = Turn(lite)
    with pytest.raises(Late):
        turn.run("event", call(idempotency_key="Ev1"), slowly(LATE_S, Nothing()), raises=True)
    assert turn.after < IN_TIME_S
    assert turn.acked == []


def test_an_event_that_saved_late_counts_once_when_it_comes_again(lite: Store, call: Make) -> None:
    def late(asked: Call, store: Store) -> Answer:
        with store.begin(asked.tenant) as tx:
            tx.captures.want("C1", "1.1", user="U1", now=asked.now)
            time.sleep(LATE_S)
        return Nothing()

    turn = Turn(lite)
    with pytest.raises(Late):
        turn.run("event", call(idempotency_key="Ev1"), late, raises=True)
    again = Turn(lite).run("event", call(idempotency_key="Ev1"), late, raises=True)
    assert again.acked == [{}]
    with lite.system() as system:
        assert [each.wanted for each in system.captures.take(NOW, limit=9)] == [1]


def test_with_the_pool_full_a_command_is_answered_in_time(lite: Store, call: Make) -> None:
    free = threading.Event()

    async def many() -> list[float]:
        async with httpx.AsyncClient(transport=httpx.MockTransport(lambda _: httpx.Response(200))) as http:
            edge = Edge(lite, http, lambda: NOW, frozenset({"https://hooks.slack.com"}), DEADLINE_S)
            began = time.monotonic()

            async def one(number: int) -> float:
                async def ack(**_: Any) -> None: ...

                handler = (lambda *_: free.wait(5) and Nothing()) if number < 8 else commands.answer
                await edge.command(
                    call("help", trigger=str(number)), handler, ack=ack, client=Slack(), url=URL
                )
                return time.monotonic() - began

            times = await asyncio.gather(*(one(number) for number in range(20)))
            free.set()
            await edge.drain()
            return times

    assert max(asyncio.run(many())) < IN_TIME_S


def test_a_locked_database_saves_nothing_and_says_so(lite: Store, call: Make) -> None:
    with lite.engine.connect() as other:
        other.execute(text("SELECT 1"))
        turn = Turn(lite).run("command", call(trigger="1"), persona.start, url=URL)
    assert turn.after < IN_TIME_S
    said = str(turn.acked + turn.followed)
    assert "nothing was saved" in said
    with lite.read(TENANT) as reading:
        assert reading.personas.refs() == []


def test_what_broke_after_a_part_was_saved_is_not_said_to_be_unsaved(lite: Store, call: Make) -> None:
    def half(asked: Call, store: Store) -> Answer:
        with store.begin(asked.tenant) as tx:
            tx.captures.want("C1", "1.1", user="U1", now=asked.now)
        raise ZeroDivisionError

    turn = Turn(lite).run("command", call(trigger="1"), half, url=URL)
    assert "some of it may be saved" in str(turn.acked)
    assert "nothing was saved" not in str(turn.acked)


def test_what_is_saved_is_said_to_be_when_slack_does_not_take_the_answer(lite: Store, call: Make) -> None:
    def saved(asked: Call, store: Store) -> Answer:
        with store.begin(asked.tenant) as tx:
            tx.captures.want("C1", "1.1", user="U1", now=asked.now)
        return Form({"type": "modal"})

    turn = Turn(lite, Slack(refuse="internal_error")).run("command", call(trigger="1"), saved, url=URL)
    assert turn.followed[-1]["text"].startswith("That is saved")


def test_what_breaks_in_the_background_is_in_the_log(
    lite: Store, call: Make, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(asked: Call, store: Store) -> Answer:
        time.sleep(LATE_S)
        raise ZeroDivisionError

    with caplog.at_level(logging.ERROR):
        Turn(lite).run("typed", call(idempotency_key=""), broken)
    assert "something begun in the background broke" in caplog.text
    assert "ZeroDivisionError" in caplog.text


def test_a_form_that_took_its_time_and_has_nothing_to_say_says_that_it_is_done(
    lite: Store, call: Make
) -> None:
    submitted = call(idempotency_key="view:V1", trigger="1", form={"name": {}}, in_modal=True, view_id="V1")
    turn = Turn(lite).run("submitted", submitted, slowly(LATE_S, Nothing()), None)
    assert DONE in str(turn.slack.said)
