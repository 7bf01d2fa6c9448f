"""Which ticket a message is about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personas.ticket import find_ticket, pattern_of, typed_ticket

KEYS = [
    ("https://northlight.zendesk.com/agent/tickets/4711", "zendesk:northlight:4711"),
    ("https://Northlight.zendesk.com/agent/tickets/4711?x=1", "zendesk:northlight:4711"),
    ("https://northlight.zendesk.com/hc/en-us/requests/4711", "zendesk:northlight:4711"),
    ("https://northlight.zendesk.com/requests/4711.", "zendesk:northlight:4711"),
    ("https://help.acme.com/agent/tickets/4711", "zendesk:help.acme.com:4711"),
    ("https://app.intercom.com/a/apps/abc123/conversations/987654", "intercom:abc123:987654"),
    (
        "https://app.intercom.com/a/inbox/abc123/inbox/shared/all/conversation/987654",
        "intercom:abc123:987654",
    ),
    (
        "https://app.eu.intercom.com/a/apps/abc123/inbox/inbox/all/conversations/987654",
        "intercom:abc123:987654",
    ),
    ("https://acme.freshdesk.com/a/tickets/12", "freshdesk:acme:12"),
    ("https://acme.freshdesk.com/helpdesk/tickets/12", "freshdesk:acme:12"),
    ("https://app.hubspot.com/contacts/555/ticket/777", "hubspot:555:777"),
    ("https://app-eu1.hubspot.com/contacts/555/record/0-5/777", "hubspot:555:777"),
    ("https://acme.atlassian.net/browse/ABC-12", "jira:acme:ABC-12"),
    ("https://jira.acme.com/browse/ABC-12", "jira:jira.acme.com:ABC-12"),
    (
        "https://acme.atlassian.net/jira/software/projects/ABC/boards/1?selectedIssue=ABC-12",
        "jira:acme:ABC-12",
    ),
    ("https://linear.app/acme/issue/ENG-12/fix-it", "linear:acme:ENG-12"),
    ("https://github.com/acme/app/issues/12", "github:acme/app:12"),
    ("https://github.com/acme/app/pull/12#issuecomment-1", "github:acme/app:12"),
    ("see <https://northlight.zendesk.com/agent/tickets/4711|#4711>", "zendesk:northlight:4711"),
    (
        "Ticket #4711: cannot invite https://northlight.zendesk.com/agent/tickets/4711",
        "zendesk:northlight:4711",
    ),
    ("#4711 https://github.com/a/b/pull/9 https://n.zendesk.com/agent/tickets/4711", "zendesk:n:4711"),
    ("Ticket #4711", "ticket:4711"),
    ("see ticket (#4711)", "ticket:4711"),
    ("Vorgang Nr. #123456 hängt", "ticket:123456"),
    ("case ABC-123, again", "jira:ABC-123"),
    ("https://gitlab.com/acme/app/-/issues/12", "gitlab:gitlab.com/acme/app:12"),
    ("https://git.acme.example/a/b/c/-/work_items/12#note_1", "gitlab:git.acme.example/a/b/c:12"),
    ("https://acme.atlassian.net/servicedesk/customer/portal/3/SUP-12", "jira:acme:SUP-12"),
    ("https://acme.atlassian.net/jira/servicedesk/projects/SUP/queues/custom/1/SUP-12", "jira:acme:SUP-12"),
    ("https://acme.atlassian.net/jira/software/c/projects/ABC/issues/ABC-12", "jira:acme:ABC-12"),
    ("https://app.frontapp.com/open/cnv_abc1", "front:app.frontapp.com:CNV_ABC1"),
    ("https://app.frontapp.com/inboxes/teams/x/open/cnv_abc1", "front:app.frontapp.com:CNV_ABC1"),
    (
        "https://acme.lightning.force.com/lightning/r/Case/5003x00001AbCdEAAV/view",
        "salesforce:acme:5003X00001ABCDE",
    ),
    ("https://acme.my.salesforce.com/5003x00001AbCdE", "salesforce:acme:5003X00001ABCDE"),
    ("https://secure.helpscout.net/conversation/99/12?folder=1", "helpscout:secure.helpscout.net:99"),
    ("https://acme.gorgias.com/app/ticket/99", "web:acme.gorgias.com:99"),
    ("https://help.acme.example/cases/4711/", "web:help.acme.example:4711"),
]
NONE = """
EV-12
D-7 and P-3
UTF-8 and ISO-8601
HTTP-2 or SHA-256
COVID-19
CVE-2024-1234
in KW-12
#4
#fff
#123abc
#000000
background: #123456
the colour is #336699
https://example.com/page#4711
https://example.com/ABC-12
&#4711;
abc-12
x#4711
#4711.
blocked by ABC-123
Acme: the FIPS-140 export is empty
row #10 is empty
we are #10 in line
see slide #12
https://docs.acme.example/sso
https://acme.example/issues
https://acme.example/blog/2024
nothing here
#general
"""


@pytest.mark.parametrize(("text", "key"), KEYS)
def test_a_ticket_is_recognised(text: str, key: str) -> None:
    """By link, key or number."""
    ticket = find_ticket(text)
    assert ticket is not None
    assert ticket.key == key


@pytest.mark.parametrize("text", NONE.strip().splitlines())
def test_what_only_looks_like_a_ticket_is_none(text: str) -> None:
    """Our own numbers, standards, colours and anchors."""
    assert find_ticket(text) is None


def test_the_same_ticket_filed_twice_is_one_source() -> None:
    """Whichever page of the ticket system was linked."""
    one = find_ticket("https://northlight.zendesk.com/agent/tickets/4711")
    other = find_ticket("look", links=["https://northlight.zendesk.com/hc/requests/4711"])
    assert one is not None
    assert other is not None
    assert one.key == other.key


def test_the_link_is_kept() -> None:
    """For the evidence list."""
    ticket = find_ticket("#4711", links=["https://northlight.zendesk.com/agent/tickets/4711"])
    assert ticket is not None
    assert ticket.link == "https://northlight.zendesk.com/agent/tickets/4711"
    assert (ticket.system, ticket.number) == ("zendesk", "4711")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("#4711 Stuck\nrow #10 is empty", "ticket:4711"),
        ("[SUP-12] Cannot export", "jira:SUP-12"),
        ("The FIPS-140 export is empty", ""),
        ("Cannot export\nslide #12 is empty", ""),
    ],
)
def test_an_app_names_its_ticket_in_its_heading(text: str, key: str) -> None:
    """What stands further down a customer wrote."""
    ticket = find_ticket(text, by_app=True)
    assert (ticket.key if ticket else "") == key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("SUP-99 again", "jira:acme:SUP-99"),
        ("FIPS-140 again", ""),
        ("see #4712", "zendesk:nl:4712"),
        ("see #10", ""),
        ("see #555", "ticket:555"),
    ],
)
def test_what_the_record_knows_by_its_links_is_a_ticket_wherever_it_is_written(text: str, key: str) -> None:
    """Projects count in the whole workspace, plain numbers in the channel that has such ones, by their length."""
    known = pattern_of(["jira:acme:SUP-1", "linear:acme:ENG-7"], ["zendesk:nl:4711", "ticket:123"])
    ticket = find_ticket(text, known=known)
    assert (ticket.key if ticket else "") == key


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("4711", "ticket:4711"),
        ("#10", "ticket:10"),
        ("SUP-2", "jira:acme:SUP-2"),
        ("EV-12", ""),
        ("the call", ""),
    ],
)
def test_what_is_typed_as_a_reference_means_a_ticket(typed: str, key: str) -> None:
    ticket = typed_ticket(typed, pattern_of(["jira:acme:SUP-1"], []))
    assert (ticket.key if ticket else "") == key


@given(st.text(), st.lists(st.text()))
def test_any_text_has_a_ticket_or_none(text: str, links: list[str]) -> None:
    """And never fails."""
    ticket = find_ticket(text, links)
    assert ticket is None or ticket.key
