"""What the processes of one `run` are, and what memory they hold together."""

from pathlib import Path


def children(pid: int) -> list[int]:
    """The processes it started that are alive, oldest first."""
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def family(pid: int) -> list[int]:
    """A process and those it started."""
    return [pid, *children(pid)]


def memory_mb(pid: int) -> float:
    """Memory a process and its children hold now; what they share counts once."""
    return sum(_proportional_kb(each) for each in family(pid)) / 1024


def _proportional_kb(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
