"""Handing in a document: the form, a look at what it does, and Apply."""

from typing import Any

from tests.conversations.harness import MARA, PRIYA, Team, words
from tests.storage.test_document import DOCUMENT


def hand_in(here: Team, who: str, data: bytes, name: str = "ops.md") -> tuple[dict[str, Any], dict[str, Any]]:
    """Upload a file and submit the form with it; hands back the form and what came of it."""
    here.say(who, "/persona import")
    form = here.view(who)
    kept = here.http.post(
        f"{here.url}/playground/upload", data={"as": who}, files={"file": (name, data, "text/markdown")}
    ).json()["file"]
    done = here.submit(who, form, {"file": {"type": "file_input", "files": [kept]}})
    return form, done


def test_a_document_is_looked_at_and_applied_once(here: Team) -> None:
    hand_in(here, MARA, DOCUMENT)
    look = here.until(
        lambda: next(iter([v for v in [here.view(MARA)] if v["callback_id"] == "import_apply"]), None)
    )
    assert "Ops admin would be new: 3 claims, also called Ana, Ana Silva." in words(look["blocks"])
    before = len(here.seen(MARA, "C0ONBOARD"))
    here.submit(MARA, look, {})
    said = here.until(lambda: words(here.seen(MARA, "C0ONBOARD")[before:]) or None)
    assert "3 claims new." in said
    assert "Gets stuck" in here.asks(MARA, "/persona ana")


def test_the_same_document_again_changes_nothing(here: Team) -> None:
    hand_in(here, PRIYA, DOCUMENT)
    look = here.until(
        lambda: next((v for v in [here.view(PRIYA)] if v["callback_id"] != "import_file"), None)
    )
    assert "Nothing would change." in words(look["blocks"])
    here.post("close", {"as": PRIYA, "view_id": look["id"]})


def test_a_file_nobody_can_read_is_a_sentence_under_the_field(here: Team) -> None:
    _, done = hand_in(here, PRIYA, b"%PDF-1.7", "ops.md")
    assert (
        "it is not a text file. Save it as Markdown (.md), Word (.docx), CSV, HTML, YAML or JSON and import that."
        in str(done)
    )


def test_the_form_asks_for_a_file_and_a_steward(here: Team) -> None:
    here.say(MARA, "/persona import")
    form = here.view(MARA)
    assert {"file", "steward"} <= {block.get("block_id") for block in form["blocks"]}
