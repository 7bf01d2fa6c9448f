"""The end of an installation: Slack says that the app was removed, or that its token is void."""

from handlers.call import Answer, Call, Nothing
from storage.installation import Stopped
from storage.store import Store


def uninstalled(call: Call, store: Store) -> Answer:
    """Somebody removed the app: nothing is said from now on, and in days everything is deleted."""
    with store.begin(call.tenant) as tx:
        tx.installation.stop(Stopped.UNINSTALLED, at=call.now, kept=store.kept.removed, told=call.happened)
    return Nothing()


def revoked(call: Call, store: Store) -> Answer:
    """Tokens became void. Only the bot's own is ours."""
    tokens = call.form.get("tokens")
    if isinstance(tokens, dict) and tokens.get("bot"):
        with store.begin(call.tenant) as tx:
            tx.installation.stop(Stopped.REVOKED, at=call.now, kept=store.kept.removed, told=call.happened)
    return Nothing()


def joined(call: Call, store: Store) -> Answer:
    """Workspaces of an organisation let the app in: the clock reads who is there."""
    with store.begin(call.tenant) as tx:
        tx.installation.read_directory()
    return Nothing()


def left(call: Call, store: Store) -> Answer:
    """Workspaces of an organisation shut the app out: their people hear nothing more until they are let in again.

    That may have happened already, and be told first: the directory says who is there.
    """
    teams = call.form.get("team_ids")
    with store.begin(call.tenant) as tx:
        tx.people.leave([str(team) for team in teams] if isinstance(teams, list) else [])
        tx.installation.read_directory()
    return Nothing()
