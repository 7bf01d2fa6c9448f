"""What `check` finds: one line each, with what to do about it."""

from dataclasses import dataclass

from bot.terminal import show
from personas.views.parts import count

GOOD, SHORT, BAD = 0, 1, 2
SIGNS = {GOOD: "✓", SHORT: "•", BAD: "✗"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: how it stands, what was looked at, and what to do about it."""

    state: int
    what: str
    todo: str = ""


@dataclass(slots=True)
class Report:
    """Prints findings as they come; remembers the worst, and how many are worth a look."""

    worst: int = GOOD
    points: int = 0
    indent: str = "  "

    def title(self, name: str) -> None:
        """What follows is about this workspace."""
        show(f"\n  {name}")
        self.indent = "    "

    def say(self, *findings: Finding) -> None:
        """A line each."""
        for finding in findings:
            self.worst = max(self.worst, finding.state)
            self.points += finding.state > GOOD
            show(f"{self.indent}{SIGNS[finding.state]} {finding.what}")
            if finding.todo:
                show(f"{self.indent}  {finding.todo}")

    def end(self) -> int:
        """The last line, and the exit code."""
        show(f"\n{count(self.points, 'point')} to look at." if self.points else "\nAll is well.")
        return self.worst
