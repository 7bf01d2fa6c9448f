"""The `state` that goes to Slack's consent page and back: signed, so that nothing is kept until somebody comes back."""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

LASTS = timedelta(minutes=10)
# When it ends, in seconds, and the signature.
_SHAPE = re.compile(r"([0-9]{1,11})-[A-Za-z0-9_-]{43}")
_PURPOSE = b"dramatis install state"


@dataclass(frozen=True, slots=True)
class InstallState:
    """Issues states that one browser may bring back for ten minutes. That each counts once, the database remembers."""

    secret: str = field(repr=False)

    def issue(self, browser: str, *, now: datetime) -> str:
        """A new state for the browser whose cookie holds this random word: letters, digits, - and _."""
        return self._signed(int((now + LASTS).timestamp()), browser)

    def end_of(self, state: str, browser: str, *, now: datetime) -> datetime | None:
        """When it ends, where we issued it to this browser and it has not ended yet."""
        shape = _SHAPE.fullmatch(state)
        if shape is None:
            return None
        ends = int(shape[1])
        # Compared as a whole: the same state spelt in another way would count a second time.
        is_ours = hmac.compare_digest(self._signed(ends, browser), state)
        return datetime.fromtimestamp(ends, UTC) if is_ours and now.timestamp() < ends else None

    def _signed(self, ends: int, browser: str) -> str:
        key = hmac.digest(self.secret.encode(), _PURPOSE, hashlib.sha256)
        signature = hmac.digest(key, f"{ends}:{browser}".encode(), hashlib.sha256)
        return f"{ends}-{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"
