"""Documents of every shape that teams keep personas in: who is named, what each line becomes, and that none is lost."""

from pathlib import Path

import pytest

from personas.documents.document import Fate, read_documents
from tests.personas.score import Score, scores, table

CORPUS = Path(__file__).parent / "documents" / "corpus"
SCORES = {score.name: score for score in scores(CORPUS)}


def test_there_are_documents_of_forty_shapes() -> None:
    assert len(SCORES) >= 40
    print(table(list(SCORES.values())))


@pytest.mark.parametrize("name", SCORES)
def test_a_document_is_read_as_a_person_would_read_it(name: str) -> None:
    assert SCORES[name] == Score(name, (), True, SCORES[name].texts, SCORES[name].texts, 0)


READ = [name for name in SCORES if "refused" not in (CORPUS / f"{Path(name).stem}.expected.json").read_text()]


@pytest.mark.parametrize("name", READ)
def test_every_line_has_one_of_five_fates(name: str) -> None:
    reading = read_documents(name, (CORPUS / name).read_bytes())
    assert reading.lines
    assert all(line.text and line.fate in Fate for line in reading.lines)
