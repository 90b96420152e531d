"""Some of what `make drill ONLY=fuzz` sends: no 5xx, no traceback, no session ended."""

import logging
from collections.abc import AsyncIterator

import pytest
from drill.fuzz.attack import fuzz_requests, fuzz_stream
from stack.testing import eventually

from .conftest import Make
from .listener import opens
from .servers import Service, gateway

SEED = 9
NUMBER = 600


@pytest.fixture
async def unlimited(make_settings: Make, service: tuple[Service, str]) -> AsyncIterator[str]:
    settings = make_settings(
        analytics_url=service[1],
        request_rate=1e6,
        request_burst=10**6,
        websocket_messages=1e6,
        subscription_rate=1e6,
        subscription_burst=10**6,
        lookup_rate=1e6,
        lookup_burst=10**6,
        upstream_timeout=15,
    )
    async with gateway(settings) as address:
        await eventually(lambda: opens(address))
        yield address


async def test_no_request_is_the_gateways_fault(unlimited: str, caplog: pytest.LogCaptureFixture) -> None:
    statuses = await fuzz_requests(unlimited, SEED, NUMBER)

    assert statuses[200] > NUMBER / 20
    assert statuses[400] > NUMBER / 10
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


async def test_no_message_ends_its_session(unlimited: str, caplog: pytest.LogCaptureFixture) -> None:
    kinds = await fuzz_stream(unlimited, SEED, NUMBER)

    assert kinds["error"] > NUMBER / 4
    assert kinds["ack"]
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]
