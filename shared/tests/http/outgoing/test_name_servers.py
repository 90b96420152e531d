from collections.abc import AsyncIterator

import pytest
from shared.http.outgoing.name_servers import NameServers


@pytest.fixture
async def name_servers() -> AsyncIterator[NameServers]:
    servers = NameServers()
    yield servers
    await servers.close()


async def test_the_names_that_the_system_knows_by_itself_are_found(name_servers: NameServers) -> None:
    found = await name_servers.resolve("localhost", 443)

    assert "127.0.0.1" in found
    assert set(found) <= {"127.0.0.1", "::1"}


@pytest.mark.parametrize("name", ["nobody.invalid", "a" * 64, "a" * 300, "a..b"])
async def test_a_name_that_cannot_be_is_not_found(name_servers: NameServers, name: str) -> None:
    name_servers._resolver.nameservers = ["127.0.0.1"]  # where nobody answers

    with pytest.raises(OSError, match="no such name"):
        await name_servers.resolve(name, 443)
