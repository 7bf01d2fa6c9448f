"""Names of colleagues in what people write, and words that are names elsewhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personas.colleague import keys_in, mask_names, name_keys
from personas.redaction import mask

DIRECTORY = [
    "Jo Park", "Jo", "Chloé Dubois", "Chloé", "Will Smith", "Will", "Mark", "Grace Young", "Grace", "May", "Ops Team", "The", "Person",
    "Ana Maria", "mara_k", "Sam (Sales)", "O'Brien", "Anne-Marie", "王小明", "김철수", "Łukasz", "JÜRGEN",
]  # fmt: skip
KNOWN = name_keys(DIRECTORY)

MASKED = [
    ("Jo Park here, I could not log in", "a colleague here, I could not log in"),
    ("same as Chloé", "same as a colleague"),
    ("same as chloe, really", "same as a colleague, really"),
    ("Chloe\u0301 said no", "a colleague said no"),
    ("jo park and ana maria agree", "a colleague and a colleague agree"),
    ("that was Jo's idea", "that was a colleague's idea"),
    ("Jo’s and CHLOÉ’s", "a colleague’s and a colleague’s"),
    ("ask Jo.", "ask a colleague."),
    ("Will Smith and Grace Young know", "a colleague and a colleague know"),
    ("Will says it is slow, Grace told me too", "a colleague says it is slow, a colleague told me too"),
    ("mara_k, sam: see above", "a colleague, a colleague: see above"),
    ("Anne-Marie (O'Brien)", "a colleague (a colleague)"),
    ("王小明さんに聞いた", "a colleagueさんに聞いた"),
    ("김철수가 말했다", "a colleague가 말했다"),
    ("łukasz or Jürgen", "a colleague or a colleague"),
]
LEFT = [
    "it will work, mark my words", "Will it work?", "The Grace period ended in May", "Mark it as done",
    "We sell Jo-Jo toys", "so jo", "Smith and Dubois", "the ops team decided", "Ops Team is a persona",
    "https://acme.example/jo/chloe", "by the grace of may", "Nobody else", "chloetta", "", "the person who set it up", "The Person",
]  # fmt: skip


@pytest.mark.parametrize(("text", "masked"), MASKED)
def test_names_of_the_directory_are_masked_however_they_are_written(text: str, masked: str) -> None:
    assert mask_names(text, KNOWN & keys_in(text)) == masked
    assert mask_names(masked, KNOWN) == masked


@pytest.mark.parametrize("text", LEFT)
def test_words_that_are_names_elsewhere_stay(text: str) -> None:
    assert mask_names(text, KNOWN & keys_in(text)) == text


@given(st.text(max_size=80), st.lists(st.text(min_size=1, max_size=12), max_size=5))
def test_masking_twice_changes_nothing(text: str, names: list[str]) -> None:
    known = name_keys(names)
    once = mask_names(mask(text), known)
    assert mask_names(once, known) == once
