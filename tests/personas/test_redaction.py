"""What is masked before it is stored, what is left alone, and how Slack's wire text reads."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personas.redaction import mask, unescape

MASKED = [
    ("write to jo.doe+x@acme.co.uk today", "write to [e-mail] today"),
    ("<mailto:jo@acme.com|jo@acme.com> wrote", "[e-mail] wrote"),
    ("jo [at] acme.com", "[e-mail]"),
    ("here@acme.com", "[e-mail]"),
    ("https://x.io/u?m=jo@acme.com ok", "https://x.io/u?m=[e-mail] ok"),
    ("call +49 30 1234567 now", "call [phone] now"),
    ("call +49 (0)30 1234-567.", "call [phone]."),
    ("+1-415-555-2671", "[phone]"),
    ("+14155552671", "[phone]"),
    ("0049 30 123456", "[phone]"),
    ("(415) 555-2671", "[phone]"),
    ("415-555-2671", "[phone]"),
    ("415.555.2671", "[phone]"),
    ("030 1234567", "[phone]"),
    ("0171/2345678", "[phone]"),
    ("01 23 45 67 89", "[phone]"),
    ("020 7946 0958", "[phone]"),
    ("01712345678", "[phone]"),
    ("<tel:+14155552671|call>", "[phone]"),
    ("xo" + "xb-1234567890-abcdefGHI", "[key]"),
    ("key sk_" + "live_4eC39HqLyjWDarjtT1zdp7dc", "key [key]"),
    ("ghp" + "_abcdefghijklmnopqrstuvwxyz0123456789", "[key]"),
    ("AKIA" + "IOSFODNN7EXAMPLE", "[key]"),
    ("Authorization: Bearer abc.def-ghi123", "Authorization: [key]"),
    ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abcDEF123", "[key]"),
    ("password: hunter2x", "password: [key]"),
    ("https://x.io/?token=abc123def&x=1", "https://x.io/?token=[key]&x=1"),
    ("d41d8cd98f00b204e9800998ecf8427e", "[key]"),
    ("Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4MTIz", "[key]"),
    ("card 4111 1111 1111 1111 ok", "card [number] ok"),
    ("4111111111111111", "[number]"),
    ("account 123456789", "account [number]"),
    ("DE89 3704 0044 0532 0130 00", "[number]"),
    ("<@U123ABC> said", "a colleague said"),
    ("<@U123ABC|jo> said", "a colleague said"),
    ("ask @jo.doe, please", "ask a colleague, please"),
    ("(@jo)", "(a colleague)"),
    ("<!channel> look", "everyone look"),
    ("<!here|here> look", "everyone look"),
    ("@here look", "everyone look"),
    ("<!subteam^S12|@support> look", "a team look"),
]
LEFT_ALONE = """
#4711 stops here
EV-12 and D-7 and P-3
JIRA-12345
on 2024-03-12
on 12.03.2024 at 10:30
03/04/2024
01.02.24
2024-03-12T10:30:00Z
2024-03-12T10:30:00.123+02:00
between 09:30 and 16:30
$1,234,567.89
1234567890 EUR
\u20ac 1.200.300
4 of 6
4/6 interviews + 9 tickets
38 %
version 2.10.3
v1.2.3
10.0.192.168
1,234,567 rows
12345678
the 2024 plan, page 12345
https://northlight.slack.com/archives/C012345/p1699999999123456
https://northlight.zendesk.com/agent/tickets/123456789012
1699999999.123456
npm i @slack/bolt
a @ b
[e-mail] [phone] [key] [number]
integration-step-two-of-the-new-onboarding-path-2024
a colleague asked everyone
"""
WIRED = [
    ("a &amp; b &lt;c&gt;", "a & b <c>"),
    ("&amp;lt;", "&lt;"),
    ("<https://x.io|the page>", "the page (https://x.io)"),
    ("<https://x.io>", "https://x.io"),
    ("<https://x.io|https://x.io>", "https://x.io"),
    ("<https://x.io|x.io>", "https://x.io"),
    ("<https://x.io/?a=1&amp;b=2>", "https://x.io/?a=1&b=2"),
    ("<mailto:a@b.co|a@b.co>", "a@b.co"),
    ("<mailto:a@b.co|Jo>", "Jo (a@b.co)"),
    ("<#C1|general> rocks", "#general rocks"),
    ("<#C1>", "<#C1>"),
    ("<!channel>", "@channel"),
    ("<!date^1392734382^{date}|Feb 18, 2014>", "Feb 18, 2014"),
    ("<!subteam^S1|@support>", "@support"),
    ("<@U1> and <@U2|jo>", "<@U1> and <@U2|jo>"),
    ("plain 1 &lt; 2", "plain 1 < 2"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "masked"), MASKED)
def test_what_identifies_a_person_is_masked(text: str, masked: str) -> None:
    """With a word that can be read."""
    assert mask(text) == masked


@pytest.mark.parametrize("text", LEFT_ALONE.strip().splitlines())
def test_what_identifies_nobody_is_left_alone(text: str) -> None:
    """Evidence must stay readable."""
    assert mask(text) == text


@pytest.mark.parametrize(("wire", "plain"), WIRED)
def test_slacks_wire_text_reads_as_people_wrote_it(wire: str, plain: str) -> None:
    """Once."""
    assert unescape(wire) == plain


def test_plain_text_from_slack_is_masked_too() -> None:
    """The two steps a filed message goes through."""
    assert mask(unescape("<@U1> &amp; <mailto:a@b.co|Jo>")) == "a colleague & Jo ([e-mail])"


@given(st.text())
def test_masking_twice_changes_nothing(text: str) -> None:
    """Any text."""
    assert mask(mask(text)) == mask(text)


@given(st.text(alphabet="+0123456789 ()-./@#ab.c<>!|U"))
def test_masking_twice_changes_nothing_in_numbers(text: str) -> None:
    """Text made of what the patterns look for."""
    assert mask(mask(text)) == mask(text)


@pytest.mark.parametrize("piece", ["1 ", "a.", "0", "@a", "+1 ", "<@U1>", "aA1", "EV-1 ", "a@b", "(0", "1,"])
def test_ten_thousand_characters_are_masked_in_no_time(piece: str) -> None:
    """No pattern runs away."""
    assert mask(piece * (10_000 // len(piece))) is not None
