"""The playground's page in a real browser: what a newcomer does first."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.conversations.harness import MARA, ONBOARDING, PRIYA, SUPPORT, Team, team

CHROMIUM = shutil.which("chromium") or ""
SWITCHES = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="module")
def here(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    """The sample team with the app."""
    path = tmp_path_factory.mktemp("page") / "dramatis.db"
    shutil.copy(migrated_file, path)
    with team(f"sqlite:///{path}") as running:
        running.say(MARA, "/persona start")
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all tests; each has a profile of its own in it."""
    if not CHROMIUM:
        pytest.skip("Chromium is not installed (Debian's package chromium), so the page was not looked at.")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A tab on the playground; anything the page logs as an error fails the test."""
    wrong: list[str] = []
    with browser.new_context(viewport={"width": 1440, "height": 900}) as profile:
        profile.on("weberror", lambda error: wrong.append(str(error.error)))
        yield profile.new_page()
    assert wrong == []


def opened(page: Page, here: Team, who: str, channel: str) -> None:
    """The page as one person in one channel."""
    page.goto(f"{here.url}/#{who}/{channel}")
    page.wait_for_selector("body.ready")


def typed(page: Page, text: str) -> None:
    """A line in the composer."""
    page.fill("textarea[data-composer]", text)
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")


def test_a_command_is_answered_privately_with_a_card(page: Page, here: Team) -> None:
    opened(page, here, MARA, ONBOARDING)
    typed(page, "/persona end user")
    expect(page.get_by_text("Has to find value in it every week").last).to_be_visible()
    expect(page.get_by_text("Only visible to you").last).to_be_visible()


def test_the_page_follows_its_address(page: Page, here: Team) -> None:
    opened(page, here, MARA, ONBOARDING)
    page.goto(f"{here.url}/#{PRIYA}/{SUPPORT}")  # the same page: only what stands behind # is another
    expect(page.get_by_role("heading", name="support-tickets")).to_be_visible()
    expect(page.locator(".acting-button")).to_contain_text("Priya")
    page.goto(f"{here.url}/#{MARA}/{ONBOARDING}")
    expect(page.get_by_role("heading", name="onboarding")).to_be_visible()
    expect(page.locator(".acting-button")).to_contain_text("Mara")


def test_eight_tabs_are_all_told_what_happens(page: Page, here: Team) -> None:
    tabs = [page, *(page.context.new_page() for _ in range(7))]
    for tab in tabs:
        opened(tab, here, MARA, ONBOARDING)
    here.say(PRIYA, "Everybody hears this")
    for tab in tabs:
        expect(tab.get_by_text("Everybody hears this").last).to_be_attached()


def test_the_bar_offers_only_emoji_that_mean_something_here(page: Page, here: Team) -> None:
    opened(page, here, PRIYA, SUPPORT)
    message = page.locator("[data-ts]").last
    message.hover()
    offered = message.locator("[data-react]").evaluate_all(
        "(buttons) => buttons.map((each) => each.dataset.react)"
    )
    assert offered == ["card_index", "white_check_mark", "eyes", "+1"]


def test_a_form_opens_shows_what_is_missing_and_closes_with_escape(page: Page, here: Team) -> None:
    opened(page, here, MARA, ONBOARDING)
    typed(page, "/persona new")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    page.click("[data-submit]")
    expect(dialog.get_by_text("Please complete this required field.").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_a_new_persona_is_made_in_the_browser(page: Page, here: Team) -> None:
    opened(page, here, MARA, ONBOARDING)
    typed(page, "/persona new Night shift")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Name")).to_have_value("Night shift")
    dialog.get_by_label("When…", exact=False).first.fill("a line stops at three")
    dialog.get_by_label("…I want to…").fill("know who is awake")
    page.click("[data-submit]")
    expect(page.get_by_text("When a line stops at three").last).to_be_visible()


def test_a_reaction_is_put_on_and_taken_off(page: Page, here: Team) -> None:
    opened(page, here, PRIYA, SUPPORT)
    message = page.locator("[data-ts]").last
    message.hover()
    message.locator('[data-react="eyes"]').click()
    expect(message.locator('[data-reaction="eyes"]')).to_be_visible()
    message.locator('[data-reaction="eyes"]').click()
    expect(message.locator('[data-reaction="eyes"]')).to_have_count(0)


def test_the_clock_is_moved_from_the_page(page: Page, here: Team) -> None:
    opened(page, here, MARA, ONBOARDING)
    expect(page.get_by_text("Tuesday 24 November")).to_be_visible()
    page.get_by_role("button", name="Next working day 10:00").click()
    expect(page.get_by_text("Wednesday 25 November, 10:00")).to_be_visible()


def test_the_help_is_short_and_opens_up(page: Page, here: Team) -> None:
    opened(page, here, MARA, ONBOARDING)
    typed(page, "/persona help")
    page.get_by_role("button", name="Everything you can type").last.click()
    expect(page.get_by_text("/persona delete my answers").last).to_be_visible()
    expect(page.get_by_role("button", name="Everything you can type")).to_have_count(0)


def test_more_of_a_form_keeps_what_was_typed(page: Page, here: Team) -> None:
    opened(page, here, MARA, ONBOARDING)
    typed(page, "/persona pulse admin")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("One question").fill("Did you find something for your own work?")
    dialog.get_by_role("button", name="More").click()
    expect(dialog.get_by_label("Working days open")).to_have_value("5")
    expect(dialog.get_by_label("One question")).to_have_value("Did you find something for your own work?")


def posted(here: Team, *blocks: dict[str, Any]) -> None:
    """A message of the app's with these blocks, whatever Slack has new."""
    answer = here.http.post(
        f"{here.url}/api/chat.postMessage",
        headers={"Authorization": "Bearer xoxb-playground"},
        json={"channel": ONBOARDING, "text": "blocks", "blocks": list(blocks)},
    )
    assert answer.json()["ok"], answer.text


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def button(text: str, action_id: str) -> dict[str, Any]:
    return {"type": "button", "text": plain(text), "action_id": action_id, "value": action_id}


def test_a_block_the_page_does_not_draw_is_named_and_its_words_are_shown(page: Page, here: Team) -> None:
    film = {
        "type": "video", "title": plain("A first sitting"), "alt_text": "a film",
        "thumbnail_url": "https://example.com/a.png", "video_url": "https://example.com/a",
    }  # fmt: skip
    posted(here, film)
    opened(page, here, MARA, ONBOARDING)
    expect(page.get_by_text("Slack draws a “video” block here")).to_be_visible()
    expect(page.locator(".undrawn").get_by_text("A first sitting")).to_be_visible()


def test_cards_and_tables_of_data_are_drawn_and_what_is_pressed_reaches_the_app(
    page: Page, here: Team
) -> None:
    night = {
        "type": "card",
        "title": plain("Night shift"),
        "body": plain("Awake at three"),
        "actions": [button("Open night", "n")],
    }
    day = {"type": "card", "title": plain("Day shift"), "actions": [button("Open day", "d")]}
    rows = [[{"type": "raw_text", "text": word} for word in ("Persona", "Asked")]]
    rows += [
        [{"type": "raw_text", "text": f"Row {n}"}, {"type": "raw_number", "value": n}] for n in range(1, 8)
    ]
    posted(
        here,
        night,
        {"type": "carousel", "elements": [night, day], "block_id": "both"},
        {"type": "data_table", "caption": "Asked in November", "rows": rows},
    )
    opened(page, here, MARA, ONBOARDING)
    message = page.locator("[data-ts]").last
    for words in ("Awake at three", "Asked in November"):
        expect(message.get_by_text(words).first).to_be_visible()
    expect(message.locator(".undrawn")).to_have_count(0)
    expect(message.get_by_text("1–5 of 7")).to_be_visible()
    message.get_by_role("button", name="Later rows").click()
    expect(message.get_by_text("Row 7")).to_be_visible()
    for label, action in (("Open night", "n"), ("Open day", "d")):
        message.get_by_role("button", name=label).last.click()
        here.until(lambda action=action: pressed(here) == action)


def pressed(here: Team) -> str:
    """The newest action the app was told of."""
    told = [each["payload"] for each in here.get("deliveries")["deliveries"] if each["kind"] == "interactive"]
    return str(told[-1]["actions"][0]["action_id"]) if told and told[-1].get("actions") else ""


def test_on_a_telephone_the_whole_clock_is_in_sight(page: Page, here: Team) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    opened(page, here, MARA, ONBOARDING)
    bar = page.locator("#topbar").bounding_box()
    jumps = [
        page.get_by_role("button", name=label).bounding_box()
        for label in ("In an hour", "Tomorrow", "Next working day 10:00")
    ]
    assert bar
    for box in jumps:
        assert box
        assert box["y"] == (jumps[0] or box)["y"]
        assert box["x"] + box["width"] <= bar["width"]
        assert box["y"] + box["height"] <= bar["height"]
