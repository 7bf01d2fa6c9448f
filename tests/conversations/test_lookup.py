"""Looking up, as a person types it."""

from tests.conversations.harness import MARA, ONBOARDING, Team, words


def test_a_newcomer_starts_with_three_hypotheses_and_reads_a_card(here: Team) -> None:
    assert "No personas yet" in here.asks(MARA, "/persona")
    here.press(MARA, "Start with three hypotheses")
    here.until(lambda: "as hypotheses" in words(here.seen(MARA, ONBOARDING)))
    assert "Has to find value in it every week" in here.asks(MARA, "/persona end user")
    assert here.get("refusals")["refusals"] == []
