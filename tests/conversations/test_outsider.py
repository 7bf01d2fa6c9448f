"""Somebody of another organisation, whom Slack lets talk in a shared channel and write to the app."""

from tests.conversations.harness import MARA, Team, words

OLU, SHARED = "U0OLU", "C0SHARED"


def test_people_of_other_organisations_read_one_sentence_and_nothing_of_the_record(here: Team) -> None:
    here.asks(MARA, "/persona start")
    for channel in (SHARED, here.dm(OLU)):
        here.say(OLU, "@Dramatis end user", channel=channel)
        here.until(
            lambda channel=channel: "is for members of the workspace" in words(here.seen(OLU, channel))
        )
        assert "Has to find value" not in words(here.seen(OLU, channel))
    here.say(MARA, "@Dramatis end user", channel=SHARED)
    here.until(lambda: "Has to find value" in words(here.seen(MARA, SHARED)))
    assert here.get("refusals")["refusals"] == []
