"""One question to the people who use it: asked, answered, closed, and on the persona's card as n of m."""

from typing import Any

from tests.conversations.harness import BETA, DEVIN, JO, MARA, PRODUCT, Team, choice, text, words

QUESTION = "When you first opened the shared dashboard, did you find something for your own work?"
ANSWERS = "Yes, quickly\nAfter a while\nNo"
USERS = [JO, "U0AMARA", "U0BRUNO", "U0CHLOE", "U0DANA", "U0ELIF", "U0FARID", "U0GRETA"]
SAYS_NO = USERS[:5]


def channel(value: str) -> dict[str, Any]:
    return {"type": "conversations_select", "selected_conversation": value}


def people(*users: str) -> dict[str, Any]:
    return {"type": "multi_users_select", "selected_users": list(users)}


def block_of(view: dict[str, Any], block_id: str) -> dict[str, Any]:
    return next((each for each in view["blocks"] if each.get("block_id") == block_id), {})


def form_of(here: Team, who: str, title: str) -> dict[str, Any]:
    def look() -> dict[str, Any] | None:
        view = here.view(who)
        return view if view["title"]["text"] == title else None

    found: dict[str, Any] = here.until(look)
    return found


def filled(here: Team, view: dict[str, Any], **more: Any) -> dict[str, Any]:
    persona = next(each for each in view["blocks"] if each.get("block_id") == "persona")
    answer = here.post(
        "options",
        {"as": MARA, "view_id": view["id"], "action_id": persona["element"]["action_id"], "value": "end"},
    )
    who = answer["options"][0]["value"]
    mode = next(each for each in view["blocks"] if each.get("block_id") == "mode")
    confidential = mode["element"]["options"][0]
    return {
        "persona": choice(who, "external_select"),
        "question": text(QUESTION),
        "answers": text(ANSWERS),
        "mode": {"type": "radio_buttons", "selected_option": confidential},
        "channel": channel(""),
        **more,
    }


def in_dm(here: Team, who: str) -> str:
    return words(here.seen(who, here.dm(who)))


def tap(here: Team, who: str, label: str) -> None:
    here.press(who, label, channel=here.dm(who))


def test_a_confidential_pulse_from_the_form_to_the_card(here: Team) -> None:
    here.asks(MARA, "/persona start")
    here.say(MARA, "/persona end user edit stuck")
    facet = form_of(here, MARA, "Edit a section")
    here.submit(MARA, facet, {"lines": text("Finds nothing of their own on the shared dashboard")})
    asked_from_the_form(here)
    everybody_answers(here)
    jo_changes_her_mind(here)

    here.post("clock", {"advance": 300})
    here.until(lambda: "*5 of 8*  No" in in_dm(here, MARA))
    assert "It was all somebody else's numbers." in in_dm(here, MARA)
    here.until(lambda: "8 people answered; 5 said *No*" in in_dm(here, JO))
    here.until(lambda: "This question is closed." in in_dm(here, DEVIN))
    assert "said *No*" not in in_dm(here, DEVIN)
    made_evidence_of(here, "Finds nothing")
    assert "5 of 8 pulse answers" in here.asks(MARA, "/persona end user stuck")
    assert here.get("refusals")["refusals"] == []


def asked_from_the_form(here: Team) -> None:
    here.say(MARA, "/persona pulse end user", channel=PRODUCT)
    view = form_of(here, MARA, "Ask a question")
    assert "initial_conversation" not in block_of(view, "channel")["element"]
    typed = {"question": {"question": text(QUESTION)}, "answers": {"answers": text(ANSWERS)}}
    here.press(MARA, "More", view=view, state=typed)
    whole = here.until(lambda: (found := here.view(MARA)) and block_of(found, "reason") and found)
    assert block_of(whole, "question")["element"]["initial_value"] == QUESTION
    assert block_of(whole, "answers")["element"]["initial_value"] == ANSWERS
    reason = text("We choose what the empty page shows.")
    # Right after the start the directory is still being read, and nobody is known yet.
    sent = filled(here, whole, channel=channel(BETA), reason=reason)
    here.until(lambda: here.submit(MARA, whole, sent)["ok"])
    preview = form_of(here, MARA, "Send it?")
    assert preview["submit"]["text"] == "Send to 13"
    shown = words(preview)
    for part in (
        "13 people get this",
        "1 bot",
        "1 guest",
        "you yourself",
        "Confidential: totals only, from 5 answers",
        QUESTION,
    ):
        assert part in shown
    here.submit(MARA, preview, {})
    here.until(lambda: "P-1* is out" in words(here.seen(MARA, PRODUCT)))
    here.until(lambda: "0 answers so far. With 8 it closes" in in_dm(here, MARA))


def everybody_answers(here: Team) -> None:
    for user in USERS:
        here.until(lambda user=user: QUESTION in in_dm(here, user))
        label = "No" if user in SAYS_NO else "Yes, quickly"
        tap(here, user, label)
    here.until(lambda: "All 8 answers" in in_dm(here, MARA))
    assert "▇" not in in_dm(here, MARA)


def jo_changes_her_mind(here: Team) -> None:
    tap(here, JO, "Change")
    here.until(lambda: "So far" in in_dm(here, JO))
    tap(here, JO, "After a while")
    here.until(lambda: "*After a while* recorded" in in_dm(here, JO))
    tap(here, JO, "Change")
    here.until(lambda: "So far" in in_dm(here, JO))
    tap(here, JO, "No")
    here.say(JO, "It was all somebody else's numbers.", channel=here.dm(JO))
    here.until(lambda: "Added to your answer" in in_dm(here, JO))


def made_evidence_of(here: Team, claimed: str) -> None:
    here.press(MARA, "Make it evidence", channel=here.dm(MARA))
    form = form_of(here, MARA, "Make it evidence")
    claims = next(each for each in form["blocks"] if each.get("block_id") == "claim")["element"]["options"]
    claim = next(each for each in claims if claimed in each["text"]["text"])
    ticks = next(each for each in form["blocks"] if each.get("block_id") == "supports")["element"]["options"]
    here.submit(
        MARA,
        form,
        {
            "claim": {"type": "static_select", "selected_option": claim},
            "supports": {"type": "checkboxes", "selected_options": [ticks[2]]},
        },
    )
    here.until(lambda: "Filed as *EV-1*" in in_dm(here, MARA))


def test_who_says_stop_is_not_asked_by_the_next(here: Team) -> None:
    sam = "U0SAM"
    here.say(MARA, "/persona pulse end user", channel=PRODUCT)
    view = form_of(here, MARA, "Ask a question")
    named = next(each for each in view["blocks"] if each.get("block_id") == "mode")["element"]["options"][1]
    mode = {"type": "radio_buttons", "selected_option": named}
    here.submit(MARA, view, filled(here, view, people=people(sam, JO), mode=mode))
    preview = form_of(here, MARA, "Send it?")
    assert preview["submit"]["text"] == "Send to 1"
    assert "1 person asked in the last 30 days" in words(preview)
    here.submit(MARA, preview, {})
    here.until(lambda: "P-2* is out" in words(here.seen(MARA, PRODUCT)))
    here.post("clock", {"advance": 6 * 3600})
    here.until(lambda: "Shown to" in in_dm(here, sam))
    tap(here, sam, "Stop asking me")
    here.until(lambda: "You won't be asked again" in in_dm(here, sam))

    here.say(MARA, "/persona pulse end user", channel=PRODUCT)
    view = form_of(here, MARA, "Ask a question")
    answer = here.submit(MARA, view, filled(here, view, people=people(sam), mode=mode))
    assert "Nobody is left to ask" in answer["errors"]["people"]
    assert here.get("refusals")["refusals"] == []


def test_a_draft_is_changed_and_answered_from_home(here: Team) -> None:
    here.say(MARA, "/persona pulse end user", channel=PRODUCT)
    view = form_of(here, MARA, "Ask a question")
    named = next(each for each in view["blocks"] if each.get("block_id") == "mode")["element"]["options"][1]
    mode = {"type": "radio_buttons", "selected_option": named}
    here.submit(MARA, view, filled(here, view, people=people(MARA), mode=mode))
    here.press(MARA, "Change it", view=form_of(here, MARA, "Send it?"))
    again = form_of(here, MARA, "Ask a question")
    assert QUESTION in str(again)
    answer = here.submit(MARA, again, {"question": text("Did you open the dashboard today?")})
    assert answer["ok"], answer
    here.submit(MARA, form_of(here, MARA, "Send it?"), {})
    here.until(lambda: "P-3* is out" in words(here.seen(MARA, PRODUCT)))
    here.until(lambda: "Did you open the dashboard today?" in words(here.home(MARA)))
    here.press(MARA, "Answer", view=here.home(MARA))
    here.press(MARA, "After a while", view=form_of(here, MARA, "Dramatis"))
    here.until(lambda: "*After a while* recorded" in words(here.view(MARA)))
    here.until(lambda: "*After a while* recorded" in in_dm(here, MARA))
    assert here.get("refusals")["refusals"] == []
