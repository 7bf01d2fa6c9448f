"""What happened, kept for whoever looks: calls the app made, what was refused, what was delivered."""

import time
from collections import deque
from datetime import UTC, datetime

from playground.model import TEAM_ID, Json

KEPT = 20_000  # enough for a test that sends a wave to every member of a large team


class Records:
    """Three lists, oldest first, the oldest dropped when long."""

    def __init__(self) -> None:
        self.calls: deque[Json] = deque(maxlen=KEPT)
        self.refusals: deque[Json] = deque(maxlen=KEPT)
        self.deliveries: deque[Json] = deque(maxlen=KEPT)

    def call(self, method: str, args: Json, *, status: int, answer: Json | None, team: str = TEAM_ID) -> None:
        """Keep one call of the app, without its token."""
        ok, error = (bool(answer.get("ok")), answer.get("error", "")) if answer else (False, "no answer")
        told = {name: value for name, value in args.items() if name != "token"}
        row = {
            "at": _now(),
            "method": method,
            "args": told,
            "status": status,
            "ok": ok,
            "error": error,
            "team": team,
        }
        self.calls.append(row)

    def refuse(self, method: str, error: str, messages: list[str]) -> Json:
        """Keep one refusal, and give it back to be shown."""
        row = {"at": _now(), "method": method, "error": error, "messages": messages}
        self.refusals.append(row)
        return row

    def delivery(self, kind: str, payload: Json, *, status: str, started: float, attempt: int = 0) -> None:
        """Keep one delivery with its outcome and milliseconds."""
        ms = round((time.monotonic() - started) * 1000, 1)
        row = {"at": _now(), "kind": kind, "payload": payload, "status": status, "ms": ms, "attempt": attempt}
        self.deliveries.append(row)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
