"""What a client of the stream may cost: it is told to wait, and its connection goes on."""

import base64
import json
from uuid import uuid4

import httpx
import pytest
from stack.testing import eventually
from websockets.exceptions import InvalidStatus

from ..accounts import Accounts
from ..conftest import Make
from ..feed import feeding, price, trade
from ..listener import Listener, listening, opens
from ..servers import Service, gateway


async def still_answers(listener: Listener) -> bool:
    await listener.say(op="ping", id="after")
    return bool((await listener.next("pong"))["id"] == "after")


async def test_resuming_again_and_again_is_refused_with_a_time_to_wait(
    make_settings: Make, kafka_bootstrap: str, somewhere: dict[str, str]
) -> None:
    coin = f"c{uuid4().hex[:12]}"
    settings = make_settings(subscription_rate=10, subscription_burst=100, trusted_proxies="127.0.0.1")
    async with feeding(kafka_bootstrap) as feed, gateway(settings) as address:
        await eventually(lambda: opens(address))
        await feed.put(price(coin), *(trade(coin) for _ in range(40)))
        async with listening(address) as other:
            seq = (await other.shown(f"trades:{coin}"))["seq"] - 10_000
        async with listening(address, additional_headers=somewhere) as greedy:
            resume = {"stream": greedy.hello["stream"], "channels": {f"trades:{coin}": seq}}
            for number in range(20):
                await greedy.say(op="subscribe", id=number, channels=[f"trades:{coin}"], resume=resume)
            error = await greedy.next("error")
            assert await still_answers(greedy)
            async with listening(address, additional_headers={"X-Forwarded-For": "203.0.113.6"}) as other:
                assert (await other.subscribe(f"price:{coin}"))["channels"] == [f"price:{coin}"]

    assert (error["code"], error["id"] in range(1, 20)) == ("rate_limited", True)
    assert 0 < error["retry_after_ms"] < 60_000
    assert f"{error['retry_after_ms']} ms" in error["detail"]


async def test_unknown_names_cost_few_lookups_and_none_after_the_client_has_gone(
    make_settings: Make, service: tuple[Service, str]
) -> None:
    settings = make_settings(lookup_rate=0.01, lookup_burst=5)
    names = [f"price:nothing-{uuid4().hex[:8]}" for _ in range(150)]
    async with gateway(settings) as address:
        await eventually(lambda: opens(address))
        service[0].asked.clear()
        async with listening(address) as listener:
            await listener.say(op="subscribe", id=1, channels=[*names, "venues"])
            assert (await listener.next("ack"))["channels"][-1] == "venues"
            refused = [await listener.next("error") for _ in range(140)]
            assert await still_answers(listener)
        lookups = [path for path in service[0].asked if "nothing-" in path]

    assert len(lookups) <= 6
    assert {error["code"] for error in refused} == {"rate_limited"}
    assert all(error["retry_after_ms"] > 0 and error["channel"] in names for error in refused)


async def test_a_message_cannot_name_any_number_of_channels(address: str) -> None:
    async with listening(address) as listener:
        await listener.say(op="subscribe", id=1, channels=[f"x{number}" for number in range(401)])
        error = await listener.next("error")

        assert (error["code"], error["id"]) == ("too_many_channels", 1)
        assert await still_answers(listener)


async def open_many(address: str, headers: dict[str, str]) -> None:
    for _ in range(40):
        async with listening(address, additional_headers=headers):
            pass


async def test_opening_connections_is_limited_per_address(make_settings: Make, somewhere: dict[str, str]) -> None:
    settings = make_settings(handshake_rate=0.1, handshake_burst=30, trusted_proxies="127.0.0.1")
    async with gateway(settings) as address:
        await eventually(lambda: opens(address))
        with pytest.raises(InvalidStatus) as refused:
            await open_many(address, somewhere)
        async with listening(address, additional_headers={"X-Forwarded-For": "203.0.113.12"}):
            pass

    answer = refused.value.response
    assert answer.status_code == 429
    assert json.loads(answer.body or b"")["code"] == "rate_limited"
    assert int(answer.headers["retry-after"]) >= 1


@pytest.mark.parametrize(
    "text",
    [
        "[" * 50_000,
        '{"op":"subscribe","channels":' + "[" * 30_000,
        '{"id":1,"x":' * 4_000,
        json.dumps({"op": "ping", "id": 2**70}),
        json.dumps({"op": "ping", "id": -(2**70)}),
        '{"op":"ping","id":1e400}',
        '{"op":"ping","id":"\\ud800"}',
        '{"op":"subscribe","id":1,"channels":["price:\\udfff"]}',
        '{"op":"subscribe","id":1,"channels":["venues"],"resume":{"stream":"x","channels":{"venues":'
        + "9" * 400
        + "}}}",
        '{"op":"auth","id":1,"token":"a","api_key":"b"}',
    ],
)
async def test_no_text_ends_the_session(address: str, text: str) -> None:
    async with listening(address) as listener:
        await listener.socket.send(text)

        assert (await listener.any())["type"] in ("error", "ack", "pong")
        assert await still_answers(listener)


async def test_a_burst_of_messages_is_slowed_down_and_the_connection_goes_on(address: str) -> None:
    async with listening(address) as listener:
        for number in range(60):
            await listener.say(op="ping", id=number)
        answers = [await listener.any() for _ in range(60)]

    refused = [answer for answer in answers if answer["type"] == "error"]
    assert refused
    assert all(answer["code"] == "rate_limited" and answer["retry_after_ms"] > 0 for answer in refused)


async def test_many_frames_in_one_piece_are_all_answered(address: str) -> None:
    """They are parsed in parts, with others between them."""
    async with listening(address) as listener:
        transport = listener.socket.transport
        frame = bytes((0x89, 0x84, 0, 0, 0, 0)) + b"ping"  # a masked ping
        transport.write(frame * 20_000)
        assert await still_answers(listener)


async def test_a_key_opens_a_connection_of_its_own_limits(make_settings: Make, accounts: Accounts) -> None:
    settings = make_settings(websocket_connections=1, websocket_holder_connections=2, subscription_burst=1)
    key, _ = accounts.new_api_key()
    with_key = {"X-API-Key": key}
    async with gateway(settings) as address:
        await eventually(lambda: opens(address))
        async with listening(address), listening(address, additional_headers=with_key) as first:
            assert (await first.subscribe("venues"))["channels"] == ["venues"]
            async with listening(address, additional_headers=with_key):
                with pytest.raises(InvalidStatus) as refused:
                    async with listening(address, additional_headers=with_key):
                        pass
        with pytest.raises(InvalidStatus) as wrong:
            async with listening(address, additional_headers={"X-API-Key": "tmk_wrong"}):
                pass
    assert refused.value.response.status_code == 429
    assert wrong.value.response.status_code == 401
    assert json.loads(wrong.value.response.body or b"")["code"] == "invalid_api_key"


async def test_a_key_can_be_shown_by_auth_and_is_exchanged_again_before_its_token_ends(
    address: str, accounts: Accounts
) -> None:
    key, _ = accounts.new_api_key(life=-4)  # with the leeway, it ends after a second
    async with listening(address) as listener:
        await listener.say(op="auth", id=1, api_key="tmk_wrong")
        wrong = await listener.next("error")
        await listener.say(op="auth", id=2, api_key=key)
        assert (await listener.next("ack"))["id"] == 2
        assert await eventually(lambda: accounts.exchanged.count(key) >= 2)
        del accounts.keys[key]
        gone = await listener.next("error")
        assert await still_answers(listener)

    assert (wrong["code"], wrong["id"]) == ("invalid_api_key", 1)
    assert gone["code"] == "invalid_api_key"


async def test_a_coin_with_a_name_in_another_script_has_channels(address: str, kafka_bootstrap: str) -> None:
    coin = f"测试币{uuid4().hex[:6]}"
    async with feeding(kafka_bootstrap) as feed, listening(address) as listener:
        await feed.put(price(coin, "1.5"), trade(coin))
        shown = await listener.shown(f"price:{coin}")
        assert (await listener.subscribe(f"price:{coin.upper()}"))["channels"] == [f"price:{coin}"]
        assert (await listener.shown(f"trades:{coin}"))["data"]["items"]

    assert (shown["channel"], shown["data"]["price"]) == (f"price:{coin}", "1.5")


async def test_a_token_nested_too_deeply_is_an_invalid_token(client: httpx.AsyncClient) -> None:
    head = base64.urlsafe_b64encode(b"[" * 2_900).decode().rstrip("=")
    answer = await client.get("/api/market/x", headers={"Authorization": f"Bearer {head}.e30.e30"})

    assert (answer.status_code, answer.json()["code"]) == (401, "invalid_token")
