"""Why a command could not do its work: one sentence each, never a traceback."""

from collections.abc import Callable

from bot.identity import REFUSED, NotInstalled, SlackSilent, TokenExchanged
from bot.settings import WrongSettings
from bot.terminal import show_error
from bot.wiring import NotConnected
from bot.workspace_choice import Unchosen
from storage.failure import Failure, failure_of, is_unopened
from storage.store import DatabaseFailed

WRONG = 2
UNCONNECTED = "Slack does not accept SLACK_APP_TOKEN ({}). Create an app-level token with connections:write and copy it."
TAKEN = "Nothing can listen on {} ({}). Choose another HOST or PORT, then start again."
SHARED = "Several processes answer together over HTTP and on PostgreSQL only. Leave --processes out, or change to both."
SILENT = "Slack does not answer at {}. Check the network and SLACK_API_URL, then start again."
NO_DATABASE = (
    "The database does not answer ({}). Check DATABASE_URL, and that it is running, then start again."
)
NEWER = "The database was written by a newer version of Dramatis. Upgrade this one, then start again."
REPLACED = "A newer version of Dramatis migrated the database. This one writes nothing more and ends; the newer one goes on."
OLDER = (
    "The database is of an earlier version of Dramatis, as after a restored backup. "
    "Nothing is written to it until you start again, which brings it up to date."
)
UNWELL: dict[Failure, str] = {
    Failure.FULL: "The database has no room left ({}). Make room on its disk, then start again.",
    Failure.READ_ONLY: "The database is read-only ({}). Let it be written to, its folder too, then start again.",
    Failure.DISK: "The disk of the database reports errors ({}). Look after the disk, then start again.",
    Failure.DAMAGED: "DATABASE_URL leads to no database of ours, or to a damaged one ({}). Check it, then start again.",
    Failure.SILENT: NO_DATABASE,
    Failure.NEWER: NEWER,
    Failure.OLDER: OLDER,
}
UNOPENED = (
    "The database file can't be opened ({}). Check that DATABASE_URL names a file in a folder that is there "
    "and may be written to, then start again."
)
FROM_SLACK: dict[type[Exception], str] = {
    NotInstalled: REFUSED,
    NotConnected: UNCONNECTED,
    SlackSilent: SILENT,
}


def plainly(work: Callable[[], int]) -> int:
    """Do the work; what keeps it from starting becomes a sentence and exit code 2."""
    try:
        return work()
    except WrongSettings as wrong:
        return complain(*wrong.sentences)
    except (Unchosen, TokenExchanged) as unclear:
        return complain(str(unclear))
    except (NotInstalled, NotConnected, SlackSilent) as error:
        return complain(FROM_SLACK[type(error)].format(error))
    except DatabaseFailed as error:
        failed = failure_of(error)
        if failed is None:
            raise
        sentence = UNOPENED if is_unopened(error) else UNWELL[failed]
        return complain(sentence.format(reason_of(error)))


def reason_of(error: Exception) -> str:
    """What a driver says, on one line and without the statement that failed."""
    said = str(getattr(error, "orig", None) or error).strip()
    return said.splitlines()[0] if said else type(error).__name__


def complain(*sentences: str) -> int:
    """Sentences on standard error, and the exit code for what is wrong on our side of the screen."""
    show_error(*sentences)
    return WRONG
