"""An answer goes to Slack's own hosts or to the origin of SLACK_API_URL, and nowhere else."""

import pytest

from bot.settings import Settings
from handlers.prefetch import origin_of


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("https://hooks.slack.com/commands/T1/2/x", True),
        ("https://hooks.slack-gov.com/actions/T1/2/x", True),
        ("http://hooks.slack.com/commands/T1/2/x", False),
        ("https://hooks.slack.com:8443/x", False),
        ("https://hooks.slack.com.evil.example/x", False),
        ("https://evil.example/hooks.slack.com", False),
        ("https://hooks.slack.com@evil.example/x", False),
        ("https://slack.com/api/x", False),
        ("file:///etc/passwd", False),
        ("", False),
    ],
)
def test_only_slacks_own_hosts_are_answered(address: str, allowed: bool) -> None:
    settings = Settings(_env_file=None, slack_bot_token="xoxb-1", slack_app_token="xapp-1")
    assert (origin_of(address) in settings.origins) is allowed


def test_another_slack_is_answered_on_its_own_port_alone() -> None:
    settings = Settings(
        _env_file=None,
        slack_bot_token="xoxb-1",
        slack_app_token="xapp-1",
        slack_api_url="http://127.0.0.1:8899/api/",
    )
    assert origin_of("http://127.0.0.1:8899/response/1") in settings.origins
    assert origin_of("http://127.0.0.1:8898/response/1") not in settings.origins
    assert origin_of("https://hooks.slack.com/x") not in settings.origins
