import asyncio
from decimal import Decimal
from itertools import pairwise
from typing import Any

import httpx
import pytest
from shared.clock import now_us
from shared.data.redis import Redis
from shared.events import PriceV1, VenueReason, VenueState, decoder
from shared.events.values import Venue
from shared.kafka import Reader
from shared.kafka.topics import PRICES
from stack.testing import eventually

from .exchange import Exchange, new_coin
from .traded import Get


async def shown(client: httpx.AsyncClient, coin_id: str, **wanted: Any) -> Any:
    """Return the coin's price as soon as it says what is `wanted`."""

    async def says() -> Any:
        answer = await client.get(f"/market/prices/{coin_id}")
        assert answer.status_code == httpx.codes.OK
        found = answer.json()
        assert {name: found[name] for name in wanted} == wanted
        return found

    return await eventually(says, timeout=20)


async def test_a_trade_becomes_the_price_of_its_coin(client: httpx.AsyncClient, exchange: Exchange) -> None:
    coin_id, symbol = new_coin()
    await exchange.trade(f"{symbol}-USD.KRAKEN", "100.10")

    found = await shown(client, coin_id, price="100.10")

    assert (found["currency"], found["source"], found["stale"], found["reason"]) == ("USD", "composite", False, None)
    (line,) = found["venues"]
    assert (line["venue"], line["instrument_id"], line["included"]) == ("kraken", f"{symbol}-USD.KRAKEN", True)
    assert (found["quiet"], line["quiet"]) == (False, False)
    assert (line["price"], line["price_usd"], line["quote_usd"], line["weight"]) == ("100.10", "100.10", "1", "1")
    assert 0 <= line["age_ms"] < 15_000
    assert found["as_of"].endswith("Z")


async def test_the_price_is_weighted_over_venues_and_quotes(client: httpx.AsyncClient, exchange: Exchange) -> None:
    coin_id, symbol = new_coin()
    await exchange.ticker(f"{symbol}-USD.KRAKEN", last_price=Decimal(100), quote_volume_24h=Decimal(1_000))
    await exchange.ticker(
        f"{symbol}-USDT.BINANCE",
        last_price=Decimal(202),
        quote_volume_24h=Decimal(6_000),
        quote_usd=Decimal("0.5"),
        quote_usd_as_of_us=now_us(),
        bid_price=Decimal("201.9"),
        ask_price=Decimal("202.1"),
    )

    found = await shown(client, coin_id, price="100.75")

    assert (found["volume_24h"], found["volume_stale"], found["volume_missing"]) == ("4000", [], [])
    assert found["volume_as_of"].endswith("Z")
    by_venue = {line["venue"]: line for line in found["venues"]}
    assert {venue: line["weight"] for venue, line in by_venue.items()} == {"kraken": "0.25", "binance": "0.75"}
    assert (by_venue["binance"]["price"], by_venue["binance"]["price_usd"]) == ("202", "101")
    assert (by_venue["binance"]["bid_price"], by_venue["binance"]["ask_price"]) == ("201.9", "202.1")


async def test_a_venue_that_goes_away_is_named_while_the_others_go_on(
    client: httpx.AsyncClient, exchange: Exchange
) -> None:
    coin_id, symbol = new_coin()
    await exchange.trade(f"{symbol}-USD.KRAKEN", "100")
    await exchange.trade(f"{symbol}-USD.COINBASE", "102")

    async def both_count() -> bool:
        answer = await client.get(f"/market/prices/{coin_id}")
        return answer.is_success and [line["included"] for line in answer.json()["venues"]] == [True, True]

    await eventually(both_count)
    exchange.states[Venue.COINBASE] = {"state": VenueState.UNAVAILABLE, "reason": VenueReason.GEO_BLOCKED}
    try:
        found = await shown(client, coin_id, price="100")
    finally:
        exchange.states[Venue.COINBASE] = {}

    assert {line["venue"]: line["reason"] for line in found["venues"]} == {"coinbase": "geo_blocked", "kraken": None}
    assert found["stale"] is False
    await eventually(both_count)


async def test_a_price_whose_last_venue_is_lost_stays_and_says_so(
    client: httpx.AsyncClient, exchange: Exchange
) -> None:
    coin_id, symbol = new_coin()
    await exchange.trade(f"{symbol}-USD.KRAKEN", "100")
    before = await shown(client, coin_id, price="100", stale=False)

    exchange.states[Venue.KRAKEN] = {"state": VenueState.STALE, "reason": VenueReason.NO_DATA}
    try:
        found = await shown(client, coin_id, stale=True)
    finally:
        exchange.states[Venue.KRAKEN] = {}

    assert (found["price"], found["as_of"], found["reason"]) == ("100", before["as_of"], "venue_stale")


async def test_a_rate_that_disappears_makes_the_price_no_rate(client: httpx.AsyncClient, exchange: Exchange) -> None:
    coin_id, symbol = new_coin()
    await exchange.trade(f"{symbol}-USDT.BINANCE", "100", quote_usd=Decimal("0.99"))
    await shown(client, coin_id, price="99")

    await exchange.trade(f"{symbol}-USDT.BINANCE", "200", quote_usd=None)

    found = await shown(client, coin_id, reason="no_rate")
    assert (found["price"], found["stale"], found["venues"][0]["price_usd"]) == ("99", True, None)


async def test_redis_and_the_topic_hold_what_the_interface_answers(
    client: httpx.AsyncClient, exchange: Exchange, redis: Redis, kafka_bootstrap: str
) -> None:
    coin_id, symbol = new_coin()
    await exchange.trade(f"{symbol}-USD.KRAKEN", "100.5")
    await shown(client, coin_id, price="100.5")

    async def kept() -> PriceV1:
        raw = await redis.get(f"price:{coin_id}")
        assert raw is not None
        price: PriceV1 = decoder(PriceV1).decode(raw)
        return price

    assert (await eventually(kept)).price == Decimal("100.5")
    assert 5_000 < await redis.pttl(f"price:{coin_id}") <= 10_000
    made = await _published(kafka_bootstrap, coin_id)
    assert made[-1].price == Decimal("100.5")


async def _published(kafka_bootstrap: str, coin_id: str) -> list[PriceV1]:
    reader = await Reader.open(kafka_bootstrap, {PRICES: None}, client_id="tests")
    found: list[PriceV1] = []
    while not reader.caught_up:
        for records in (await reader.poll()).values():
            found += [decoder(PriceV1).decode(record.value) for record in records if record.key == coin_id.encode()]
    await reader.close()
    return found


async def test_a_busy_coin_is_published_at_most_four_times_a_second(
    client: httpx.AsyncClient, exchange: Exchange, kafka_bootstrap: str
) -> None:
    coin_id, symbol = new_coin()
    for step in range(60):
        await exchange.trade(f"{symbol}-USD.KRAKEN", str(100 + step))
        await asyncio.sleep(0.02)
    await shown(client, coin_id, price="159")

    made = [price.made_us for price in await _published(kafka_bootstrap, coin_id)]

    assert len(made) >= 4
    assert min(later - sooner for sooner, later in pairwise(made)) >= 250_000


@pytest.mark.parametrize("name", ["nothing", "%00", "a" * 90])
async def test_an_unknown_coin_is_a_problem(client: httpx.AsyncClient, name: str) -> None:
    answer = await client.get(f"/market/prices/{name}")

    assert answer.status_code == httpx.codes.NOT_FOUND
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.json()["code"], answer.json()["status"]) == ("unknown_coin", 404)


async def test_a_symbol_in_any_case_means_its_coin(get: Get, client: httpx.AsyncClient, exchange: Exchange) -> None:
    coin_id, symbol = new_coin()
    await exchange.trade(f"{symbol}-USD.KRAKEN", "7")
    await shown(client, symbol, price="7")

    assert (await get(f"prices/{symbol.lower()}"))["coin_id"] == coin_id
