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


def test_what_is_shared_where_they_read_is_posted_by_a_second_press_that_says_so(here: Team) -> None:
    here.asks(MARA, "/persona start")
    here.asks(MARA, "/persona end user", channel=SHARED)
    here.press(MARA, "Share here", channel=SHARED)
    here.until(lambda: "its people would read this too" in words(here.seen(MARA, SHARED)))
    assert "Has to find value" not in words(here.seen(OLU, SHARED))
    here.press(MARA, "Post it", channel=SHARED)
    here.until(lambda: "Has to find value" in words(here.seen(OLU, SHARED)))
    here.say(MARA, "/persona end user share", channel=SHARED)
    here.until(lambda: words(here.seen(MARA, SHARED)).count("its people would read this too") == 2)
    assert words(here.seen(OLU, SHARED)).count("Has to find value") == 1
    assert here.get("refusals")["refusals"] == []
