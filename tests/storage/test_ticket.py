"""What the record knows of tickets decides whether a number that somebody types is one."""

import pytest

from personas.evidence import Source
from personas.filing import Found
from personas.people import Person
from storage import filing
from storage.store import Store
from tests.conftest import NOW, TENANT
from tests.handlers.pieces import ops_and_buyer

LINKS = (
    "https://nl.zendesk.com/agent/tickets/4711",
    "https://acme.atlassian.net/browse/SUP-1",
)


def file(store: Store, text: str, *, ts: str, links: tuple[str, ...] = (), channel: str = "C0SUPPORT") -> str:
    """File a message by emoji: the key of its source."""
    message = Found(channel, ts, text, said=text, links=links, reactions=(("card_index", ("U0PRIYA",)),))
    with store.begin(TENANT) as tx:
        filing.settle(tx, message, user="U0PRIYA", now=NOW)
        piece = tx.evidence.of_message(channel, ts)
    assert piece
    return piece.source_key


@pytest.fixture
def support(store: Store) -> Store:
    """A channel in which two tickets were filed by their links, and another channel."""
    ops_and_buyer(store)
    with store.begin(TENANT) as tx:
        tx.people.mirror(Person("U0PRIYA", "Priya", team=TENANT), NOW)
        tx.channels.bind("C0OTHER", [], filing=True, by="U1", at=NOW)
    for place, link in enumerate(LINKS, 1):
        file(store, "stuck", ts=f"{place}.0", links=(link,))
    return store


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("again, see #4712", "zendesk:nl:4712"),
        ("the same as SUP-1", "jira:acme:SUP-1"),
        ("SUP-2 too", "jira:acme:SUP-2"),
        ("row #10 is empty", ""),
        ("the FIPS-140 export is empty", ""),
    ],
)
def test_a_number_like_those_that_were_linked_is_a_ticket(support: Store, text: str, key: str) -> None:
    filed = file(support, text, ts="9.0")
    assert filed == (key or "message:C0SUPPORT:9.0")


def test_plain_numbers_are_a_channels_own_and_projects_the_whole_workspaces(support: Store) -> None:
    assert file(support, "see #4712", ts="9.0", channel="C0OTHER") == "message:C0OTHER:9.0"
    assert file(support, "see SUP-2", ts="9.1", channel="C0OTHER") == "jira:acme:SUP-2"


def test_two_customers_who_name_the_same_standard_are_two_sources(support: Store) -> None:
    one = file(support, "Acme: the FIPS-140 export is empty", ts="9.0")
    other = file(support, "Globex: after the FIPS-140 update I cannot log in", ts="9.1")
    assert one != other
    with support.read(TENANT) as reading:
        pieces = [piece for piece in reading.evidence.everything() if piece.ts.startswith("9.")]
    assert {piece.source for piece in pieces} == {Source.MESSAGE}


def test_a_channel_that_rich_text_names_by_its_id_is_named_unless_it_is_private(support: Store) -> None:
    with support.begin(TENANT) as tx:
        tx.channels.describe("C0HELP", name="help", private=False, shared=False, at=NOW)
        tx.channels.describe("C0BOARD", name="board", private=True, shared=False, at=NOW)
    file(support, "see <#C0HELP>, <#C0BOARD> and <#C0LOST>", ts="9.0")
    with support.read(TENANT) as reading:
        piece = reading.evidence.of_message("C0SUPPORT", "9.0")
    assert piece
    assert piece.text == "see #help, a channel and a channel"
