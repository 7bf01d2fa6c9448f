"""What looks like a secret never reaches the log."""

import logging

from bot.logs import FORMAT, Redacting


def test_tokens_signatures_and_response_urls_are_taken_out() -> None:
    secret = (
        "xoxb-12-ab xapp-1-A0-x xoxe.xoxp-1 v0=0123456789abcdef0 https://hooks.slack.com/commands/T/1/x "
        "http://127.0.0.1:1/response/abc Bearer xyz"
    )
    line = Redacting(FORMAT).format(logging.LogRecord("x", logging.INFO, "f", 1, "got %s", (secret,), None))
    for part in ("12-ab", "A0-x", "xoxp", "0123456789", "commands/T", "response/abc", "xyz"):
        assert part not in line
