"""What a ticket system prints around a customer's words goes; every word of the customer stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personas.ticket import SYSTEMS
from personas.ticket_boilerplate import without_letterhead

WORDS = "Our export has 63 columns.\nI gave up after twenty minutes: I only need six of them."
HEADS = {
    "zendesk": "Requester: tomas.reyes@fairhaven.example · Plan: Team · Day 1 of trial",
    "zendesk, a state": "Status: Open\nPriority: Normal\nRequester: Rana Öztürk\nAssignee: –",
    "section fields": "*Requester*\nRana Ozturk\n*Status*\nOpen\n*Priority*\nHigh",
    "bold labels": "*Status:* New   *Priority:* Urgent   *Group:* Support tier 2",
    "intercom": "From: Jane Doe | Company: Acme Inc. | Last seen: 2h ago",
    "freshdesk": "Ticket ID: 4711 | Status: Waiting on customer | Priority: Low | Agent: Unassigned",
    "hubspot": "Ticket owner: Mara\nPipeline: Support pipeline\nStage: Waiting on us",
    "jira": "Type: Bug\nStatus: To Do\nAssignee: Unassigned\nPriority: Medium",
    "linear": "Status: Backlog · Priority: No priority · Assignee: Devin",
    "github": "Labels: bug, onboarding\nAssignees: octocat",
    "mail": "From: Jane Doe <jane@acme.example>\nSent: Monday 3 March 2026\nTo: support@northlight.example",
    "a link": "View ticket in Zendesk (https://n.zendesk.com/agent/tickets/4711)",
}
SAID = [
    "Plan: Team",
    "Plan: we wanted to invite forty people on Monday, but nobody can",
    "Status: I gave up",
    "Priority: high, because my director waits",
    "Name: the field asks for one and I have two",
    "To: whom should it go?",
    "Reporter: please fix this",
    "Requester: who is that?",
    "Assignee: it says “nobody”",
    "Steps:\n1. Open it\n2. It is empty",
    "Error: 500",
    "Open the ticket and look at the picture",
    "My setup · Chrome · Mac",
    "Browser: Chrome 120",
    "See it in the app",
    "Reply",
    "Created: three reports yesterday",
    "Tags: none of them stuck",
    "Subject: Where did my filters go",
]


@pytest.mark.parametrize("printed", HEADS.values(), ids=HEADS.keys())
@pytest.mark.parametrize("title", ["", "#4711 Stuck on “map your columns”\n"])
def test_print_above_and_below_the_words_goes(printed: str, title: str) -> None:
    assert without_letterhead(f"{title}{printed}\n{WORDS}") == f"{title}{WORDS}"
    assert without_letterhead(f"{title}{WORDS}\n{printed}") == f"{title}{WORDS}"
    left = without_letterhead(f"{title}{printed}\n\n{WORDS}\n\n{printed}")
    assert left.replace("\n\n", "\n") == f"{title}{WORDS}"


@pytest.mark.parametrize("said", SAID)
def test_what_a_customer_may_have_written_stays(said: str) -> None:
    for text in (said, f"{WORDS}\n{said}", f"{said}\n{WORDS}", f"Hello\n{said}\n{WORDS}"):
        assert without_letterhead(text) == text


def test_print_in_the_middle_of_the_words_stays() -> None:
    text = "It says\nStatus: Open\nand it has said so for a week"
    assert without_letterhead(f"{WORDS}\n{text}") == f"{WORDS}\n{text}"


@pytest.mark.parametrize("printed", HEADS.values(), ids=HEADS.keys())
def test_a_message_of_nothing_but_print_stays_as_it_is(printed: str) -> None:
    assert without_letterhead(printed) == printed


words = st.lists(
    st.sampled_from(["I", "we", "cannot", "open", "63 columns", "·", "|", ":", "*", "plan", "status"]),
    min_size=3,
)
sentence = words.map(lambda said: f"I {' '.join(said)}.")


@given(st.lists(sentence, min_size=1), st.sampled_from(list(HEADS.values())), st.booleans())
def test_no_sentence_is_ever_lost(sentences: list[str], printed: str, above: bool) -> None:
    said = "\n".join(sentences)
    text = f"{printed}\n{said}" if above else f"{said}\n{printed}"
    assert without_letterhead(text) == said


@pytest.mark.parametrize("system", sorted({system for system, _ in SYSTEMS}))
def test_a_link_back_into_any_system_we_know_is_boilerplate(system: str) -> None:
    link = f"View ticket in {system.capitalize()} (https://n.example/4711)"
    assert without_letterhead(f"I gave up.\n\n{link}") == "I gave up."
