"""The linter: fixed lists of good and bad sentences with their verdicts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personas import specific, wording
from personas.persona import Facet
from personas.wording import lint, thoughts_on

DECORATION = """
Values efficiency
She values efficiency and quality.
Appreciates transparency
Cares about productivity
Wants a simple tool
wants easy setup
Needs an intuitive interface
Looking for something user-friendly
Tech-savvy
A tech savvy manager
Prefers collaborative tools
prefers modern software
Data-driven decision maker
Results-oriented
Busy professional
finds setup complex
The product is too complicated
Early adopter
Wants better collaboration
Improve productivity
Team player who wears many hats
Wants to streamline workflows
Is happy
"""
FIRMOGRAPHICS = """
50-200 employees
Mid-market SaaS
B2B SaaS companies with 50 to 200 employees
Enterprise, healthcare, EMEA
Series B startup in fintech
$10M ARR
Companies in the logistics industry
"""
GOOD = """
stuck|4 of the last 6 stopped at the integration step and came back after three days
stuck|Four of the last six went quiet after the invite
stuck|3/5 never opened the second report
stuck|Two out of seven asked a colleague to do it
stuck|We don't know yet
success|Relevant in under five minutes, without help
success|Opens the dashboard before the Monday meeting
success|Sends the first report to her boss
success|Finishes setup in one sitting
success|Setup simple enough to be done in 5 minutes
job|When a new report is due, I want to see what is missing, so I can send it before noon
job|When I inherit a workspace, I want to know who uses what, so that nobody loses access
avoids|Leaves bulk delete to the admin of the other team
risk|Must not present an empty product to her own boss
words|"I want something simple"
day|Answers tickets until eleven, then builds reports for the sales call
context|Inherits the workspace from somebody who left the company
owns|The integration and who is invited
first|Integration status and one report filled with her own data
criteria|Single sign-on, audit log, price per seat
objections|Asks who answers for it when the data is wrong
job|
"""
LACKING = """
stuck|They stop at the integration step|COUNT_ASKED
stuck|38 % of accounts leave at the second step|COUNT_ASKED
stuck|Nine tickets about the invite|COUNT_ASKED
success|Feels at home in the product|MEASURE_ASKED
success|The team trusts the reports|MEASURE_ASKED
job|When a report is due, I want to see what is missing|OUTCOME_ASKED
job|Get the report out|OUTCOME_ASKED
"""
GOOD_QUESTIONS = """
When you first opened the shared dashboard, did you find something for your own work?
What did you do right after you got the invite?
When did you last look at the weekly report?
Did you read the terms and conditions?
What stopped you last time?
Were you asked to set this up, yes or no?
Who else saw the report?
"""
BAD_QUESTIONS = """
Was the setup fast and useful?|QUESTION_DOUBLE
Did you invite somebody or leave?|QUESTION_DOUBLE
Do you use it? How often?|QUESTION_DOUBLE
Don't you think the dashboard helps?|QUESTION_LEADING
Would you agree that reports matter?|QUESTION_LEADING
How much do you love the dashboard?|QUESTION_LEADING
How easy was the setup?|QUESTION_LEADING
Did you see our improved dashboard?|QUESTION_LEADING
What do you think of the onboarding?|QUESTION_JARGON
Which persona are you?|QUESTION_JARGON
Where in the funnel did you stop?|QUESTION_JARGON
"""


def lines(table: str) -> list[list[str]]:
    """A table as rows of cells."""
    return [line.split("|") for line in table.strip().splitlines()]


@pytest.mark.parametrize("text", [row[0] for row in lines(DECORATION)])
@pytest.mark.parametrize("facet", [Facet.CONTEXT, Facet.STUCK, Facet.SUCCESS])
def test_decoration_is_named_as_such(text: str, facet: Facet) -> None:
    """Under whatever facet it stands."""
    assert lint(facet, text) == wording.DECORATES


@pytest.mark.parametrize("text", [row[0] for row in lines(FIRMOGRAPHICS)])
def test_a_segment_is_not_a_persona(text: str) -> None:
    """Size and industry tell who might buy."""
    assert lint(Facet.CONTEXT, text) == wording.TELLS_WHO_BUYS


@pytest.mark.parametrize(("facet", "text"), lines(GOOD))
def test_what_is_specific_passes(facet: str, text: str) -> None:
    """And is not lectured about."""
    assert lint(Facet(facet), text) is None


@pytest.mark.parametrize(("facet", "text", "verdict"), lines(LACKING))
def test_a_facet_asks_for_what_makes_it_useful(facet: str, text: str, verdict: str) -> None:
    """A count, a measure, an outcome."""
    assert lint(Facet(facet), text) == getattr(specific, verdict)


@pytest.mark.parametrize("text", [row[0] for row in lines(GOOD_QUESTIONS)])
def test_a_plain_question_passes(text: str) -> None:
    """One thing, in their words."""
    assert thoughts_on(text) == ()


@pytest.mark.parametrize(("text", "verdict"), lines(BAD_QUESTIONS))
def test_a_question_nobody_can_answer_honestly_is_noticed(text: str, verdict: str) -> None:
    """Double, leading, or in our own words."""
    said = next(iter(thoughts_on(text)), "")
    assert said.endswith(getattr(wording, verdict).partition("{word}")[2])
    assert said


def test_a_question_that_leads_and_asks_two_things_hears_both() -> None:
    asked = "Don't you love the new dashboard and is it fast?"
    assert thoughts_on(asked) == (wording.QUESTION_LEADING, wording.QUESTION_DOUBLE)


def test_a_long_question_is_noticed() -> None:
    """Ten seconds are all it gets."""
    assert thoughts_on("Why " * 40) == (wording.QUESTION_LONG,)


def test_jargon_is_named() -> None:
    """So that it can be replaced."""
    assert "onboarding" in thoughts_on("How long was the onboarding?")[0]


@given(st.sampled_from(Facet), st.text())
def test_the_linter_says_one_sentence_or_nothing(facet: Facet, text: str) -> None:
    """And never fails on what people write."""
    assert len(lint(facet, text) or "") < 150
    assert all(len(thought) < 150 for thought in thoughts_on(text))
