"""Slack's word for what went wrong, from an answer that may not even be JSON."""

from collections.abc import Mapping

SERVER_TROUBLE = 500


def refusal(data: object, status: int) -> str:
    """The error code of Slack's answer; where the answer is no JSON (a proxy's page), the HTTP status."""
    said = data.get("error") if isinstance(data, Mapping) else ""
    return str(said or status)
