"""What a ticket system draws around a customer's words goes, and no sentence of the customer's goes with it."""

import time
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personas.card_frame import is_prose, is_separator, unnumbered
from personas.filing import as_evidence, found
from personas.signature import unsigned

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
ZENDESK = "https://acme.zendesk.com/agent/tickets/4711"
JIRA = "https://acme.atlassian.net/browse/OPS-52"
FRONT = "https://app.front.example/open/cnv_9x1"
SAID = "The roster forgets who swapped. I phone everybody on Sunday."
RULE = "─" * 20


def section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def words(*texts: str, title: str = "Roster", url: str = ZENDESK, **message: Any) -> str:
    """What is stored of a card with a linked title and these texts."""
    blocks = [section(f"*<{url}|{title}>*"), *map(section, texts)]
    slack = {"ts": "1795170120.000000", "bot_id": "B1", "text": "", "blocks": blocks, **message}
    return as_evidence(found(slack, channel="C1"), reporter="U1", now=NOW).text


@pytest.mark.parametrize("sign", ["─", "-", "=", "_", "*", "~", "—", "━"])
def test_a_line_of_one_sign_is_the_cards(sign: str) -> None:
    rule = sign * 12
    assert words(f"Description\n{rule}\n{SAID}\n{rule}\nTeam: Night shift") == f"Roster\n{SAID}"
    assert words(f"{rule}\n{SAID}\n{rule}") == f"Roster\n{SAID}"


@pytest.mark.parametrize("line", ["", "--", "a---", "???", "...", "-=-", "- - x"])
def test_other_short_lines_are_no_separators(line: str) -> None:
    assert not is_separator(line)


@pytest.mark.parametrize(
    "marker",
    [
        "##- Please type your reply above this line -##",
        "##- Merci de répondre au-dessus de cette ligne -##",
        "=== Svara ovanför den här raden ===",
        "## この行より上に返信してください ##",
    ],
)
def test_a_line_to_reply_above_is_the_cards(marker: str) -> None:
    assert words(f"{marker}\n{SAID}") == f"Roster\n{SAID}"


@pytest.mark.parametrize("label", ["Description", "*Beschreibung*", "Descripción:"])
def test_a_label_alone_above_the_words_is_the_cards(label: str) -> None:
    assert words(f"{label}\n{SAID}") == f"Roster\n{SAID}"
    assert words(f"{label}\n{RULE}\n{SAID}") == f"Roster\n{SAID}"


@pytest.mark.parametrize(
    "outside", ["It worked in May.", "still nothing", "月曜日からずっと動かなくなった", "لا يعمل منذ أمس"]
)
def test_prose_outside_of_the_separators_stays(outside: str) -> None:
    assert words(f"{outside}\n{RULE}\n{SAID}\n{RULE}") == f"Roster\n{outside}\n{SAID}"
    assert words(f"{RULE}\n{SAID}\n{RULE}\n{outside}") == f"Roster\n{SAID}\n{outside}"


def test_words_that_are_all_there_is_stay_without_their_separators() -> None:
    assert words(f"{RULE}\nExport kaputt\n{RULE}") == "Roster\nExport kaputt"
    assert words(f"Export kaputt\n{RULE}\n{RULE}") == "Roster\nExport kaputt"


@pytest.mark.parametrize(
    "title",
    ["New conversation from Ines Falk", "Neue Nachricht von Ines Falk", "Nouveau message de Ines Falk"],
)
def test_a_title_that_says_whose_message_it_is_gives_the_name(title: str) -> None:
    said = f"Ines here. {SAID}\n\nCiao\nInes Falk\nPflegedienst"
    assert words(said, title=title) == f"[name] here. {SAID}"
    assert words(SAID, title=title) == SAID


def test_a_title_about_something_else_stays_whole() -> None:
    told = "The file from Deutsche Bank fails. Deutsche Bank changed it."
    assert words(told, title="Import from Deutsche Bank") == f"Import from Deutsche Bank\n{told}"
    assert words(SAID, title="New orders from Shopify") == f"New orders from Shopify\n{SAID}"


@pytest.mark.parametrize(
    "signature",
    [
        "Thanks,\nPia Brandt\nNight shift, Ward Four\nwww.ward.example",
        "Merci d'avance,\nPia Brandt – pia@ward.example – +33 6 39 98 41 20",
        "Viele Grüße aus Bergen\nPia Brandt\nStationsleitung\nWard GmbH",
        "Un saludo,\n\nPia",
        "よろしくお願いいたします\nPia Brandt",
        "Best,\nPia Brandt\nWard Inc.",
        "-- \nWard Four | Oslo",
    ],
)
def test_what_stands_below_a_closing_goes_though_nobody_named_it(signature: str) -> None:
    assert words(f"{SAID}\n\n{signature}") == f"Roster\n{SAID}"


@pytest.mark.parametrize(
    "foot",
    [
        "Thanks,\nPia\n\nP.S. It also fails on Mondays.",
        "Thanks for looking into this.\nPia says it is urgent.",
        "Thanks,\nplease hurry",
        "Best of all would be a list:\nnames\ndays",
        "Thanks in advance, can somebody call us?",
    ],
)
def test_sentences_below_thanks_stay(foot: str) -> None:
    assert unsigned(f"{SAID}\n\n{foot}", frozenset()) == f"{SAID}\n\n{foot}"


def test_a_name_with_details_beside_it_signs_and_a_name_with_words_does_not() -> None:
    known = frozenset({"pia brandt", "pia"})
    assert unsigned(f"{SAID}\nPia Brandt – Ward Four – [phone]", known) == SAID
    assert unsigned(f"{SAID}\nPia – nobody told her", known).endswith("nobody told her")


@pytest.mark.parametrize(
    ("title", "url", "left"),
    [
        ("#4711 Empty export", ZENDESK, "Empty export"),
        ("[#4711] Empty export", ZENDESK, "Empty export"),
        ("Ticket 4711: Empty export", ZENDESK, "Empty export"),
        ("OPS-52 Tour fails", JIRA, "Tour fails"),
        ("404 on every page", ZENDESK, "404 on every page"),
        ("FIPS-140 is missing", JIRA, "FIPS-140 is missing"),
        ("47112 rows are lost", ZENDESK, "47112 rows are lost"),
        ("#4711", ZENDESK, "#4711"),
    ],
)
def test_the_number_in_front_of_a_title_goes(title: str, url: str, left: str) -> None:
    assert unnumbered(title, url) == left


def test_a_card_of_fronts_is_told_on_every_host_of_its_own() -> None:
    attachment = {
        "author_name": "Ole Lund <ole@lund.example>",
        "title": "Roster",
        "title_link": FRONT,
        "text": f"{SAID}\n\nHilsen\nOle Lund",
    }
    assert words(blocks=[], attachments=[attachment]) == f"Roster\n{SAID}"


@pytest.mark.parametrize(
    "long",
    [
        "#" * 40_000,
        "=- " * 13_000,
        "- " * 20_000 + "x",
        "Thanks,\n" * 5_000,
        "\n" * 10_000,
        "new from " * 4_000,
    ],
)
def test_long_cards_are_read_at_once(long: str) -> None:
    begin = time.process_time()
    words(f"{SAID}\n{long}", title=long[:3_000].replace("\n", " "))
    assert time.process_time() - begin < 3


VERBS = ["forgets", "loses", "hides", "verliert", "oublie", "pierde", "teller ikke"]
THINGS = [
    "The roster",
    "Our export",
    "Der Plan",
    "La tournée",
    "My invoice",
    "Thanks to you the page",
    "New import from May",
]
ENDS = ["everything.", "two names!", "the rest?", "alles am Montag.", "le soir."]
SENTENCES = st.builds(" ".join, st.tuples(*map(st.sampled_from, (THINGS, VERBS, ENDS))))
BREAKS = st.sampled_from(["\n", "\n\n", " ", "\n---\n", "\n- "])
RULES = st.builds(lambda sign, length: sign * length, st.sampled_from("─-=_*~"), st.integers(3, 40))
HEADS = st.sampled_from(
    ["", "Description", "##- Svar over denne linjen -##", "Hi there,", "Hallo Acme-Team,\n", "*Status:* Open"]
)
FEET = st.sampled_from(
    [
        "",
        "Thanks,\nIda Moe",
        "Viele Grüße\nIda Moe\nLeitung",
        "-- \nMoe AS",
        "Best,\nIda\n\nSent from my phone",
        "Team: Night",
    ]
)
TITLES = st.sampled_from(
    ["Roster", "#4711 Roster", "New conversation from Ida Moe", "Nouveau ticket de Ida Moe"]
)


@given(
    sentences=st.lists(SENTENCES, min_size=1, max_size=6),
    pause=BREAKS,
    head=HEADS,
    foot=FEET,
    rules=st.tuples(*[st.one_of(st.just(""), RULES)] * 3),
    title=TITLES,
    after=st.booleans(),
)
def test_every_sentence_of_the_customers_survives_any_frame(
    sentences: list[str],
    pause: str,
    head: str,
    foot: str,
    rules: tuple[str, str, str],
    title: str,
    after: bool,
) -> None:
    lines = [
        rules[0],
        head,
        rules[1],
        pause.join(sentences),
        "",
        foot,
        rules[2],
        sentences[0] if after else "",
    ]
    kept = words("\n".join(lines), title=title)
    assert all(sentence in kept for sentence in sentences)
    assert kept.count(sentences[0]) == sentences.count(sentences[0]) + after


@given(SENTENCES)
def test_every_sentence_is_prose(sentence: str) -> None:
    assert is_prose(sentence)
