"""A message becomes evidence: the rules, as a table."""

from datetime import UTC, datetime
from typing import Any

import pytest

from personas.evidence import Kind, Source, State
from personas.filing import (
    as_evidence,
    certain,
    counts_of,
    found,
    kind_of,
    plain_emoji,
    plausible,
    reference_of,
    suggested,
    words_of,
)
from personas.persona import PersonaRef

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
ADMIN, BUYER, USER = (
    PersonaRef(n, f"p-{n}", name) for n, name in enumerate(("Ops admin", "Buyer", "End user"), 1)
)
NAMES = {"Ops admin": 1, "admin": 1, "Buyer": 2, "CFO": 2, "End user": 3}


def message(text: str, **more: Any) -> Any:
    return found({"ts": "1795170120.000000", "text": text, "user": "U0PRIYA", **more}, channel="C1")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("I gave up after twenty minutes", Kind.STUCK),
        ("She cannot find the export", Kind.STUCK),
        ("Where did my filters go?", Kind.STUCK),
        ("I rebuild it in a spreadsheet every Friday", Kind.AVOIDANCE),
        ("He put it off until the audit", Kind.AVOIDANCE),
        ("The new chart is lovely", Kind.OBSERVATION),
    ],
)
def test_what_a_text_seems_to_show(text: str, kind: Kind) -> None:
    assert kind_of(text, own_words=False) is kind


def test_a_ticket_that_a_system_posts_is_the_users_own_words_and_one_source_per_ticket() -> None:
    words = "*<https://nl.zendesk.com/agent/tickets/4711|#4711> Stuck*\nI gave up. Write to ana@x.example"
    said_by = {"type": "mrkdwn", "text": "Requester: Ana Ruiz · Plan: Team"}
    blocks = [
        {"type": "section", "text": {"type": "mrkdwn", "text": words}},
        {"type": "context", "elements": [said_by]},
    ]
    piece = as_evidence(message("New ticket", blocks=blocks, bot_id="B1"), reporter="U1", now=NOW)
    assert (piece.source, piece.source_key, piece.own_words) == (Source.TICKET, "zendesk:nl:4711", True)
    assert piece.text == "Stuck\nI gave up."
    assert (piece.state, piece.channel, piece.ts, piece.author) == (
        State.DRAFT,
        "C1",
        "1795170120.000000",
        "U0PRIYA",
    )
    assert piece.happened_at == datetime(2026, 11, 20, 10, 22, tzinfo=UTC)


def test_what_a_colleague_writes_is_a_report_with_the_message_as_its_source() -> None:
    piece = as_evidence(
        message("Ana waited, see &lt;notes&gt;", permalink="https://nl.slack.com/p1"), reporter="U1", now=NOW
    )
    assert (piece.source, piece.own_words, piece.link) == (Source.MESSAGE, False, "https://nl.slack.com/p1")
    assert piece.source_key == "message:C1:1795170120.000000"
    assert piece.text == "Ana waited, see <notes>"


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("<@U123> said: call +44 20 7946 0958", "a colleague said: call [phone]"),
        ("<!channel> مرحبا 🎉", "everyone مرحبا 🎉"),
        ("", ""),
    ],
)
def test_what_is_stored_of_a_text(text: str, stored: str) -> None:
    assert words_of(text) == stored
    assert words_of(words_of(text)) == stored


@pytest.mark.parametrize(
    ("by_emoji", "bound", "who"),
    [
        ([ADMIN], [], ADMIN),
        ([ADMIN], [BUYER, USER], ADMIN),
        ([], [BUYER], BUYER),
        ([], [BUYER, USER], None),
        ([ADMIN, BUYER], [USER], None),
        ([], [], None),
    ],
)
def test_who_a_message_is_about_beyond_doubt(by_emoji: Any, bound: Any, who: Any) -> None:
    assert certain(by_emoji, bound) == who


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("the ops admin gave up", (1,)),
        ("Ops-Admins!", (1,)),
        ("their CFO asked the admin", (2, 1)),
        ("administration", ()),
        ("", ()),
    ],
)
def test_whom_a_text_names(text: str, who: tuple[int, ...]) -> None:
    assert set(plausible(text, NAMES)) == set(who)


def test_the_likeliest_are_offered_first_and_three_at_most() -> None:
    more = [ADMIN, BUYER, USER, PersonaRef(4, "x", "X")]
    assert [ref.id for ref in suggested(more, first=[3, 99, 2])] == [3, 2, 1]
    assert suggested([], first=[1]) == ()


@pytest.mark.parametrize(
    ("typed", "counts"),
    [
        ("4 of 6", (4, 6)),
        ("4/6", (4, 6)),
        ("4 out of 6 people", (4, 6)),
        ("4", (4, None)),
        ("", (None, None)),
        ("some", (None, None)),
    ],
)
def test_n_of_m_as_people_type_it(typed: str, counts: Any) -> None:
    assert counts_of(typed) == counts


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("#4711", "ticket:4711"),
        ("4711", "ticket:4711"),
        ("https://a.example/b", "link:https://a.example/b"),
        ("the call", ""),
        ("javascript:x", ""),
    ],
)
def test_a_typed_reference_is_a_ticket_a_link_or_neither(typed: str, key: str) -> None:
    assert reference_of(typed)[0] == key


def test_reactors_count_once_whatever_emoji_they_used_and_whatever_its_skin() -> None:
    seen = message(
        "x",
        reactions=[
            {"name": "card_index", "users": ["U1", "U2"]},
            {"name": "point_up::skin-tone-2", "users": ["U2", "B1"]},
        ],
    )
    assert seen.reactors(["card_index", "point_up"], leaving_out=["B1"]) == ("U1", "U2")
    assert plain_emoji(":card_index:") == "card_index"


@pytest.mark.parametrize(
    ("thread_ts", "thread"), [("", ""), ("1795170120.000000", ""), ("1795170000.000000", "1795170000.000000")]
)
def test_a_reply_stands_in_its_thread_and_a_parent_in_the_channel(thread_ts: str, thread: str) -> None:
    assert message("x", thread_ts=thread_ts).thread == thread
