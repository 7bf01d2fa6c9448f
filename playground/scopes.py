"""Which scope each Web API method and each event needs. One of those named is enough."""

from playground.model import Channel, Json

METHOD_SCOPES: dict[str, tuple[str, ...]] = {
    "chat.postMessage": ("chat:write",),
    "chat.postEphemeral": ("chat:write",),
    "chat.update": ("chat:write",),
    "chat.delete": ("chat:write",),
    "reactions.add": ("reactions:write",),
    "reactions.remove": ("reactions:write",),
    "reactions.get": ("reactions:read",),
    "users.list": ("users:read",),
    "users.info": ("users:read",),
    "bots.info": ("users:read",),
    "conversations.list": ("channels:read", "groups:read", "im:read", "mpim:read"),
    "conversations.open": ("im:write", "mpim:write"),
    "emoji.list": ("emoji:read",),
    "files.info": ("files:read",),
    "usergroups.list": ("usergroups:read",),
    "team.info": ("team:read",),
    "dnd.info": ("dnd:read",),
    "dnd.teamInfo": ("dnd:read",),
}
READS_A_CHANNEL = {
    "conversations.info": "read",
    "conversations.members": "read",
    "conversations.history": "history",
    "conversations.replies": "history",
}
EVENT_SCOPES: dict[str, tuple[str, ...]] = {
    "app_mention": ("app_mentions:read",),
    "message.im": ("im:history",),
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "reaction_added": ("reactions:read",),
    "reaction_removed": ("reactions:read",),
    "team_join": ("users:read",),
    "user_change": ("users:read",),
    "emoji_changed": ("emoji:read",),
    "member_joined_channel": ("channels:read", "groups:read"),
    "member_left_channel": ("channels:read", "groups:read"),
    "channel_archive": ("channels:read",),
    "channel_unarchive": ("channels:read",),
    "channel_rename": ("channels:read",),
    "channel_deleted": ("channels:read",),
    "channel_id_changed": ("channels:read",),
    "channel_shared": ("channels:read", "groups:read"),
    "group_rename": ("groups:read",),
    "dnd_updated_user": ("dnd:read",),
}


def needed(method: str, args: Json, channel: Channel | None) -> tuple[str, ...]:
    """The scopes of which a call needs one."""
    if method in READS_A_CHANNEL:
        return (f"{family(channel)}:{READS_A_CHANNEL[method]}",)
    return METHOD_SCOPES.get(method, ())


def family(channel: Channel | None) -> str:
    """The word that begins the scopes of this kind of channel."""
    if channel is not None and channel.is_im:
        return "im"
    return "groups" if channel is not None and channel.kind == "private" else "channels"
