"""One log format; tokens, response URLs and signatures never reach it, nor what would forge a line of it."""

import logging
import re

from personas.control_characters import with_visible_control_characters

FORMAT = "%(asctime)s %(levelname)-7s %(name)s  %(message)s"
_SECRETS = re.compile(
    r"xox[abeprs]-[\w-]+|xapp-[\w-]+|xoxe\.[\w.-]+|v0=[0-9a-f]{16,}|https://hooks\.slack(?:-gov)?\.com/\S+"
    r"|/response/[\w-]+|(?<=Bearer )\S+"
)
# These print whole bodies, or a line per request.
_TOO_CHATTY = {
    "slack_bolt": logging.ERROR,
    "slack_sdk": logging.WARNING,
    "httpx": logging.WARNING,
    "httpcore": logging.WARNING,
    # A run that waits for Slack lets its next turn go; that is as it should be, and no warning.
    "apscheduler": logging.ERROR,
    "alembic": logging.WARNING,
    "aiohttp": logging.WARNING,
    "uvicorn.access": logging.WARNING,
    "asyncio": logging.WARNING,
}


class Redacting(logging.Formatter):
    """Formats a record, traceback included, takes out whatever looks like a secret, and shows what nobody would see."""

    def format(self, record: logging.LogRecord) -> str:
        """The finished line; below it, the traceback."""
        return with_visible_control_characters(_SECRETS.sub("[secret]", super().format(record)))

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  logging's own name
        """One line, whatever somebody's words hold."""
        return super().formatMessage(record).replace("\n", "\\n")


def set_up(level: str) -> None:
    """Log to standard error from here on."""
    handler = logging.StreamHandler()
    handler.setFormatter(Redacting(FORMAT))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name, least in _TOO_CHATTY.items():
        logging.getLogger(name).setLevel(least)
