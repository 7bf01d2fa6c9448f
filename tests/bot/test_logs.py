"""What looks like a secret never reaches the log, nor does what would turn its words around or forge a line."""

import logging
import sys

from bot.logs import FORMAT, Redacting


def logged(word: str, error: object = None) -> str:
    record = logging.LogRecord("x", logging.INFO, "f", 1, "installed in %s", (word,), error)  # type: ignore[arg-type]
    return Redacting(FORMAT).format(record)


def test_tokens_signatures_and_response_urls_are_taken_out() -> None:
    secret = (
        "xoxb-12-ab xapp-1-A0-x xoxe.xoxp-1 v0=0123456789abcdef0 https://hooks.slack.com/commands/T/1/x "
        "http://127.0.0.1:1/response/abc Bearer xyz"
    )
    line = logged(secret)
    for part in ("12-ab", "A0-x", "xoxp", "0123456789", "commands/T", "response/abc", "xyz"):
        assert part not in line


def test_what_nobody_would_see_is_visible_and_nobody_forges_a_line() -> None:
    line = logged("\u202eevil\u2066 \x1b[2J One\n2026-11-28 ERROR forged")
    assert line.endswith(r"installed in \u202eevil\u2066 \x1b[2J One\n2026-11-28 ERROR forged")
    assert len(line.splitlines()) == 1


def test_a_traceback_keeps_its_lines() -> None:
    try:
        raise ValueError("\u202ewords")
    except ValueError:
        lines = logged("One", sys.exc_info()).splitlines()
    assert lines[1].startswith("Traceback")
    assert lines[-1] == r"ValueError: \u202ewords"
