"""Slack's own pace, where a test insists on it: more calls than it takes are answered 429, by the demo's clock."""

import math
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from playground.model import Json

CALLS, SECONDS, GAP = 300, 60.0, 1.0


@dataclass
class Quota:
    """So many calls of a method in any so many seconds per team, and a gap between two in one channel."""

    method: str
    calls: int = CALLS
    seconds: float = SECONDS
    gap: float = GAP
    passed: int = 0
    refused: int = 0
    busiest: int = 0
    _lately: dict[str, deque[datetime]] = field(default_factory=dict)
    _last: dict[tuple[str, str], datetime] = field(default_factory=dict)

    def wait(self, *, team: str, channel: str, now: datetime) -> int:
        """Let a call pass and count it (0), or say after how many seconds it may come again."""
        lately = self._lately.setdefault(team, deque())
        window = timedelta(seconds=self.seconds)
        while lately and now - lately[0] >= window:
            lately.popleft()
        opens = [self._last.get((team, channel), now - window) + timedelta(seconds=self.gap)]
        if len(lately) >= self.calls:
            opens.append(lately[0] + window)
        if (late := (max(opens) - now).total_seconds()) > 0:
            self.refused += 1
            return math.ceil(late)
        lately.append(now)
        self._last[team, channel] = now
        self.passed, self.busiest = self.passed + 1, max(self.busiest, len(lately))
        return 0


class Quotas:
    """The quotas that are insisted on: none, unless ordered."""

    def __init__(self) -> None:
        self._standing: dict[str, Quota] = {}

    def order(self, wish: Json) -> None:
        """Insist on one, or raise ValueError saying what is wrong with it."""
        quota = Quota(
            method=str(wish.get("method") or "chat.postMessage"),
            calls=int(wish.get("calls", CALLS)),
            seconds=float(wish.get("seconds", SECONDS)),
            gap=float(wish.get("gap", GAP)),
        )
        if quota.calls < 1 or quota.seconds <= 0 or quota.gap < 0:
            raise ValueError("calls must be at least 1, seconds more than 0 and gap not less than 0.")
        self._standing[quota.method] = quota

    def wait(self, method: str, *, team: str, channel: str, now: datetime) -> int:
        """After how many seconds this call may come again; 0 when it passes."""
        quota = self._standing.get(method)
        return quota.wait(team=team, channel=channel, now=now) if quota else 0

    def clear(self) -> None:
        """Insist on nothing."""
        self._standing.clear()

    def told(self) -> Iterator[Json]:
        """What passed, what was refused, and how many passed in the busiest stretch."""
        for each in self._standing.values():
            yield {
                "method": each.method,
                "passed": each.passed,
                "refused": each.refused,
                "busiest": each.busiest,
            }
