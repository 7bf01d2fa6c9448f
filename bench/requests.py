"""Signed requests as Slack would send them, as bytes."""

import hashlib
import hmac
import json
import time
from collections.abc import Callable
from urllib.parse import urlencode

SECRET = "bench"


def command(text: str) -> Callable[[int], bytes]:
    """A `/persona` command; every request carries its own trigger."""

    def make(number: int) -> bytes:
        fields = {
            "command": "/persona", "text": text, "user_id": "U0MARA", "user_name": "mara", "team_id": "T0DEMO",
            "team_domain": "northlight", "channel_id": "C0ONBOARD", "channel_name": "onboarding",
            "api_app_id": "A0DRAMATIS", "trigger_id": f"1.{number}", "response_url": "http://127.0.0.1/response/1",
        }  # fmt: skip
        return signed(urlencode(fields).encode(), "application/x-www-form-urlencoded")

    return make


def reaction(emoji: str) -> Callable[[int], bytes]:
    """A reaction nobody asked for."""

    def make(number: int) -> bytes:
        body = {
            "type": "event_callback", "team_id": "T0DEMO", "api_app_id": "A0DRAMATIS", "event_id": f"Ev{number}",
            "authorizations": [{"team_id": "T0DEMO", "user_id": "U0DRAMATIS", "is_bot": True}],
            "event": {
                "type": "reaction_added", "user": "U0PRIYA", "reaction": emoji, "item_user": "U0JO",
                "item": {"type": "message", "channel": "C0SUPPORT", "ts": f"{number}.0001"}, "event_ts": f"{number}.1",
            },
        }  # fmt: skip
        return signed(json.dumps(body).encode(), "application/json")

    return make


def signed(body: bytes, kind: str) -> bytes:
    """The whole request with Slack's v0 signature."""
    stamp = str(int(time.time()))
    signature = hmac.new(SECRET.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    head = (
        f"POST /slack/events HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
        f"X-Slack-Request-Timestamp: {stamp}\r\nX-Slack-Signature: v0={signature}\r\n\r\n"
    )
    return head.encode() + body
