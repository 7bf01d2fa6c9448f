"""Evidence by emoji, as a team does it in a channel where tickets are posted."""

import re
from typing import Any

import pytest

from tests.conversations.harness import (
    DESIGN,
    DEVIN,
    MARA,
    ONBOARDING,
    PRIYA,
    SUPPORT,
    Team,
    choice,
    choices,
    text,
    words,
)

TICK, EYES = "white_check_mark", "eyes"
RENEWALS, SHARED = "G0RENEW", "C0SHARED"


@pytest.fixture(scope="module", autouse=True)
def _personas(here: Team) -> None:
    here.asks(MARA, "/persona start", channel=SUPPORT)


def settings(here: Team, who: str, channel: str, *personas: str, filing: bool = True) -> Any:
    here.say(who, "/persona settings", channel=channel)
    view = here.view(who)
    options = {
        option["text"]["text"].partition(" · ")[0]: option["value"] for option in offered(here, who, view)
    }
    on = [{"text": {"type": "mrkdwn", "text": "on"}, "value": "on"}] if filing else []
    values = {"personas": choices(*(options[name] for name in personas))}
    if any(block.get("block_id") == "filing" for block in view["blocks"]):
        values["filing"] = {"type": "checkboxes", "selected_options": on}
    return here.submit(who, view, values)


def offered(here: Team, who: str, view: Any, block: str = "personas", typed: str = "") -> list[Any]:
    element = next(each["element"] for each in view["blocks"] if each.get("block_id") == block)
    asked = {
        "as": who,
        "view_id": view["id"],
        "action_id": element["action_id"],
        "block_id": block,
        "value": typed,
    }
    return list(here.post("options", asked)["options"])


def ticket(here: Team, number: str) -> str:
    return next(m["ts"] for m in here.seen(MARA, SUPPORT) if number in words(m) and not m.get("ephemeral"))


def marks(here: Team, ts: str, *, channel: str = SUPPORT, thread: str = "") -> dict[str, list[str]]:
    found = next(m for m in here.seen(MARA, channel, thread=thread) if m["ts"] == ts)
    return {each["name"]: each["users"] for each in found.get("reactions") or []}


def test_a_ticket_becomes_a_draft_then_evidence_on_the_card_and_goes_with_its_emoji(here: Team) -> None:
    settings(here, MARA, SUPPORT)
    here.until(
        lambda: "is filed" in words(here.seen(MARA, SUPPORT)) or "gets 👀" in words(here.seen(MARA, SUPPORT))
    )
    stuck = ticket(here, "4711")

    here.react(PRIYA, SUPPORT, stuck, "card_index")
    here.until(lambda: EYES in marks(here, stuck))
    asked = here.until(
        lambda: words([m for m in here.seen(PRIYA, SUPPORT) if "Who is this about?" in words(m)])
    )
    assert "EV-1" in asked
    assert "tomas.reyes" not in asked
    assert "EV-1" not in words(here.seen(DEVIN, SUPPORT))

    here.press(PRIYA, "Admin", channel=SUPPORT)
    here.until(lambda: TICK in marks(here, stuck) and EYES not in marks(here, stuck))
    assert "Saved as *EV-1* about *Admin*" in words(here.seen(PRIYA, SUPPORT))
    assert "63 columns" in here.asks(DEVIN, "/persona admin evidence")
    assert "63 columns" in here.asks(DEVIN, "/persona admin")

    here.react(DEVIN, SUPPORT, stuck, "card_index")
    here.until(lambda: "also seen by 1 colleague" in here.asks(DEVIN, "/persona EV-1"))
    here.react(PRIYA, SUPPORT, stuck, "card_index", remove=True)
    here.react(DEVIN, SUPPORT, stuck, "card_index", remove=True)
    here.until(lambda: TICK not in marks(here, stuck))
    assert "No evidence" in here.asks(DEVIN, "/persona admin evidence")

    here.react(PRIYA, SUPPORT, stuck, "card_index")
    here.until(lambda: TICK in marks(here, stuck))
    assert "EV-1" in here.asks(DEVIN, "/persona admin evidence")
    assert here.get("refusals")["refusals"] == []


def test_bound_to_one_persona_it_is_filed_at_once_in_a_thread_too(here: Team) -> None:
    settings(here, MARA, ONBOARDING, "Admin")
    here.until(lambda: "is filed about" in words(here.seen(MARA, ONBOARDING)))
    parent = next(m for m in here.seen(MARA, ONBOARDING) if m.get("reply_count"))
    reply = here.seen(MARA, ONBOARDING, thread=parent["ts"])[1]
    here.react(PRIYA, ONBOARDING, reply["ts"], "card_index")
    here.until(lambda: TICK in marks(here, reply["ts"], channel=ONBOARDING, thread=parent["ts"]))
    told = here.until(
        lambda: words([m for m in here.seen(PRIYA, ONBOARDING, thread=parent["ts"]) if m.get("ephemeral")])
    )
    assert "about *Admin*" in told
    here.react(DEVIN, ONBOARDING, parent["ts"], "eyes")
    here.react(DEVIN, ONBOARDING, parent["ts"], "rocket")
    assert TICK not in marks(here, parent["ts"], channel=ONBOARDING)


def test_what_a_private_channel_files_is_read_there_and_only_counted_elsewhere(here: Team) -> None:
    settings(here, MARA, RENEWALS, "Buyer")
    here.until(lambda: "is filed about *Buyer*" in words(here.seen(MARA, RENEWALS)))
    message = here.seen(MARA, RENEWALS)[0]
    said = words(message)[:40]
    here.react(PRIYA, RENEWALS, message["ts"], "card_index")
    here.until(lambda: TICK in marks(here, message["ts"], channel=RENEWALS))
    listed = here.asks(MARA, "/persona buyer evidence", channel=RENEWALS)
    assert said in listed
    assert "private channel" not in listed
    for asked in ("/persona buyer evidence", "/persona buyer", "/persona list"):
        answer = here.asks(DEVIN, asked, channel=SUPPORT)
        assert said not in answer
        assert "+1 from a private channel" in answer
    assert said in here.asks(PRIYA, "/persona buyer evidence", channel=SUPPORT)
    before = len(here.seen(DEVIN, SUPPORT))
    here.press(PRIYA, "Share here", channel=SUPPORT)
    shared = here.until(lambda: words(here.seen(DEVIN, SUPPORT)[before:]))
    assert said not in shared
    assert "+1 from a private channel" in shared
    assert here.get("refusals")["refusals"] == []


def test_a_shared_channel_can_not_switch_it_on_and_a_guest_hears_one_sentence(here: Team) -> None:
    assert "stay there" in str(settings(here, MARA, SHARED))
    assert "for members of this workspace" in here.asks("U0NADIA", "/persona admin", channel=DESIGN)


def test_the_shortcut_files_a_message_about_a_new_claim(here: Team) -> None:
    message = ticket(here, "4716")
    here.post("shortcut", {"as": PRIYA, "callback_id": "file_evidence", "channel": SUPPORT, "ts": message})
    view = here.view(PRIYA)
    assert "j.becker" not in str(view)
    who = next(o for o in offered(here, PRIYA, view, "persona", "end") if "End user" in o["text"]["text"])
    persona = {"persona": choice(who["value"], "external_select")}
    wrong = here.submit(PRIYA, view, {**persona, "counts": text("4"), "out_of": text("3")})
    assert "4 of 3? The first number can't be larger." in str(wrong)
    new = next(
        o
        for o in offered(here, PRIYA, view, "claim", "Loses the filters")
        if "New · Gets stuck" in o["text"]["text"]
    )
    here.submit(
        PRIYA,
        view,
        {**persona, "counts": text(""), "out_of": text(""), "claim": choice(new["value"], "external_select")},
    )
    here.until(lambda: TICK in marks(here, message))
    assert "Loses the filters" in here.asks(PRIYA, "/persona end user stuck", channel=SUPPORT)
    assert "/archives/C0SUPPORT/" in here.asks(PRIYA, "/persona end user evidence", channel=SUPPORT)
    assert here.get("refusals")["refusals"] == []


def test_one_press_makes_a_message_back_a_claim_and_its_edit_shows_on_the_piece(here: Team) -> None:
    here.say(DEVIN, "She loses the filters whenever she opens the mail", channel=SUPPORT)
    said = here.until(lambda: next((m for m in here.seen(MARA, SUPPORT) if "She loses" in words(m)), None))
    here.react(PRIYA, SUPPORT, said["ts"], "card_index")
    here.until(lambda: "She loses the filters" in words(here.seen(PRIYA, SUPPORT)[-1]))
    here.press(PRIYA, "End user", channel=SUPPORT)
    line = here.until(lambda: words([m for m in here.seen(PRIYA, SUPPORT) if "Does it back" in words(m)]))
    assert "Loses the filters" in line
    here.press(PRIYA, "Yes", channel=SUPPORT)
    here.until(lambda: "1 colleague's note" in here.asks(DEVIN, "/persona end user stuck"))
    number = re.findall(r"EV-\d+", line)[-1]
    edit = {"as": DEVIN, "channel": SUPPORT, "ts": said["ts"], "text": "No, she keeps them"}
    here.post("edit", edit)
    here.until(lambda: "source was edited" in here.asks(DEVIN, f"/persona {number}"))
    assert "She loses the filters" in here.asks(DEVIN, f"/persona {number}")
    assert here.get("refusals")["refusals"] == []
