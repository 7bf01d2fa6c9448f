"""One log format; tokens, response URLs and signatures never reach it."""

import logging
import re

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
    """Formats a record, traceback included, and takes out whatever looks like a secret."""

    def format(self, record: logging.LogRecord) -> str:
        """The finished line."""
        return _SECRETS.sub("[secret]", super().format(record))


def set_up(level: str) -> None:
    """Log to standard error from here on."""
    handler = logging.StreamHandler()
    handler.setFormatter(Redacting(FORMAT))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name, least in _TOO_CHATTY.items():
        logging.getLogger(name).setLevel(least)
