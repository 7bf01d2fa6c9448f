"""What has been read from a document: its personas, and where every line of it went."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from personas.documents.draft import PersonaDraft


class Fate(StrEnum):
    """What became of a line."""

    CLAIM = "claim"
    FACT = "fact"
    NOTE = "note"
    HEADING = "heading"
    LEFT_OUT = "left out"


@dataclass(slots=True)
class Line:
    """A line of the document: what it became, and where it stands: a facet's label, a field, or why it is left out."""

    text: str
    fate: Fate
    place: str = ""
    persona: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """The personas of a document. `doubt`: why their number is not certain; `columns`: how a sheet was understood."""

    drafts: tuple[PersonaDraft, ...]
    lines: tuple[Line, ...] = ()
    doubt: str = ""
    columns: tuple[tuple[str, str], ...] = ()

    def __iter__(self) -> Iterator[PersonaDraft]:
        return iter(self.drafts)

    def __len__(self) -> int:
        return len(self.drafts)

    def told(self, fate: Fate) -> list[Line]:
        """The lines with one fate."""
        return [line for line in self.lines if line.fate is fate]

    @property
    def said(self) -> int:
        """How many lines say something of a persona, headings not counted."""
        return sum(line.fate in {Fate.CLAIM, Fate.FACT, Fate.NOTE} for line in self.lines)

    @property
    def share(self) -> float:
        """How much of what is said of the personas has found its place; notes have not."""
        return 1 - len(self.told(Fate.NOTE)) / self.said if self.said else 0.0
