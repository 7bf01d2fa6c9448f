"""What Slack hands out for a moment only: trigger ids, hashes of views, response URLs."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from tests.playground.test_interaction import TYPED, modal
from tests.playground.town import Town

pytestmark = pytest.mark.anyio


async def test_a_trigger_works_once_for_three_seconds(town: Town) -> None:
    errors: list[str] = []

    async def attempt(trigger_id: str) -> None:
        try:
            await town.slack.views_open(trigger_id=trigger_id, view=modal(TYPED))
        except SlackApiError as error:
            errors.append(error.response["error"])

    fresh = town.stage.triggers.give("U0MARA")
    old = town.stage.triggers.give("U0MARA")
    town.stage.triggers._given[old].ends -= 3.1
    for trigger_id in (fresh, fresh, old, "1.2.three"):
        await attempt(trigger_id)
    assert errors == ["exchanged_trigger_id", "expired_trigger_id", "invalid_trigger_id"]


async def test_an_update_with_a_stale_hash_is_refused(town: Town) -> None:
    opened = (await town.slack.views_open(trigger_id=town.stage.triggers.give("U0MARA"), view=modal(TYPED)))[
        "view"
    ]
    await town.slack.views_update(view_id=opened["id"], hash=opened["hash"], view=modal(TYPED))
    with pytest.raises(SlackApiError) as caught:
        await town.slack.views_update(view_id=opened["id"], hash=opened["hash"], view=modal(TYPED))
    assert caught.value.response["error"] == "hash_conflict"


async def test_a_response_url_ends_after_five_uses_and_after_half_an_hour(town: Town) -> None:
    urls: list[str] = []

    @town.app.command("/persona")
    async def persona(ack: Any, body: Any) -> None:
        urls.append(body["response_url"])
        await ack()

    async with town.app_running():
        await town.say("U0MARA", "C0ONBOARD", "/persona")
        await town.say("U0MARA", "C0ONBOARD", "/persona")
    replies = [await town.people.post(urls[0], json={"text": str(n)}) for n in range(6)]
    assert [r.status_code for r in replies] == [200] * 5 + [404]
    assert replies[-1].json() == {"ok": False, "error": "used_url"}
    bad = await town.people.post(urls[1], json={"blocks": [{"type": "chart"}]})
    assert (bad.status_code, bad.json()["error"]) == (400, "invalid_blocks")
    await town.act("clock", advance=1801)
    late = await town.people.post(urls[1], json={"text": "late"})
    assert (late.status_code, late.json()["error"]) == (404, "expired_url")
