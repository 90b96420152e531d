"""Spreads and opportunities over REST: each can be worked out by hand, and none is shown that may be false."""

from decimal import Decimal
from typing import Any

import httpx
import pytest
from shared.clock import now_us
from shared.events import NotFollowed, PriceReason, VenueReason, VenueState
from shared.events.values import Venue
from stack.testing import eventually

from ..exchange import Exchange, new_coin
from ..traded import Get

SECOND = 1_000_000
FEES = "binance:10,kraken:26,coinbase:0"


def pair(body: Any, buy: str, sell: str) -> Any:
    (found,) = [one for one in body["items"] if (one["buy"], one["sell"]) == (buy, sell)]
    return found


@pytest.fixture
def coin() -> tuple[str, str]:
    return new_coin()


async def seen(get: Get, coin_id: str, count: int, **params: str) -> Any:
    """Give the spreads of a coin once so many of its instruments' quotes have arrived."""
    body: Any = None

    async def has_all() -> bool:
        nonlocal body
        found = await get(f"spreads/{coin_id}", **params) if await _is_known(get, coin_id) else {"items": []}
        legs = [leg for one in found["items"] for leg in (one["buy_leg"], one["sell_leg"])]
        body = found
        return len({leg["instrument_id"] for leg in legs if leg["quoted_at"]}) >= count

    await eventually(has_all, timeout=20)
    return body


async def _is_known(get: Get, coin_id: str) -> bool:
    coins = await get("coins", query=coin_id)
    return bool(coins["items"])


async def known(exchange: Exchange, get: Get, symbol: str) -> None:
    """Let the coin be one that is followed."""
    await exchange.trade(f"{symbol}-USD.KRAKEN", "100")
    await eventually(lambda: _is_known(get, symbol.lower()), timeout=20)


async def test_a_spread_can_be_worked_out_from_the_answer_alone(
    exchange: Exchange, get: Get, coin: tuple[str, str]
) -> None:
    coin_id, symbol = coin
    await known(exchange, get, symbol)
    await exchange.quote(f"{symbol}-USDT.BINANCE", "99", "100", quote_usd=Decimal("0.999"))
    await exchange.quote(f"{symbol}-USD.KRAKEN", "101", "101.2")
    body = await seen(get, coin_id, 2, fees=FEES)
    found = pair(body, "binance", "kraken")
    buy, sell = found["buy_leg"], found["sell_leg"]

    ask, bid = Decimal(buy["price"]) * Decimal(buy["quote_usd"]), Decimal(sell["price"]) * Decimal(sell["quote_usd"])
    fees = Decimal(buy["fee_bp"]) + Decimal(sell["fee_bp"]) * bid / ask
    assert (Decimal(found["ask"]), Decimal(found["bid"])) == (ask, bid) == (Decimal("99.9"), Decimal(101))
    assert abs(Decimal(found["net_bp"]) - ((bid / ask - 1) * 10_000 - fees)) < Decimal("0.0002")
    assert Decimal(found["net_bp"]) == Decimal(found["gross_bp"]) - Decimal(found["fees_bp"])
    assert (found["size"], found["reason"], buy["quote"], buy["quote_usd"]) == ("2", None, "USDT", "0.999")
    assert found["age_ms"] == {"buy": buy["age_ms"], "sell": sell["age_ms"]}
    assert (body["stale"], body["reason"], body["age_limit_ms"]) == (False, None, 10_000)
    assert Decimal(pair(body, "kraken", "binance")["net_bp"]) < 0


FALSE_FRIENDS: dict[str, tuple[dict[str, Any], str]] = {
    "a quote 30 s old": ({"age_us": 30 * SECOND}, "quote_old"),
    "no rate": ({"quote_usd": None}, "no_rate"),
    "two rates that disagree": ({"rate_reason": PriceReason.RATES_DISAGREE}, "rates_disagree"),
    "USDC at 0.88 and a price as if it were 1": ({"quote_usd": Decimal("0.88")}, "venues_disagree"),
    "a crossed book": ({"bid": "99.2"}, "crossed"),
    "a book without bids": ({"bid": None}, "one_sided"),
}


@pytest.mark.parametrize("what", FALSE_FRIENDS)
async def test_no_opportunity_is_shown_that_may_be_false(
    exchange: Exchange, get: Get, coin: tuple[str, str], what: str
) -> None:
    coin_id, symbol = coin
    facts, reason = FALSE_FRIENDS[what]
    given: dict[str, Any] = {"bid": "99", **facts}
    at_us = now_us() - given.pop("age_us", 0)
    await known(exchange, get, symbol)
    await exchange.quote(f"{symbol}-USDC.BINANCE", given.pop("bid"), "99.1", ts_recv_us=at_us, **given)
    await exchange.quote(f"{symbol}-USD.KRAKEN", "100", "100.1")
    found = pair(await seen(get, coin_id, 2, fees="binance:0,kraken:0"), "binance", "kraken")

    assert (found["net_bp"], found["profit_usd"], found["reason"]) == (None, None, reason)


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        ({"state": VenueState.STALE, "reason": VenueReason.CONNECTION_LOST}, "venue_stale"),
        ({"state": VenueState.UNAVAILABLE, "reason": VenueReason.GEO_BLOCKED}, "geo_blocked"),
        ({NotFollowed.HALTED.value: True}, "halted"),
        ({NotFollowed.REFUSED.value: True}, "refused"),
    ],
)
async def test_a_venue_that_is_not_live_and_an_instrument_that_is_halted_or_refused_offer_nothing(
    exchange: Exchange, get: Get, coin: tuple[str, str], state: dict[str, Any], reason: str
) -> None:
    coin_id, symbol = coin
    id_ = f"{symbol}-USD.COINBASE"
    exchange.states[Venue.COINBASE] = {key: (id_,) if fact is True else fact for key, fact in state.items()}
    try:
        await known(exchange, get, symbol)

        async def is_named() -> bool:
            await exchange.quote(id_, "99", "99.1")
            await exchange.quote(f"{symbol}-USD.KRAKEN", "100", "100.1")
            found = pair(await seen(get, coin_id, 2), "coinbase", "kraken")
            return (found["net_bp"], found["reason"]) == (None, reason)

        await eventually(is_named, timeout=20)
    finally:
        exchange.states[Venue.COINBASE] = {}


async def test_a_coin_without_quotes_has_no_spreads_and_says_why(
    exchange: Exchange, get: Get, coin: tuple[str, str]
) -> None:
    await known(exchange, get, coin[1])
    body = await get(f"spreads/{coin[0]}")

    assert (body["items"], body["stale"], body["reason"], body["as_of"]) == ([], True, "no_data", None)


@pytest.mark.parametrize("fees", ["binance", "binance:x", "binance:1e3", "nobody:1", "kraken:99999", "composite:1"])
async def test_fees_that_are_none_are_refused(client: httpx.AsyncClient, fees: str) -> None:
    for path in ("/market/spreads/btc", "/market/arbitrage"):
        answer = await client.get(path, params={"fees": fees})

        assert (answer.status_code, answer.json()["code"]) == (400, "validation_error")
        assert answer.json()["errors"][0]["field"] == "fees"


async def own_fees_count(get: Get, coin_id: str) -> None:
    (own,) = (await get("arbitrage", coin=coin_id, min_net_bp="90", fees="binance:1,kraken:2"))["items"]
    assert Decimal(own["best_net_bp"]) == Decimal(140) - (Decimal(1) + Decimal(2) * Decimal("1.014"))
    assert (own["buy_leg"]["fee_bp"], own["sell_leg"]["fee_bp"], own["ask"]) == ("1", "2", "100")
    assert (await get("arbitrage", coin=coin_id, fees="kraken:200"))["items"] == []


async def test_an_opportunity_becomes_a_span_with_its_best_moment_and_ends(
    exchange: Exchange, get: Get, coin: tuple[str, str]
) -> None:
    coin_id, symbol = coin
    buy, sell = f"{symbol}-USD.BINANCE", f"{symbol}-USD.KRAKEN"
    await known(exchange, get, symbol)

    async def is_open() -> bool:
        await exchange.quote(buy, "99.9", "100")
        await exchange.quote(sell, "101.4", "101.5")
        found = await get("arbitrage", coin=coin_id, state="open")
        return bool(found["items"])

    await eventually(is_open, timeout=30)

    async def is_closed() -> bool:
        await exchange.quote(buy, "99.9", "100")
        await exchange.quote(sell, "99.9", "100")
        found = await get("arbitrage", coin=coin_id, state="closed")
        return bool(found["items"])

    await eventually(is_closed, timeout=30)
    body = await get("arbitrage", coin=coin_id)
    (span,) = body["items"]

    net = Decimal(140) - (Decimal(10) + Decimal(40) * Decimal("1.014"))
    assert (span["buy"], span["sell"], span["state"], span["reason"]) == ("binance", "kraken", "closed", "gone")
    assert (Decimal(span["best_net_bp"]), span["ask"], span["bid"], span["size"]) == (net, "100", "101.4", "2")
    assert (span["buy_leg"]["instrument_id"], span["sell_leg"]["fee_bp"]) == (buy, "40")
    assert span["opened_at"] <= span["best_at"] <= span["closed_at"]
    assert span["duration_ms"] > 0
    assert (await get("arbitrage", coin=coin_id, min_net_bp="90"))["items"] == []
    assert (await get("arbitrage", coin=coin_id, start=span["closed_at"]))["items"] == []  # it ended before
    await own_fees_count(get, coin_id)
    minutes = (await get(f"spreads/{coin_id}/history", buy="binance", sell="kraken"))["items"]
    assert max(Decimal(one["gross_max_bp"]) for one in minutes) == 140
    assert all(Decimal(one["net_mean_bp"]) <= Decimal(one["net_max_bp"]) for one in minutes)
    assert 0 < sum(Decimal(one["known_seconds"]) for one in minutes) < 60


async def test_the_history_of_one_exchange_with_itself_is_refused(client: httpx.AsyncClient) -> None:
    for names in (("kraken", "kraken"), ("composite", "kraken")):
        answer = await client.get("/market/spreads/btc/history", params=dict(zip(("buy", "sell"), names, strict=True)))
        assert answer.status_code == 400
