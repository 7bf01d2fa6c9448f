"""Logging a decision, giving it evidence, and the proof, as a team does it."""

from typing import Any

from tests.conversations.harness import (
    DESIGN,
    DEVIN,
    MARA,
    ONBOARDING,
    Team,
    choice,
    choices,
    text,
    words,
)

SENTENCE = "/decided because admin: two onboarding paths instead of one"
WHY = "They set up before anybody else is there"


def options(here: Team, who: str, view: dict[str, Any], action: str, typed: str = "") -> dict[str, str]:
    """What a menu of a form offers: label -> value."""
    asked = {"as": who, "view_id": view["id"], "action_id": action, "value": typed}
    offered = here.post("options", asked)["options"]
    return {each["text"]["text"]: each["value"] for each in offered}


def receipt(here: Team, start: str = "D-1", *, channel: str = ONBOARDING, who: str = MARA) -> dict[str, Any]:
    """The receipt in the channel."""
    posted = lambda: [m for m in here.seen(who, channel) if not m["ephemeral"] and start in words(m)]  # noqa: E731
    return dict(here.until(posted)[-1])


def test_a_decision_is_logged_from_a_sentence_and_its_receipt_grows_with_evidence(here: Team) -> None:
    here.asks(MARA, "/persona")
    here.press(MARA, "Start with three hypotheses")
    here.until(lambda: "as hypotheses" in words(here.seen(MARA, ONBOARDING)))
    here.say(MARA, SENTENCE)
    view = here.view(MARA)
    assert "one" in str(view["blocks"])
    served = options(here, MARA, view, "pick_served")
    assert "Nobody we can name" in served
    unserved = options(here, MARA, view, "pick_unserved", "nobody")
    assert list(unserved) == ["Nobody, I checked"]
    here.submit(MARA, view, {"because": text(WHY), "unserved": choices("0")})
    first = receipt(here)
    said = words(first)
    assert "one  →  *two onboarding paths*" in said
    assert f"*Because of *Admin**  {WHY}" in said or f"Because of Admin*  {WHY}" in said
    assert "no evidence yet" in said
    assert "nobody, checked" in said


def test_more_details_keep_what_was_typed(here: Team) -> None:
    here.say(DEVIN, "/persona decide admin: show the report instead of an empty page")
    view = here.view(DEVIN)
    here.press(DEVIN, "More details", view=view, state={"because": {"because": text("They present it")}})
    more = here.until(lambda: shown if "Area" in words(shown := here.view(DEVIN)) else None)
    assert more["state"]["values"]["because"]["because"]["value"] == "They present it"
    refused = here.submit(
        DEVIN, more, {"unserved": choices("0"), "grounds": choice("evidence", "radio_buttons")}
    )
    assert "Choose the evidence" in refused["errors"]["evidence"]
    here.submit(DEVIN, more, {"unserved": choices("0"), "grounds": choice("judgement call", "radio_buttons"),
                              "known": text("Set-up ends in one sitting")})  # fmt: skip
    said = words(receipt(here, "D-2"))
    assert "a judgement call" in said
    assert "Set-up ends in one sitting" in said


def test_where_the_app_is_no_member_the_receipt_comes_to_the_logger(here: Team) -> None:
    here.post("leave", {"channel": DESIGN, "bot": True})
    here.say(MARA, "/persona decide admin: a list instead of a table", channel=DESIGN)
    here.submit(MARA, here.view(MARA), {"because": text("It is read on a phone"), "unserved": choices("0")})
    here.until(lambda: "/invite @Dramatis" in words(here.seen(MARA, here.dm(MARA))))
    here.post("join", {"channel": DESIGN, "bot": True})
    here.press(MARA, "Post it there", channel=here.dm(MARA))
    assert "read on a phone" in words(receipt(here, "D-3", channel=DESIGN))


def test_the_proof_counts_what_personas_changed(here: Team) -> None:
    said = here.asks(MARA, "/persona proof")
    assert "3 of 3 logged decisions* name a persona" in said
    assert "Decorative so far: *Buyer* (0), *End user* (0)" in said
    assert here.get("refusals")["refusals"] == []
