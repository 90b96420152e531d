"""Who may open the stream, and what ends a connection."""

import json

import pytest
from stack.testing import eventually
from websockets.exceptions import InvalidStatus

from ..conftest import Make
from ..listener import listening, opens
from ..servers import gateway


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1", "http://{own}.evil.example"])
async def test_a_page_of_a_foreign_origin_may_not_connect(address: str, origin: str) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with listening(address, origin=origin.format(own=address.removeprefix("http://"))):
            pass
    async with listening(address, origin=address):
        pass

    assert refused.value.response.status_code == 403
    assert refused.value.response.headers["content-type"] == "application/problem+json"
    assert json.loads(refused.value.response.body or b"")["code"] == "origin_refused"


async def test_two_origins_are_no_origin_of_ours(address: str) -> None:
    with pytest.raises(InvalidStatus):
        async with listening(address, origin=address, additional_headers={"Origin": "https://evil.example"}):
            pass


async def test_a_page_of_an_allowed_origin_may_connect(make_settings: Make) -> None:
    async with gateway(make_settings(cors_origins="https://desk.example")) as address:
        await eventually(lambda: opens(address))
        async with listening(address, origin="https://desk.example") as listener:
            assert listener.hello["type"] == "hello"


async def test_a_message_over_the_limit_ends_its_connection_alone(address: str) -> None:
    async with listening(address) as greedy, listening(address) as listener:
        await greedy.socket.send("x" * 65_537)
        await greedy.socket.wait_closed()
        await listener.say(op="ping", id=1)
        assert (await listener.next("pong"))["id"] == 1

    assert greedy.socket.close_code == 1009
