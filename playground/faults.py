"""Faults to order: the next calls of a method are answered 429, 500, late, wrongly or not at all."""

import time
from dataclasses import dataclass

from playground.model import Json

ANSWERS = ("429", "500", "503", "late", "drop_before", "drop_after", "hang", "per_second")
ERROR_PREFIX = "error:"
FOREVER = 0


@dataclass
class Fault:
    """One order: which method, in which workspace if not in all, how it is answered, how often."""

    method: str
    answer: str
    times: int = 1
    retry_after: int = 1
    delay: float = 3.5
    forever: bool = False
    team: str = ""

    @property
    def error(self) -> str:
        """Slack's error word, where one was ordered."""
        return self.answer.removeprefix(ERROR_PREFIX) if self.answer.startswith(ERROR_PREFIX) else ""


class Faults:
    """The orders that stand."""

    def __init__(self) -> None:
        self.standing: list[Fault] = []
        self._last_post: dict[str, float] = {}

    def order(self, wish: Json) -> Fault:
        """Take an order, or raise ValueError saying what is wrong with it."""
        answer = str(wish.get("answer", ""))
        if answer not in ANSWERS and not answer.startswith(ERROR_PREFIX):
            raise ValueError(f"answer must be one of {', '.join(ANSWERS)} or error:<name>.")
        times = int(wish.get("times", 1))
        fault = Fault(
            method=str(wish.get("method", "*")),
            answer=answer,
            times=times,
            retry_after=int(wish.get("retry_after", 1)),
            delay=float(wish.get("delay", 35.0 if answer == "hang" else 3.5)),
            forever=times == FOREVER or answer == "per_second",
            team=str(wish.get("team", "")),
        )
        self.standing.append(fault)
        return fault

    def clear(self) -> None:
        """Forget all orders."""
        self.standing.clear()

    def take(self, method: str, channel: str = "", team: str = "") -> Fault | None:
        """The fault this call meets, if any."""
        for fault in self.standing:
            here = fault.method in {method, "*"} and fault.team in {team, ""}
            if here and self._applies(fault, channel):
                self._use(fault)
                return fault
        return None

    def _applies(self, fault: Fault, channel: str) -> bool:
        if fault.answer != "per_second":
            return True
        since = time.monotonic() - self._last_post.get(channel, 0.0)
        if since >= 1:
            self._last_post[channel] = time.monotonic()
        return since < 1

    def _use(self, fault: Fault) -> None:
        fault.times -= 1
        if fault.times <= 0 and not fault.forever:
            self.standing.remove(fault)
