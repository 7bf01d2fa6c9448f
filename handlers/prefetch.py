"""What a handler needs from Slack is asked before it runs, by name; handlers themselves never wait."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import aiohttp
import httpx
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from handlers import form
from handlers.call import Call, Fetched, Quoted, Upload, UserError
from handlers.form_state import FormState
from personas.errors import Gone, NotInChannel, UnreadableFile
from personas.people import Place, place_of
from personas.refusal import refusal

PAGE = 200
FILE_MAX = 10 * 1024 * 1024
# A file that is not given to this token: the last is the way to a page for people to sign in.
UNSIGNED = frozenset({401, 403, 302})
GONE = frozenset({"file_not_found", "file_deleted"})
UNSEEN = frozenset(
    {"channel_not_found", "not_in_channel", "method_not_supported_for_channel_type", "missing_scope"}
)


class UnreadableAnswer(OSError):
    """Slack says that all is well, and not what it was asked for."""


@dataclass(frozen=True, slots=True)
class SlackReader:
    """The ways out: Slack's Web API, and the one HTTP client for everything else."""

    slack: AsyncWebClient
    http: httpx.AsyncClient
    origins: frozenset[str]
    # Hears of what a need goes on without.
    heed: Callable[[Exception], None] = lambda _: None


Need = Callable[[Call, SlackReader], Awaitable[Call]]


async def place(call: Call, outside: SlackReader) -> Call:
    """Whether the channel is private or shared: decides what may be kept from it."""
    if not call.channel or call.in_dm:
        return call
    try:
        found = await outside.slack.conversations_info(channel=call.channel)
    except SlackApiError as error:
        if _word(error) in UNSEEN:
            return replace(call, place=Place(call.channel, private=call.private))
        raise
    return replace(call, place=place_of(_part(found, "channel")))


async def place_if_told(call: Call, outside: SlackReader) -> Call:
    """The same, where nothing waits for it but what we post there: what Slack does not tell stays unknown."""
    try:
        return await place(call, outside)
    except (SlackApiError, aiohttp.ClientError, OSError, TimeoutError) as error:
        outside.heed(error)
        return replace(call, place=Place(call.channel, private=call.private))


async def place_named(call: Call, outside: SlackReader) -> Call:
    """The same for the channel a button names behind its number: it is pressed elsewhere."""
    named = replace(call, channel=call.value.partition(":")[2], in_dm=False)
    return replace(call, place=(await place_if_told(named, outside)).place)


async def place_and_permalink(call: Call, outside: SlackReader) -> Call:
    """What kind of channel the form was opened in is now, and the address of its message."""
    form_state = FormState.load(call.metadata)
    if form_state.channel and not form_state.in_dm:
        opened = replace(call, channel=form_state.channel, in_dm=False)
        call = replace(call, place=(await place_if_told(opened, outside)).place)
    return await permalink(call, outside)


async def permalink(call: Call, outside: SlackReader) -> Call:
    """The address of the message a form was opened from; without it the form is saved all the same."""
    form_state = FormState.load(call.metadata)
    if not (form_state.ts and form_state.channel):
        return call
    try:
        found = await outside.slack.chat_getPermalink(channel=form_state.channel, message_ts=form_state.ts)
    except (SlackApiError, aiohttp.ClientError, OSError, TimeoutError):
        return call
    links = (str(found["permalink"]),) if found.get("permalink") else ()
    return replace(call, message=Quoted(form_state.ts, links=links))


async def members(call: Call, outside: SlackReader) -> Call:
    """Everybody in the channel chosen in the form's `channel` field."""
    channel = form.chosen(call.form, "channel")
    if not channel:
        return call
    found: list[str] = []
    cursor = ""
    try:
        while True:
            page = await outside.slack.conversations_members(channel=channel, limit=PAGE, cursor=cursor)
            found += _listed(page, "members")
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return replace(call, fetched=Fetched(members=tuple(found)))
    except SlackApiError as error:
        if _word(error) in UNSEEN:
            raise UserError(NotInChannel(channel)) from error
        raise


async def upload(call: Call, outside: SlackReader) -> Call:
    """The file handed in through the form's `file` field, fetched from Slack with the bot's token."""
    handed = next(iter(form.files(call.form, "file")), None)
    return call if handed is None else replace(call, fetched=Fetched(upload=await _received(handed, outside)))


async def upload_again(call: Call, outside: SlackReader) -> Call:
    """The file of the form before this one, by the id it carried along: Slack keeps it, we do not."""
    return await _by_id(call, outside, FormState.load(call.metadata).file)


async def upload_pressed(call: Call, outside: SlackReader) -> Call:
    """The file that the pressed button is about."""
    return await _by_id(call, outside, call.value)


async def _by_id(call: Call, outside: SlackReader, file: str) -> Call:
    try:
        found = await outside.slack.files_info(file=file)
    except SlackApiError as error:
        if _word(error) in GONE:
            raise UserError(Gone("That file")) from error
        raise
    return replace(call, fetched=Fetched(upload=await _received(_part(found, "file"), outside)))


async def _received(handed: Mapping[str, Any], outside: SlackReader) -> Upload:
    name = str(handed.get("name") or "file")
    if int(handed.get("size") or 0) > FILE_MAX:
        raise UserError(UnreadableFile(name, "it is larger than 10 MB"))
    address = str(handed.get("url_private_download") or handed.get("url_private") or "")
    return Upload(name, await _fetched(name, address, outside))


def origin_of(address: str) -> str:
    """Scheme, host and port: what an address must share with Slack before we send anything there."""
    try:
        url = httpx.URL(address)
    except httpx.InvalidURL:
        return ""
    return f"{url.scheme}://{url.netloc.decode()}"


async def _fetched(name: str, address: str, outside: SlackReader) -> bytes:
    if origin_of(address) not in outside.origins:
        raise UserError(UnreadableFile(name, "Slack keeps it somewhere I may not fetch from"))
    data = b""
    headers = {"Authorization": f"Bearer {outside.slack.token}"}
    async with outside.http.stream("GET", address, headers=headers) as response:
        if response.status_code in UNSIGNED:
            await _ask_about_token(outside)
        if response.status_code != httpx.codes.OK:
            raise UserError(
                UnreadableFile(name, f"Slack answered {response.status_code} when I asked for it")
            )
        async for chunk in response.aiter_bytes():
            data += chunk
            if len(data) > FILE_MAX:
                raise UserError(UnreadableFile(name, "it is larger than 10 MB"))
    return data


async def _ask_about_token(outside: SlackReader) -> None:
    """Whether it was the token that opened no file: the client draws the conclusion from what Slack says of it."""
    with suppress(SlackApiError, aiohttp.ClientError, OSError, TimeoutError):
        await outside.slack.auth_test()


def _part(answer: AsyncSlackResponse, name: str) -> dict[str, Any]:
    part = answer.get(name)
    if not isinstance(part, dict):
        raise UnreadableAnswer(name)
    return part


def _listed(answer: AsyncSlackResponse, name: str) -> list[str]:
    part = answer.get(name)
    if not isinstance(part, list):
        raise UnreadableAnswer(name)
    return [str(each) for each in part]


def _word(error: SlackApiError) -> str:
    return refusal(error.response.data, error.response.status_code)
