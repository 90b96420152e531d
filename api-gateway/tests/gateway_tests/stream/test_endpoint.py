"""Who may open the stream, and what ends a connection."""

import json

import pytest
from gateway.stream.close_codes import CloseCode
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


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (b"\x83\x80\0\0\0\0", CloseCode.NO_WEBSOCKET),  # an operation that is reserved
        (b"\x01\x80\0\0\0\0\x81\x80\0\0\0\0", CloseCode.NO_WEBSOCKET),  # a message within another
        (b"\x81\x81\0\0\0\0\xff", CloseCode.NO_UTF8),
        (b"\x88\x80\0\0\0\0", None),  # a close frame without a code is answered alike
        (b"\x88\x82\0\0\0\0\x03\xe8", CloseCode.YOURS),
    ],
)
async def test_a_connection_ends_with_a_code_that_the_reference_lists(
    address: str, sent: bytes, code: CloseCode | None
) -> None:
    async with listening(address) as listener:
        listener.socket.transport.write(sent)
        await listener.socket.wait_closed()

    received = listener.socket.protocol.close_rcvd
    assert received is not None
    assert (None if received.code == 1005 else received.code) == code


async def test_a_message_over_the_limit_ends_its_connection_alone(address: str) -> None:
    async with listening(address) as greedy, listening(address) as listener:
        await greedy.socket.send("x" * 65_537)
        await greedy.socket.wait_closed()
        await listener.say(op="ping", id=1)
        assert (await listener.next("pong"))["id"] == 1

    assert greedy.socket.close_code == 1009
