"""Slack's word for what went wrong, from an answer that may not even be JSON."""

from collections.abc import Mapping
from math import isfinite

SLOW_DOWN, SERVER_TROUBLE = 429, 500
# Slack names seconds. What is longer than any silence of Slack's is not believed, so that nothing waits for days.
RETRY_AFTER_MAX_S = 3300.0


def refusal(data: object, status: int) -> str:
    """The error code of Slack's answer; where the answer is no JSON (a proxy's page), the HTTP status."""
    said = data.get("error") if isinstance(data, Mapping) else ""
    return str(said or status)


def method_in(api_url: str) -> str:
    """The method of Slack's that an address calls."""
    return api_url.rpartition("/")[2]


def retry_after(headers: Mapping[str, str]) -> float | None:
    """For how many seconds an answer wants no other call; None where it says nothing that reads as a number."""
    try:
        seconds = float(headers.get("Retry-After") or "")
    except ValueError:
        return None
    return min(max(seconds, 1.0), RETRY_AFTER_MAX_S) if isfinite(seconds) else None
