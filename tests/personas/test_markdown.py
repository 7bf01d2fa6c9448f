"""Markdown persona documents as people write them, read into drafts."""

import re
from pathlib import Path

import pytest

from personas.documents.document import Fate, PersonaDraft, read_documents
from personas.documents.heading import HEADINGS, Slot, place_of
from personas.documents.title import name_of
from personas.persona import CLAIM_MAX, UNKNOWN, Facet, Type

DOCUMENTS = Path(__file__).parent / "documents"
MARKDOWN = sorted(path.name for path in DOCUMENTS.glob("*.md"))


def read(name: str) -> list[PersonaDraft]:
    return list(read_documents(name, (DOCUMENTS / name).read_bytes()))


def said(text: str) -> PersonaDraft:
    (draft,) = read_documents("x.md", text.encode())
    return draft


def texts(draft: PersonaDraft, facet: Facet) -> list[str]:
    return [claim.text for claim in draft.claims if claim.facet is facet]


def words_of(text: str) -> set[str]:
    return {word.casefold() for word in re.findall(r"[^\W_]{4,}", text)}


def test_a_research_document_becomes_a_card() -> None:
    (draft,) = read("warehouse-lead.md")
    assert (draft.name, draft.role, draft.type) == ("Warehouse Shift Lead", "Shift Lead, Inbound", Type.USER)
    assert draft.aliases == ("Tomasz", "Tomasz Wilk", "The Dock Whisperer")
    assert "Based on 11 interviews with shift leads (Jan-Mar 2025)" in draft.provenance
    assert texts(draft, Facet.SUCCESS)[0] == "Unload every truck within 45 minutes"
    assert texts(draft, Facet.OWNS)[1] == "Sign off damaged pallets"
    assert "Team: Hall 4 (14 pickers)" in texts(draft, Facet.CONTEXT)


def test_a_pain_point_with_its_bullets_is_one_claim() -> None:
    (draft,) = read("warehouse-lead.md")
    first, second, third = [claim for claim in draft.claims if claim.facet is Facet.STUCK]
    assert first.text == "Ghost deliveries: Trucks arrive that the system never announced"
    assert first.detail == (
        "Impact: Two pickers stand idle while he telephones. "
        "Current Workaround: Keeps a paper list by the gate"
    )
    assert second.detail == "Frequency: Four times a shift"
    assert third.text == "Alarms nobody can switch off"


def test_every_quoted_line_is_a_quote_of_its_own_without_its_marks() -> None:
    (draft,) = read("warehouse-lead.md")
    assert texts(draft, Facet.WORDS) == [
        "When the hall is quiet at noon, I know the morning went right.",
        "If the list says nine and I count ten, I believe my eyes.",
        "Nobody upstairs has ever held this scanner.",
    ]


def test_wishes_are_criteria_that_say_how_much_they_are_wished() -> None:
    (draft,) = read("warehouse-lead.md")
    criteria = [(claim.text, claim.detail) for claim in draft.claims if claim.facet is Facet.CRITERIA]
    assert criteria == [
        ("Announced trucks on one screen", "must have"),
        ("A map of the yard", "nice to have"),
    ]


def test_photos_and_links_are_kept_as_notes() -> None:
    (draft,) = read("warehouse-lead.md")
    assert draft.notes == (
        "**Photo**: Stock picture - man with a scanner",
        "## Related Resources",
        "- [Journey of a pallet](../maps/pallet.md)",
    )


def test_a_lean_document_has_its_first_sentence_as_one_line() -> None:
    (draft,) = read("lean.md")
    assert (draft.name, draft.one_line) == ("Clinic Receptionist", "Keeps the waiting room calm.")
    assert texts(draft, Facet.CONTEXT) == ["Answers two telephones and a door at once."]
    assert texts(draft, Facet.JOB)[0].startswith("When a patient arrives late, I want to")
    assert texts(draft, Facet.RISK) == ["Being blamed for a missed referral"]
    assert draft.notes == ("## Fun facts", "- Collects enamel pins")


def test_table_rows_are_claims() -> None:
    (draft,) = read("tables.md")
    assert (draft.name, draft.type) == ("Head of Finance", Type.BUYER)
    assert draft.role == "Finance director at a mid-size manufacturer"
    assert texts(draft, Facet.INFLUENCES) == ["Reports to: Chief executive"]
    assert texts(draft, Facet.OBJECTIONS) == ["Another tool to audit", "No budget before April"]
    assert texts(draft, Facet.JOURNEY)[0] == "Evaluation: Asks the controller for a spreadsheet"
    assert draft.notes == ("| Favourite colour | Teal |",)


def test_bold_keys_are_headings() -> None:
    (draft,) = read("bold-keys.md")
    assert (draft.name, draft.role, draft.type) == ("Ines Duarte", "Volunteer coordinator", Type.CUSTOMER)
    assert texts(draft, Facet.RISK) == ["Biggest spreadsheet fear: overwriting somebody's phone number"]
    assert texts(draft, Facet.STUCK) == ["People cancel by text message", "Roster changes reach nobody"]
    assert texts(draft, Facet.WORDS) == ["I run this place from my phone."]
    assert texts(draft, Facet.IGNORES) == ["billing"]
    assert [claim.text for claim in draft.claims if claim.unknown] == [UNKNOWN]
    assert draft.notes == ("**Shoe size:** thirty-eight",)


def test_headings_without_text_are_the_claims() -> None:
    (draft,) = read("headings.md")
    assert texts(draft, Facet.SUCCESS) == ["Close the books before five", "Never wake the manager"]
    assert texts(draft, Facet.STUCK) == [
        "Card terminals drop the batch",
        "Guests argue about minibar charges",
    ]
    assert texts(draft, Facet.FIRST) == ["Unbalanced rooms, sorted by amount"]


def test_a_messy_page_of_two_personas_is_sorted_out() -> None:
    ruth, treasurer = read("messy.md")
    assert (ruth.name, ruth.role, ruth.aliases) == ("Ruth Okafor", "Parish secretary", ("Ruth",))
    assert ruth.provenance == "Based on 6 visits in autumn · Status: draft"
    assert texts(ruth, Facet.STUCK)[:2] == ["mostly Fridays", "Lost forms they end up in coats"]
    assert "Slow search in the register" in texts(ruth, Facet.STUCK)
    assert "search: https://example.org/search?q=1" in ruth.notes
    assert (treasurer.name, treasurer.provenance) == ("The Treasurer", "Based on 6 visits in autumn")
    assert texts(treasurer, Facet.JOB) == [
        "As a treasurer, I want one export, so that the auditor leaves early."
    ]
    assert treasurer.claims[-1].detail == "Albert"


def test_several_titles_are_several_personas() -> None:
    drafts = read_documents(
        "x.md", b"# Baker Persona\n## Goals\n- Rise\n# Miller Persona\n## Goals\n- Grind\n"
    )
    assert [(draft.name, draft.claims[0].text) for draft in drafts] == [
        ("Baker", "Rise"),
        ("Miller", "Grind"),
    ]


def test_a_sub_heading_with_labels_is_one_pain_point() -> None:
    draft = said(
        "# Baker\n## Pain points\n### Cold ovens\n**Description**: they cool\n\n**Impact**: flat bread\n"
    )
    assert [(claim.text, claim.detail) for claim in draft.claims] == [
        ("Cold ovens: they cool", "Impact: flat bread")
    ]


def test_a_line_of_dashes_under_a_key_makes_no_heading_of_it() -> None:
    draft = said("# Baker\n**Owner**: Guild\n---\n## Goals\n- Rise")
    assert draft.provenance == "Owner: Guild"


def test_front_matter_is_read_as_keys() -> None:
    draft = said("---\nname: Baker\nrole: Bakes at night\naliases: [Bo, Crumb]\n---\n## Goals\n- Rise")
    assert (draft.name, draft.role, draft.aliases) == ("Baker", "Bakes at night", ("Bo", "Crumb"))


def test_a_long_text_is_cut_at_sentence_ends_and_kept_whole() -> None:
    text = " ".join(f"The oven cools before batch {at} is in." for at in range(40))
    draft = said(f"# Baker\n## Pain points\n{text}")
    assert all(len(claim.text) <= CLAIM_MAX and claim.text.endswith(".") for claim in draft.claims)
    assert " ".join(claim.text for claim in draft.claims) == text


@pytest.mark.parametrize("name", MARKDOWN)
def test_no_word_is_dropped_but_those_of_headings(name: str) -> None:
    source = (DOCUMENTS / name).read_text()
    headings = re.findall(r"^#.*$|^\|.*\|(?=\n\|-)|^\W*(?:\*\*|__)[^*_]+(?:\*\*|__)", source, re.MULTILINE)
    heading_words = words_of(" ".join([*HEADINGS.values(), *headings]))
    reading = read_documents(name, (DOCUMENTS / name).read_bytes())
    told = " ".join(line.text for line in reading.told(Fate.LEFT_OUT))
    kept = " ".join([*(draft.model_dump_json() for draft in reading), told])
    assert words_of(source) - words_of(kept) - heading_words == set()


@pytest.mark.parametrize("name", [name for name in MARKDOWN if name != "messy.md"])
def test_at_most_a_seventh_of_the_lines_becomes_notes(name: str) -> None:
    lines = [line for line in (DOCUMENTS / name).read_text().splitlines() if line.strip()]
    assert sum(len(draft.notes) for draft in read(name)) <= 0.15 * len(lines)


@pytest.mark.parametrize("name", MARKDOWN)
def test_claims_read_without_markdown_in_them(name: str) -> None:
    for draft in read(name):
        for claim in draft.claims:
            assert not re.search(r"\*\*|^[-*#>|]|\]\(|:$|`", claim.text), claim
            assert not re.search(r"\*\*|\]\(|:$", claim.detail), claim


@pytest.mark.parametrize(
    ("heading", "place"),
    [
        ("Goals and Motivations", Facet.SUCCESS),
        ("🎯 Goals", Facet.SUCCESS),
        ("Onboarding pain points", Facet.STUCK),
        ("Comfort with new tools", Facet.CONTEXT),
        ("Decision-Making Style", Facet.CONTEXT),
        ("A day in the life", Facet.DAY),
        ("Jobs to be done", Facet.JOB),
        ("Role and responsibilities", Slot.ROLE),
        ("Job title", Slot.TITLE),
        ("Owner", Slot.PROVENANCE),
        ("Owns", Facet.OWNS),
        ("What should they see first?", Facet.FIRST),
        ("Fun facts", None),
        ("", None),
    ],
)
def test_a_heading_leads_to_its_facet(heading: str, place: Facet | Slot | None) -> None:
    assert place_of(heading) == place


@pytest.mark.parametrize("facet", Facet)
def test_every_facet_can_be_reached_by_its_own_name(facet: Facet) -> None:
    assert place_of(facet.value) is facet


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Ops Admin Persona", "Ops Admin"),
        ("User persona: Ops Admin", "Ops Admin"),
        ("Persona 2 – Ops Admin", "Ops Admin"),
        ("Persona: Ops Admin", "Ops Admin"),
        ("Ops Admin persona profile", "Ops Admin"),
        ("End User Persona", "End User"),
        ("Buyer Persona", "Buyer"),
    ],
)
def test_a_title_gives_the_name_without_the_word_persona(title: str, name: str) -> None:
    assert name_of(title) == name


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Economic buyer", Type.BUYER),
        ("Decision maker", Type.BUYER),
        ("Account owner", Type.CUSTOMER),
        ("Customer support agent", Type.USER),
        ("Ops admin", Type.USER),
    ],
)
def test_the_type_is_guessed_from_the_title(title: str, kind: Type) -> None:
    assert said(f"# {title}\n## Goals\n- Rise").type is kind
