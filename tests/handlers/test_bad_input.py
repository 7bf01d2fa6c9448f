"""Bad input: what was typed -> the exact sentence. It says what happened and what to type, and loses nothing."""

from collections.abc import Callable
from typing import Any

from handlers.call import Call

Make = Callable[..., Call]

EMPTY: dict[str, Any] = {
    "type": "modal", "callback_id": "x", "title": {"type": "plain_text", "text": "x"},
    "blocks": [{"type": "actions", "block_id": "pulse_terms", "elements": []}],
}  # fmt: skip
