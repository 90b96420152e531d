"""The whole platform, started once for the tests of this folder."""

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from tests.processes import COMMANDS, Platform


@pytest.fixture(scope="session")
def platform(services_env: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    platform = Platform(services_env, tmp_path_factory.mktemp("platform"))
    for name in COMMANDS:
        platform.start(name)
    yield platform
    platform.stop()


@pytest.fixture(scope="session")
async def api(platform: Platform) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the gateway, once everything is ready."""
    for name in COMMANDS:
        await platform.ready(name)
    async with httpx.AsyncClient(base_url=platform.url("gateway"), timeout=20) as client:
        yield client
