"""A message as words: whatever it is made of, each text decoded once, and nothing that Slack added."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personas.filing import said_in
from personas.message import BLOCKS, links_of, text_of
from personas.rich_text import ELEMENTS

Block = dict[str, Any]


def section(text: str) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


PREVIEW = {
    "from_url": "https://docs.example/sso",
    "title": "Single sign-on",
    "title_link": "https://docs.example/sso",
    "text": "Learn how to avoid errors, see <https://n.zendesk.com/agent/tickets/9>",
}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It shows &amp;lt;br&amp;gt; and &amp;amp;", "It shows &lt;br&gt; and &amp;"),
        ("*Bold*, _slanted_ and ~gone~, 2 * 3 * 4, a_b_c", "Bold, slanted and gone, 2 * 3 * 4, a_b_c"),
        ("see <https://x.example/12|#12> (https://x.example/13) today", "see #12 (https://x.example/13) today"),
        ("<https://x.example|x.example> and <mailto:jo@x.example|jo@x.example>", "https://x.example and jo@x.example"),
        ("run `npm *start*` now", "run npm *start* now"),
        ("```\n*.csv & more\n```", "*.csv & more"),
        ("&gt; I gave up\nthen left", "I gave up\nthen left"),
        ("see <#C0HELP|> and <#C0PROD|product>", "see <#C0HELP> and #product"),
        ("<!date^1792734382^{date_short}|Oct 23> and <!here>", "Oct 23 and @here"),
    ],
)  # fmt: skip
def test_text_with_marks_is_decoded_once(text: str, words: str) -> None:
    assert text_of({"text": text}) == words
    assert text_of({"blocks": [section(text)]}) == words


def test_plain_text_says_what_it_says() -> None:
    header = {"type": "header", "text": {"type": "plain_text", "text": "*R&amp;D* <b>"}}
    assert text_of({"blocks": [header]}) == "*R&amp;D* <b>"


def test_markdown_reads_without_its_marks() -> None:
    text = (
        "## The *export*\n**Customer**: the [export](https://x.example/e) is __empty__\n> I gave up\n- [x] one\n* two\n\n---\n"
        "| Step | Who |\n|---|---|\n| 1 | `Ada` |\n```\na **b**\n```\n5 \\* 3, snake_case_name, ~~gone~~ <https://x.example>"
    )
    assert text_of({"blocks": [{"type": "markdown", "text": text}]}) == (
        "The export\nCustomer: the export is empty\nI gave up\n• one\n• two\n\nStep | Who\n1 | Ada\na **b**\n"
        "5 * 3, snake_case_name, gone https://x.example"
    )


@pytest.mark.parametrize("kind", ["table", "data_table"])
def test_tables_read_row_by_row(kind: str) -> None:
    rich = {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [{"type": "emoji", "name": "gear"}]}],
    }
    rows = [
        [{"type": "raw_text", "text": "Step"}, {"type": "raw_text", "text": "Minutes"}],
        [rich, {"type": "raw_number", "value": 40}],
    ]
    told = text_of({"blocks": [{"type": kind, "caption": "Set-up", "rows": rows}]})
    assert told == "Set-up\nStep | Minutes\n:gear: | 40"


def test_previews_of_links_are_not_what_somebody_said() -> None:
    message = {"text": "I can't log in <https://docs.example/sso>", "attachments": [PREVIEW]}
    assert text_of(message) == "I can't log in https://docs.example/sso"
    assert links_of(message) == ("https://docs.example/sso",)
    assert text_of({**message, "blocks": [section("I can't log in")]}) == "I can't log in"


@pytest.mark.parametrize("mark", [{"is_share": True}, {}])
def test_a_message_passed_on_counts_and_so_does_one_that_is_linked_without_a_word(mark: Block) -> None:
    passed = {
        "is_msg_unfurl": True,
        "from_url": "https://a.slack.com/archives/C1/p1",
        "text": "I gave up",
        **mark,
    }
    assert "I gave up" in text_of({"text": "<https://a.slack.com/archives/C1/p1>", "attachments": [passed]})
    said = {"text": "look at this", "attachments": [passed]}
    assert ("I gave up" in text_of(said)) == bool(mark)


def mail(**more: Any) -> Block:
    sender = [{"address": "jane@x.example", "name": "Jane Doe"}]
    return {"text": "", "files": [{"mode": "email", "subject": "Cannot export", "from": sender, **more}]}


def test_a_mail_sent_to_a_channel_is_its_subject_and_words_without_who_signed_it() -> None:
    text = "The export is empty every Monday.\r\n\r\nBest,\r\nJane\r\nHead of Ops\r\n\r\nOn Monday, Bo wrote:\r\n> Try again"
    assert said_in(mail(plain_text=text)) == "Cannot export\nThe export is empty every Monday."
    assert (
        said_in(mail(preview_plain_text="Jane Doe here. It fails."))
        == "Cannot export\n[name] here. It fails."
    )


def test_a_snippet_and_what_was_said_in_a_clip_are_words() -> None:
    snippet = {"mode": "snippet", "preview": "Error: &lt; 500\nat line 3"}
    assert (
        text_of({"text": "They sent this", "files": [snippet]})
        == "They sent this\nError: &lt; 500\nat line 3"
    )
    clip = {"mode": "hosted", "transcription": {"status": "complete", "preview": {"content": "I gave up"}}}
    assert text_of({"text": "", "files": [clip]}) == "I gave up"
    assert text_of({"text": "", "files": [{"mode": "hosted", "name": "screen.png"}]}) == ""


def test_a_block_of_tomorrow_says_its_texts_and_what_it_holds() -> None:
    inner = {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "I left"}]}],
    }
    card = {
        "type": "card",
        "title": {"type": "mrkdwn", "text": "*Exit*"},
        "elements": [inner, section("at once")],
    }
    assert text_of({"text": "x", "blocks": [card]}) == "Exit\nI left\nat once"  # fmt: skip


@given(st.text())
def test_any_text_is_some_words(text: str) -> None:
    """And never fails."""
    markdown = {"type": "markdown", "text": text}
    assert isinstance(text_of({"text": text, "blocks": [section(text), markdown]}), str)


@pytest.mark.parametrize("piece", ["*a", "_", "`", "[a](", "<", "**b", "&gt; ", "|-", "<!date^"])
def test_ten_thousand_signs_are_read_at_once(piece: str) -> None:
    """No pattern runs away."""
    text = piece * (10_000 // len(piece))
    assert isinstance(text_of({"blocks": [section(text), {"type": "markdown", "text": text}]}), str)


WORDS = st.sampled_from(
    ["", "I *gave* up", "<https://n.zendesk.com/agent/tickets/1|#1>", "> q", "Jo Lee: hi", "<#C1>"]
)
KEYS = st.sampled_from(
    [
        "text",
        "elements",
        "fields",
        "blocks",
        "title",
        "value",
        "url",
        "rows",
        "mode",
        "plain_text",
        "from",
        "transcription",
    ]
)
TYPES = st.sampled_from(
    [*BLOCKS, *ELEMENTS, "rich_text_list", "rich_text_quote", "mrkdwn", "plain_text", "hologram"]
)
ODD = st.recursive(
    WORDS | st.none() | st.integers(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(KEYS | st.just("type"), inner | TYPES, max_size=5)
    ),
    max_leaves=12,
)


@given(
    st.fixed_dictionaries({"text": WORDS, "blocks": ODD, "attachments": ODD, "files": ODD, "bot_id": WORDS})
)
def test_a_message_of_any_shape_is_some_words(message: Block) -> None:
    """Whatever an app may have posted, a look at it ends."""
    assert isinstance(said_in(message), str)
