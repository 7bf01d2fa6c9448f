"""A persona's emoji, by whatever way it comes in."""

from typing import Any

import pytest

from personas.backup import PersonaRecord
from personas.documents.draft import UnreadableDocument
from personas.documents.markdown import read_markdown
from personas.documents.record import read_records
from personas.emoji import Emoji, UnusableEmoji
from tests.conftest import NOW

READ = [
    ("👵", "older_woman"), (":older_woman:", "older_woman"), ("p-ops-admin", "p-ops-admin"), (":P_Buyer:", "p_buyer"),
    ("👵🏽", "older_woman"), ("☎️", "phone"), ("telephone", "phone"), ("👩‍💻", "female-technologist"), ("", ""),
    (":wrench::skin-tone-2:", "wrench"), ("顧客", "顧客"),
]  # fmt: skip
REFUSED = [
    ("card_index", "one of my own marks"), ("📇", "one of my own marks"), ("⚖️", "one of my own marks"),
    ("eyes", "one of my own marks"), ("✅", "one of my own marks"), ("👍", "for other reasons"),
    ("thumbsup", "for other reasons"), (":tada:", "for other reasons"), ("two words", "no emoji I know"),
    ("👵👵", "no emoji I know"), ("<!channel>", "no emoji I know"), ("x" * 81, "no emoji I know"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "name"), READ)
def test_an_emoji_is_the_name_that_slack_sends_for_it(text: str, name: str) -> None:
    assert Emoji.read(text) == name
    assert Emoji.read(Emoji.read(text)) == name


@pytest.mark.parametrize(("text", "sentence"), REFUSED)
def test_what_would_file_by_accident_or_never_is_refused_with_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(UnusableEmoji, match=sentence):
        Emoji.read(text)


def test_a_document_of_data_says_what_is_wrong_and_takes_a_drawn_one() -> None:
    [draft] = read_records({"personas": [{"name": "Ops admin", "type": "user", "emoji": "👵"}]})
    assert draft.emoji == "older_woman"
    for text in ("eyes", "two words", "👍"):
        with pytest.raises(UnreadableDocument, match="emoji"):
            read_records({"personas": [{"name": "Ops admin", "type": "user", "emoji": text}]})


def test_a_markdown_line_that_names_no_usable_emoji_stays_a_line() -> None:
    [taken] = read_markdown("# Ops admin\n\n- Emoji: 👵\n\n## Goals\n\n- Ship it\n")
    assert taken.emoji == "older_woman"
    [left] = read_markdown("# Ops admin\n\n- Emoji: 👀\n\n## Goals\n\n- Ship it\n")
    assert left.emoji == ""
    assert "👀" in str(left)


def test_a_backup_is_restored_without_an_emoji_that_can_stand_for_nobody() -> None:
    kept: dict[str, Any] = {"slug": "ops", "name": "Ops", "type": "user", "created_at": NOW, "edited_at": NOW}
    assert PersonaRecord(**kept, emoji="👵").emoji == "older_woman"
    assert PersonaRecord(**kept, emoji="eyes").emoji == ""
