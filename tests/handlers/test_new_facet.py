"""A facet is one row: it is asked for, edited, imported and exported without another line; and no row is half a row."""

import subprocess
import sys
from pathlib import Path

import pytest

from personas.documents.heading import HEADINGS
from personas.facet import Facet, Row
from personas.questions.question import RESERVED, Topic, understand
from personas.views.parts import HINT_MAX
from storage.store import Store

ROOT = Path(__file__).parents[2]


def test_one_more_row_is_asked_for_edited_imported_exported_and_brought_back(lite: Store) -> None:
    command = [sys.executable, "-m", "tests.handlers.made_up_facet", str(lite.url.database)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_row_cannot_leave_out_how_it_is_shown_asked_and_found() -> None:
    with pytest.raises(TypeError, match="label"):
        Row(id="pets", words="pets", headings="pets")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="words"):
        Row(id="pets", label="Pets", headings="pets")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="headings"):
        Row(id="pets", label="Pets", words="pets")  # type: ignore[call-arg]


@pytest.mark.parametrize("facet", list(Facet))
def test_every_facet_is_asked_for_in_all_its_words_and_found_under_all_its_headings(facet: Facet) -> None:
    for words in (facet.value, *facet.row.words.split(",")):
        assert understand(f"ops-admin {words}").topic is facet.asked_as, words
    assert facet in facet.asked_as.shown
    assert HEADINGS[facet] == facet.row.headings
    assert {facet.value, facet.label.casefold()} & {each.casefold() for each in RESERVED}
    assert len(facet.row.hint) < HINT_MAX


def test_no_facet_is_called_like_another_thing_one_asks_for() -> None:
    assert not set(map(str, Facet)) & set(map(str, Topic))
    assert len({facet.label for facet in Facet}) == len(Facet)
    assert all(Facet(facet.value) is facet for facet in Facet)
