"""Documents of every kind: what they become, and the sentence for those that cannot be read."""

import io
import json
import time
import zipfile
from pathlib import Path

import docx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from personas.documents.document import Fate, PersonaDraft, UnreadableDocument, read_documents
from personas.persona import CLAIM_MAX, NAME_MAX, UNKNOWN, Facet, Type

DOCUMENTS = Path(__file__).parent / "documents"
NAMES = ["a.md", "a.txt", "a.yaml", "a.json", "a"]
PIECES = [
    "# ",
    "## Goals",
    "**Role**: ",
    "- ",
    "  - ",
    "> ",
    "\n",
    "\n\n",
    "| a | b |\n|---|---|\n",
    "name: ",
    "[x](y)",
    "---\n",
]
PIECES += [
    '"',
    "**",
    "{",
    "}",
    "[",
    "]",
    ":",
    "Persona",
    "baker",
    "![p](q)",
    "<br>",
    "```\n",
    "*a",
    "&a ",
    "null",
    "🎭",
    "1. ",
]


def read(name: str) -> list[PersonaDraft]:
    return list(read_documents(name, (DOCUMENTS / name).read_bytes()))


def drafts_of(name: str, data: bytes) -> list[PersonaDraft]:
    return list(read_documents(name, data))


def problem(name: str, data: bytes) -> str:
    with pytest.raises(UnreadableDocument) as caught:
        read_documents(name, data)
    return str(caught.value)


def test_yaml_with_friendly_keys_is_read() -> None:
    admin, buyer = read("team.yaml")
    assert (admin.name, admin.type, admin.interval_days, admin.emoji) == (
        "Ops admin",
        Type.CUSTOMER,
        14,
        "gear",
    )
    assert admin.aliases == ("ada", "setup admin")
    first, job, waits, tokens, risk, success = admin.claims
    assert (first.text, first.detail) == ("Integration status", "She must not present an empty product")
    assert first.shipped == "partly"
    assert (
        job.text == "When I inherit a workspace, I want to see what is connected, so I can report by Friday"
    )
    assert (waits.facet, tokens.detail) == (Facet.STUCK, "finds out from a customer")
    assert (risk.text, risk.unknown, success.unknown) == (UNKNOWN, True, True)
    assert admin.notes == ("favourite_snack: name: pretzels; reason: crunch",)
    assert (buyer.type, buyer.one_line) == (Type.BUYER, "Wants visible proof before renewal.")
    assert [(claim.facet, claim.text) for claim in buyer.claims] == [(Facet.OBJECTIONS, "Too many logins")]


def test_json_is_read_as_it_is_written() -> None:
    (draft,) = read("one.json")
    assert (draft.name, draft.provenance, draft.notes) == (
        "Field Technician",
        "version: 1.10",
        ("met at the fair",),
    )
    assert [claim.text for claim in draft.claims] == [
        "the van",
        "the ladder",
        "No signal in basements",
        UNKNOWN,
        UNKNOWN,
    ]
    assert draft.claims[2].detail == "Forms are lost. floor: minus two"


def test_several_yaml_documents_are_several_personas() -> None:
    assert [draft.name for draft in read_documents("a.yml", b"name: Baker\n---\nname: Miller\n")] == [
        "Baker",
        "Miller",
    ]


def test_yaml_words_stay_words() -> None:
    (draft,) = read_documents("a.yaml", b"name: No\nshift: 12:30\nsince: 2020-01-01\ngoals: yes\n")
    assert (draft.name, draft.claims[0].text) == ("No", "yes")
    assert draft.notes == ("shift: 12:30", "since: 2020-01-01")


def test_a_file_without_ending_is_read_by_what_is_in_it() -> None:
    assert drafts_of("a", b'{"name": "Baker"}')[0].name == "Baker"
    assert drafts_of("a", b"name: Baker\n")[0].name == "Baker"
    assert drafts_of("a", b"# Baker\n## Goals\n- Rise")[0].name == "Baker"


def test_a_document_that_names_nobody_takes_the_name_given_with_it_never_that_of_its_file() -> None:
    assert problem("night-baker.md", b"## Goals\n- Rise") == (
        "I could not read night-baker.md: it names nobody. Give it a title, or say whom it is about."
    )
    (draft,) = read_documents("night-baker.md", b"## Goals\n- Rise", name="Baker")
    assert draft.name == "Baker"


@pytest.mark.parametrize("name", sorted(path.name for path in DOCUMENTS.iterdir() if path.is_file()))
def test_drafts_written_as_json_read_back_the_same(name: str) -> None:
    drafts = read(name)
    assert drafts == read(name)
    written = json.dumps([draft.model_dump(mode="json") for draft in drafts])
    assert drafts_of("again.json", written.encode()) == drafts


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.md", b" \n", "it is empty. Write at least a title and one heading, then import it again."),
        (
            "a.md",
            b"***",
            "there is not one word in it. Write at least a title and one heading, then import it again.",
        ),
        (
            "a.md",
            b"abc\n\x81\xfa",
            "line 2 is neither UTF-8 nor Windows-1252. Save it as UTF-8 and import it again.",
        ),
        (
            "a.md",
            "ab".encode("utf-16")[:-1],
            "it is damaged: its text ends in the middle of a letter. Save it again.",
        ),
        (
            "a.md",
            b"PK\x00\x01",
            "it is not a text file. Save it as Markdown (.md), Word (.docx), CSV, HTML, YAML or JSON and import that.",
        ),
        ("a.md", b"x" * 10_000_001, "it is larger than 10 MB. Import the personas in several files."),
        (
            "a.md",
            b"x" * 2_000_001,
            "a document may have 2 MB of text. Import the personas in several files.",
        ),
        (
            "a.md",
            b"> " * 60 + b"x",
            "its lists or quotes are nested too deeply: flatten them to two or three levels.",
        ),
        (
            "a.md",
            b"```\nx\n```",
            (
                'I found nobody in it: it has no heading such as "Goals", "Pain points" or "Quotes". '
                "Give every part of it a heading, then import it again."
            ),
        ),
        (
            "a.pdf",
            b"words",
            "it is a PDF, which has no headings I could read. Export it as Markdown, Word (.docx) or HTML and import that.",
        ),
        (
            "a.json",
            b'{"name"\n',
            "line 2 is not JSON (Expecting ':' delimiter). Correct it and import it again.",
        ),
        (
            "a.json",
            b"[" * 100_000 + b"1",
            "its JSON is nested too deeply. Keep to a persona, its facets and their claims.",
        ),
        ("a.json", b'{"name": "a", "name": "b"}', '"name" is there twice in one place. Keep one of them.'),
        (
            "a.json",
            b"[" * 30 + b"1" + b"]" * 30,
            "it is nested too deeply. Keep to a persona, its facets and their claims.",
        ),
        (
            "a.yaml",
            b"x: " + b"y" * 500_001,
            "a YAML document may have 500 KB. Import the personas in several files, or as JSON.",
        ),
        (
            "a.yaml",
            b"a: &a [x]\nb: *a\n",
            "line 2 refers to another place (*a). Write it out and import it again.",
        ),
        (
            "a.yaml",
            b"a: " + b"[" * 30,
            "its YAML is nested too deeply. Keep to a persona, its facets and their claims.",
        ),
        ("a.yaml", b"? [x]\n: y\n", "line 1 has a list where a name should stand. Give it a name."),
        (
            "a.yaml",
            b"a: \x07\n",
            "it has characters that YAML does not allow. Remove them and import it again.",
        ),
        ("a.yaml", b"personas: []", "its list of personas is empty. Add at least one persona with a name."),
        ("a.yaml", b"just words", 'its content is a single value, not a persona. Write "name: Ops admin".'),
        (
            "a.yaml",
            b"- name: a\n- b\n",
            'persona 2 is a single value, not a persona. Write "name: Ops admin".',
        ),
        ("a.yaml", b"goals: x", '"name" is missing. Add a line like "name: Ops admin".'),
        ("a.yaml", b"name: [x]", '"name" is a list. Write a text there.'),
        (
            "a.yaml",
            b"name: a\npain points:\n- x\n- [y]",
            '"pain points, item 2" is a list. Write a text there.',
        ),
        ("a.yaml", b"name: a\ntype: boss", '"type" is "boss". Write buyer, customer or user.'),
        (
            "a.yaml",
            b"name: a\ninterval_days: 900",
            '"interval_days" is "900". Write a number of days from 1 to 180.',
        ),
        (
            "a.yaml",
            b"name: a\nclaims: [x]",
            '"claims, item 1" has no facet. Add one, such as "facet: stuck".',
        ),
        (
            "a.yaml",
            b"name: a\nstuck: {text: b, unknown: maybe}",
            '"stuck, unknown" is "maybe". Write true or false.',
        ),
    ],
)
def test_what_cannot_be_read_is_answered_with_a_sentence(name: str, data: bytes, sentence: str) -> None:
    assert problem(name, data) == f"I could not read {name}: {sentence}"


def test_a_line_that_is_no_yaml_is_named() -> None:
    assert problem("a.yaml", b"name: a\nb: [x\n").startswith("I could not read a.yaml: line ")


def fits(drafts: list[PersonaDraft]) -> bool:
    return all(
        0 < len(draft.name) <= NAME_MAX and all(0 < len(claim.text) <= CLAIM_MAX for claim in draft.claims)
        for draft in drafts
    )


@settings(deadline=None)
@given(
    st.sampled_from(NAMES),
    st.one_of(st.binary(), st.text().map(lambda text: text.encode("utf-8", "replace"))),
)
@example("a.md", b"|\n|-\n")
@example("a.json", b'{"name": "\\ud800 x", "goals": "\\u0000"}')
def test_anything_at_all_is_read_or_refused(name: str, data: bytes) -> None:
    try:
        drafts = read_documents(name, data)
    except UnreadableDocument:
        return
    assert fits(drafts)
    assert drafts == read_documents(name, data)


@settings(deadline=None)
@given(st.sampled_from(NAMES), st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=40))
def test_scraps_of_documents_are_read_or_refused(name: str, scraps: list[str]) -> None:
    try:
        drafts = read_documents(name, "".join(scraps).encode("utf-8", "replace"))
    except UnreadableDocument:
        return
    assert fits(drafts)
    json.dumps([draft.model_dump(mode="json") for draft in drafts]).encode()


MARKDOWN_LINES = st.sampled_from(
    [
        "- alpha{}",
        "1. **bravo{}**",
        "> charlie{}",
        "delta{} echo.",
        "**Foxtrot{}**: golf{}",
        "## Goals",
        "### Pain points",
        "**Quotes**:",
        "| hotel{} | india{} |",
        "   - **Impact**: juliet{}",
        "",
        "",
        "## Kilo{}",
        "[lima{}](http://mike{}/)",
        "About:",
        "## Bio",
        "Role: november{}",
        "* [ ] oscar{}",
        "<b>papa{}</b>",
        "- **Tools**: quebec{}",
        "\tromeo{}",
    ]
)


@settings(deadline=None)
@given(st.lists(MARKDOWN_LINES, max_size=25))
def test_no_line_of_a_document_is_ever_dropped(lines: list[str]) -> None:
    numbered = [line.replace("{}", f"{at}x") for at, line in enumerate(lines)]
    try:
        reading = read_documents("a.md", "\n".join(["# Sierra Persona", *numbered]).encode())
    except UnreadableDocument:
        return
    told = (line.text for line in reading.told(Fate.LEFT_OUT))
    kept = " ".join([*(draft.model_dump_json() for draft in reading), *told]).casefold()
    for at, line in enumerate(lines):
        if "{}" in line and not line.startswith("## "):
            assert f"{at}x" in kept, line


ITEM = "- Keeps a paper list next to the screen, as the map of {} is five minutes old\n"


def test_two_megabytes_are_read_in_seconds() -> None:
    text = "# Dana\n## Pain points\n" + "".join(ITEM.format(at) for at in range(25_000))
    began = time.process_time()
    (draft,) = read_documents("a.md", text[:2_000_000].encode())
    assert len(draft.claims) > 20_000
    assert time.process_time() - began < 4


def test_two_hundred_personas_are_two_hundred() -> None:
    part = "## Person{} the Baker\n### Goals\n- Rise\n### Pain points\n- Cold ovens\n"
    text = "# Our personas\n" + "".join(part.format(at) for at in range(200))
    assert len(read_documents("a.md", text.encode())) == 200


def test_headings_ten_deep_are_headings() -> None:
    deep = "".join(f"{'#' * at} Level {at}\n" for at in range(2, 8))
    text = f"# Our personas\n{deep}######## Dana\n######### Goals\n- x\n######## Omar\n######### Goals\n- y\n"
    assert [draft.name for draft in drafts_of("a.md", text.encode())] == ["Dana", "Omar"]


def test_text_from_right_to_left_is_read() -> None:
    text = "# Personas\n## ליאת כהן\n### Goals\n- לראות משאיות\n## سارة\n### Pain points\n- قائمة\n"
    assert [draft.name for draft in drafts_of("a.md", text.encode())] == ["ליאת כהן", "سارة"]


def test_headings_in_no_language_we_know_are_said() -> None:
    text = "# Персоны\n## Анна\n### Цели\n- x\n### Боли\n- y\n"
    assert "I know headings in English, French, German, Portuguese, Spanish" in problem("a.md", text.encode())


def test_a_document_about_nobody_is_not_certain() -> None:
    reading = read_documents("a.md", b"# Fooflow\nA tool.\n## Installation\nRun it.\n## License\nMIT\n")
    assert reading.doubt == 'it has no part such as "Goals", "Pain points" or "Quotes"'


def packed(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def test_a_word_document_that_unpacks_without_end_is_refused_before_it_is_unpacked() -> None:
    assert "it unpacks to more than a document holds" in problem("a.docx", packed(x=b"0" * 50_000_000))


def test_a_word_document_that_defines_its_own_entities_is_refused() -> None:
    lol = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
    assert "an XML entity" in problem("a.docx", packed(**{"word/document.xml": lol}))
    assert "no Word document" in problem("a.docx", b"PK\x03\x04junk")


def test_entities_that_a_web_page_defines_are_words() -> None:
    page = b'<!DOCTYPE x [<!ENTITY a "bbbb">]><h1>Dana</h1><h2>Goals</h2><ul><li>ship &a; it</li></ul>'
    (draft,) = read_documents("a.html", page)
    assert "bbbb" not in draft.claims[0].text


def test_a_word_document_is_read_by_its_headings_lists_and_bold_lines() -> None:
    page = docx.Document()
    for name in ("Dana Reyes", "Omar Haddad"):
        page.add_paragraph().add_run(name).bold = True
        page.add_paragraph().add_run("Frustrations").bold = True
        page.add_paragraph(f"{name} keeps a paper list", style="List Bullet")
    buffer = io.BytesIO()
    page.save(buffer)
    dana, omar = read_documents("team.docx", buffer.getvalue())
    assert (dana.name, omar.name) == ("Dana Reyes", "Omar Haddad")
    assert [(claim.facet, claim.text) for claim in omar.claims] == [
        (Facet.STUCK, "Omar Haddad keeps a paper list")
    ]


def test_steward_slug_and_dates_are_facts() -> None:
    text = b"name: Ops admin\nslug: ops\nsteward: U0MARA\ncreated_at: 2026-01-12\ngoals: Ship\n"
    (draft,) = read_documents("a.yaml", text)
    assert (draft.slug, draft.steward, draft.provenance) == ("ops", "U0MARA", "created at 2026-01-12")
    assert draft.notes == ()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_text_is_read_however_it_was_saved(encoding: str) -> None:
    (draft,) = read_documents("a.md", "# Zoë\r\n## Goals\r\n- größer\r\n".encode(encoding))
    assert (draft.name, draft.claims[0].text) == ("Zoë", "größer")
