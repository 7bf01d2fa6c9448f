"""A playground on a free port, a Slack client, and a way to act as its people."""

from collections.abc import AsyncIterator

import pytest

from tests.playground.town import Town, open_town


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    async with open_town() as one:
        yield one
