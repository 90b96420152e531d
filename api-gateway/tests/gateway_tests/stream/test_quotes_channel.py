"""The best bids and asks of a coin's instruments as one state, with ages of the moment of sending."""

from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any
from uuid import uuid4

import msgspec
import pytest
from gateway.stream.channels.items.quote_items import QuoteHead
from shared.clock import now_us
from shared.events import QuoteV1, encode
from shared.events.values import split_instrument_id

from ..feed import Feed, feeding
from ..listener import Listener, listening
from .market import Market

SECOND = 1_000_000


@pytest.fixture(scope="session")
async def feed(kafka_bootstrap: str) -> AsyncIterator[Feed]:
    async with feeding(kafka_bootstrap) as feed:
        yield feed


@pytest.fixture
async def listener(address: str) -> AsyncIterator[Listener]:
    async with listening(address) as listener:
        yield listener


def quote(instrument_id: str, bid: str | None, at_us: int, coin_id: str = "bitcoin", **facts: Any) -> QuoteV1:
    known: dict[str, Any] = {
        "ask_price": Decimal("100.1"),
        "ask_size": Decimal("0.00000019"),
        "quote_usd": Decimal(1),
        **facts,
    }
    bid_price = None if bid is None else Decimal(bid)
    venue = split_instrument_id(instrument_id)[2]
    return QuoteV1(
        venue=venue, instrument_id=instrument_id, coin_id=coin_id, ts_recv_us=at_us, bid_price=bid_price, **known
    )


def read(market: Market, seq: int, one: QuoteV1) -> None:
    raw = encode(one)
    market.store.on_quote(seq, msgspec.json.decode(raw, type=QuoteHead), raw)


async def test_quotes_come_as_a_snapshot_and_then_as_whole_states_that_only_grow(
    feed: Feed, listener: Listener
) -> None:
    coin = f"c{uuid4().hex[:12]}"
    base = coin.upper()  # of its own: what is traded is also a name of the coin
    await feed.put_quote(quote(f"{base}-USD.KRAKEN", "100", now_us(), coin))
    shown = await listener.shown(f"quotes:{coin}")
    await feed.put_quote(quote(f"{base}-USDT.BINANCE", "99", now_us(), coin))
    (update,) = await listener.updates(f"quotes:{coin}", 1)

    assert [item["bid_price"] for item in shown["data"]["items"]] == ["100"]
    assert [item["instrument_id"] for item in update["data"]["items"]] == [
        f"{base}-USD.KRAKEN",
        f"{base}-USDT.BINANCE",
    ]
    assert (update["data"]["coin_id"], update["data"]["stale"]) == (coin, False)
    assert update["data"]["items"][0]["ask_size"] == "0.00000019"
    assert update["seq"] > shown["seq"]


def test_resuming_sends_the_whole_state_and_ages_are_those_of_now() -> None:
    market = Market()
    read(market, 5, quote("BTC-USD.KRAKEN", "100", market.now))
    client, wire = market.connect()
    market.now += 3 * SECOND
    market.subscribe(client, "quotes:bitcoin")
    market.tick()

    (item,) = wire.told()[0]["data"]["items"]
    assert (item["age_ms"], item["reason"]) == (3_000, None)


def test_a_quote_that_is_older_than_the_known_one_changes_nothing() -> None:
    market = Market()
    _, wire = market.connect("quotes:bitcoin")
    read(market, 5, quote("BTC-USD.KRAKEN", "100", market.now))
    read(market, 6, quote("BTC-USD.KRAKEN", "90", market.now - 1))
    market.tick()

    assert wire.told()[-1]["messages"][0]["data"]["items"][0]["bid_price"] == "100"


@pytest.mark.parametrize(
    ("bid", "facts", "reason"),
    [(None, {}, "one_sided"), ("100.2", {}, "crossed"), ("100", {"quote_usd": None}, "no_rate")],
)
def test_what_a_quote_is_not_good_for_is_said(bid: str | None, facts: dict[str, Any], reason: str) -> None:
    market = Market()
    _, wire = market.connect("quotes:bitcoin")
    read(market, 5, quote("BTC-USD.KRAKEN", bid, market.now, **facts))
    market.tick()

    assert wire.told()[-1]["messages"][0]["data"]["items"][0]["reason"] == reason


def test_without_a_quote_for_too_long_the_state_is_stale_and_says_so_by_itself() -> None:
    market = Market()
    _, wire = market.connect("quotes:bitcoin")
    read(market, 5, quote("BTC-USD.KRAKEN", "100", market.now))
    market.tick()
    market.now += 15 * SECOND + 1
    market.store.expire_states(market.now)
    market.tick()

    fresh, old = [update["messages"][0] for update in wire.told()[-2:]]
    assert (fresh["data"]["stale"], old["data"]["stale"]) == (False, True)
    assert old["seq"] > fresh["seq"]


def test_a_coin_without_quotes_has_an_empty_state() -> None:
    market = Market()
    client, wire = market.connect()
    market.subscribe(client, "quotes:bitcoin")
    market.tick()

    assert wire.told()[0]["data"] == {
        "coin_id": "bitcoin", "as_of": None, "source": "quotes", "stale": True, "items": [],
    }  # fmt: skip
