"""Logging a decision, giving it evidence, and the proof, as a team does it."""

import re
from typing import Any

from personas.evidence import Evidence, Kind, Polarity, Source, State
from storage.store import Store
from tests.conftest import NOW, TENANT
from tests.conversations.harness import (
    DESIGN,
    DEVIN,
    MARA,
    ONBOARDING,
    PRIYA,
    Team,
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


def receipt(
    here: Team, label: str, *, channel: str = ONBOARDING, thread: str = "", who: str = MARA
) -> dict[str, Any]:
    """The receipt in the channel or thread."""

    def posted() -> list[dict[str, Any]]:
        seen = here.seen(who, channel, thread=thread)
        return [each for each in seen if not each["ephemeral"] and f"*{label}*" in words(each)]

    return dict(here.until(posted)[-1])


def file_interviews(here: Team) -> Evidence:
    """A piece of evidence about the admin persona, as filing leaves it in the record."""
    store = Store.open(here.database_url)
    with store.begin(TENANT) as tx:
        admin = next(ref for ref in tx.personas.refs() if ref.slug == "admin")
        piece = tx.evidence.file(
            Evidence(
                0,
                0,
                "I waited until I had something to show.",
                Kind.STUCK,
                Source.INTERVIEW,
                Polarity.SUPPORTS,
                State.FILED,
                MARA,
                NOW,
                NOW,
                persona_id=admin.id,
                n=4,
                m=6,
            )
        )
    store.close()
    return piece


def test_a_decision_is_logged_from_a_sentence_and_its_receipt_grows_with_evidence(here: Team) -> None:
    here.asks(MARA, "/persona")
    here.press(MARA, "Start with three hypotheses")
    here.until(lambda: "as hypotheses" in words(here.seen(MARA, ONBOARDING)))
    here.say(MARA, SENTENCE)
    view = here.view(MARA)
    served = options(here, MARA, view, "pick_served")
    assert "Nobody we can name" in served
    unserved = options(here, MARA, view, "pick_unserved", "nobody")
    assert list(unserved) == ["Nobody, I checked"]
    here.submit(MARA, view, {"because": text(WHY), "unserved": choices("0")})
    said = words(first := receipt(here, "D-1"))
    assert "one  →  *two onboarding paths*" in said
    assert f"*Because of Admin:*  {WHY}" in said
    assert "no evidence yet" in said
    assert "nobody, checked" in said
    assert "Look again" in said

    piece = file_interviews(here)
    assert "no evidence yet" in here.asks(DEVIN, "/persona decision D-1")
    here.press(DEVIN, "Link evidence")
    form = here.view(DEVIN)
    assert str(piece.id) in options(here, DEVIN, form, "pick_evidence", "waited").values()
    here.submit(DEVIN, form, {"evidence": choices(str(piece.id))})
    here.until(
        lambda: re.search(r"4 of 6 in interviews, \w+( \d{4})?  _\(EV-1\)_", words(receipt(here, "D-1")))
    )
    assert receipt(here, "D-1")["ts"] == first["ts"]


def test_more_details_keep_what_was_typed(here: Team) -> None:
    here.say(DEVIN, "/persona decide admin: show the report instead of an empty page")
    view = here.view(DEVIN)
    here.press(DEVIN, "More details", view=view, state={"because": {"because": text("They present it")}})
    more = here.until(lambda: shown if "Area" in words(shown := here.view(DEVIN)) else None)
    assert more["state"]["values"]["because"]["because"]["value"] == "They present it"
    here.submit(DEVIN, more, {"unserved": choices("0"), "grounds": choices("judgement call", kind="checkboxes"),
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


def test_a_message_becomes_a_decision_in_its_own_thread(here: Team) -> None:
    said = here.post(
        "say", {"as": PRIYA, "channel": ONBOARDING, "text": "They never invite anybody on day one"}
    )
    here.post(
        "shortcut", {"as": MARA, "callback_id": "log_decision", "channel": ONBOARDING, "ts": said["ts"]}
    )
    form = here.view(MARA)
    assert form["state"]["values"]["because"]["because"]["value"] == "They never invite anybody on day one"
    nobody = {"served": choices("0"), "unserved": choices("0")}
    here.submit(MARA, form, {"from": text("Nothing, it is new"), "to": text("invite later"), **nobody})
    shown = words(receipt(here, "D-4", thread=said["ts"]))
    assert "New: *invite later*" in shown


def test_a_mention_in_a_thread_offers_the_form(here: Team) -> None:
    start = here.post("say", {"as": MARA, "channel": ONBOARDING, "text": "So, two paths?"})["ts"]
    here.say(MARA, "@Dramatis decide because buyer: a price on the first page instead of none", thread=start)
    button = here.until(lambda: _form_button(here, start))
    where = {"channel": ONBOARDING, "ts": button["ts"], "ephemeral": True}
    here.post("press", {"as": MARA, "action_id": "again:form", **where})
    form = here.view(MARA)
    here.submit(MARA, form, {"because": text("They compare first"), "unserved": choices("0")})
    assert "a price on the first page" in words(receipt(here, "D-5", thread=start))


def _form_button(here: Team, thread: str) -> dict[str, Any] | None:
    seen = here.seen(MARA, ONBOARDING, thread=thread)
    return next((each for each in seen if "Open the form" in words(each)), None)


def test_the_proof_counts_what_personas_changed(here: Team) -> None:
    said = here.asks(MARA, "/persona proof")
    assert "*4 of 5 logged decisions* name a persona, *1* cites evidence." in said
    assert "No decision yet because of *End user*." in said
    here.press(MARA, "Share here")
    here.until(lambda: [m for m in here.seen(DEVIN, ONBOARDING) if "No decision yet because of" in words(m)])
    refused = {(each["method"], each["error"]) for each in here.get("refusals")["refusals"]}
    assert refused == {("chat.postMessage", "not_in_channel")}
