"""A gateway that starts with a large backlog is ready at once, and clients can resume without a loss."""

from uuid import uuid4

from shared.clock import now_us
from stack.testing import eventually

from ..conftest import Make
from ..feed import feeding, price, trade
from ..listener import listening, opens
from ..servers import gateway

TRADES_BEFORE = 30_000
SPAN_US = 240_000_000


async def test_a_client_of_four_minutes_ago_resumes_at_a_gateway_that_was_just_started(
    kafka_bootstrap: str, make_settings: Make
) -> None:
    coin = f"c{uuid4().hex[:12]}"
    began = now_us() - SPAN_US
    async with feeding(kafka_bootstrap) as feed:
        await feed.put(price(coin), trade(coin, 0, at_us=began))
        async with gateway(make_settings()) as address:
            await eventually(lambda: opens(address))
            async with listening(address) as before:
                seq = (await before.shown(f"trades:{coin}"))["seq"]
                stream = before.hello["stream"]
        step = SPAN_US // TRADES_BEFORE
        await feed.put(trade("币安人生", 1, at_us=began))  # no channel's name, but a coin that an exchange lists
        await feed.put(*(trade(coin, number, at_us=began + number * step) for number in range(1, TRADES_BEFORE + 1)))

    async with gateway(make_settings()) as address:
        await eventually(lambda: opens(address))
        async with listening(address, max_size=None) as after:
            await after.subscribe(f"trades:{coin}", resume={"stream": stream, "channels": {f"trades:{coin}": seq}})
            updates = await after.updates(f"trades:{coin}", TRADES_BEFORE)

    assert [int(update["data"]["trade_id"]) for update in updates] == list(range(1, TRADES_BEFORE + 1))
