"""History and performance as an integrator asks for them."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from ..owners import Owner

FIRST = datetime(2025, 3, 1, tzinfo=UTC)
BUY = {
    "kind": "trade",
    "time": "2025-03-01T06:00:00Z",
    "in": {"asset": "BTC", "quantity": "1"},
    "out": {"asset": "USD", "quantity": "1000"},
}
_CANDLE = text("""
INSERT INTO candles (instrument_id, "interval", open_time, coin_id, venue, open, high, low, close, volume, quote_volume,
    trade_count, open_key, close_key, status, source, is_closed, as_of, last_recv_at)
VALUES ('BTC-USD.COMPOSITE', '1d', :at, 'bitcoin', 'composite', :close, :close, :close, :close, 1, 1, 1, '{0}', '{0}',
    'complete', 'venue', true, :at, :at)
ON CONFLICT DO NOTHING
""")


@pytest.fixture(autouse=True)
async def days(admin: AsyncEngine) -> None:
    """Bitcoin's closes of four days: 1 000, 1 100, 880, 1 320."""
    async with admin.begin() as conn:
        for day, close in enumerate((1_000, 1_100, 880, 1_320)):
            await conn.execute(_CANDLE, {"at": FIRST + timedelta(days=day), "close": close})


async def test_history_is_the_ledger_times_the_closes(owner: Owner) -> None:
    portfolio = await owner.new_portfolio()
    await owner.post(f"/{portfolio}/transactions", BUY)

    found = await owner.get(f"/{portfolio}/history", start="2025-03-01T00:00:00Z", end="2025-03-05T00:00:00Z")

    points = [(one["time"][:10], one["value"], one["net_contributions"], one["complete"]) for one in found["items"]]
    assert points == [
        ("2025-03-01", "0", "0", True),
        ("2025-03-02", "1000", "1000", True),
        ("2025-03-03", "1100", "1000", True),
        ("2025-03-04", "880", "1000", True),
        ("2025-03-05", "1320", "1000", True),
    ]


async def test_a_late_transaction_changes_the_past(owner: Owner) -> None:
    portfolio = await owner.new_portfolio()
    await owner.post(f"/{portfolio}/transactions", BUY)
    ask = {"start": "2025-03-03T00:00:00Z", "end": "2025-03-03T00:00:00Z"}
    before = await owner.get(f"/{portfolio}/history", **ask)

    await owner.post(f"/{portfolio}/transactions", {**BUY, "time": "2025-03-01T07:00:00Z"})

    after = await owner.get(f"/{portfolio}/history", **ask)
    assert [found["items"][0]["value"] for found in (before, after)] == ["1100", "2200"]


async def test_performance_says_both_returns_and_how_deep_it_fell(owner: Owner) -> None:
    portfolio = await owner.new_portfolio()
    await owner.post(f"/{portfolio}/transactions", BUY)

    found = await owner.get(
        f"/{portfolio}/performance", start="2025-03-02T00:00:00Z", end="2025-03-05T00:00:00Z", benchmark="BTC"
    )

    assert (found["span_days"], round(found["max_drawdown_percent"], 6)) == (3, -20)
    assert (found["best"]["time"][:10], round(found["best"]["percent"], 6)) == ("2025-03-05", 50)
    assert (found["worst"]["time"][:10], round(found["worst"]["percent"], 6)) == ("2025-03-04", -20)
    assert found["benchmark"]["coin_id"] == "bitcoin"
    growth = [
        (one["time"][:10], round(one["twr_percent"], 6), round(one["benchmark_percent"], 6)) for one in found["growth"]
    ]
    assert growth == [
        ("2025-03-02", 0, 0),
        ("2025-03-03", 10, 10),
        ("2025-03-04", -12, -12),
        ("2025-03-05", 32, 32),
    ]


SPAN = {"start": "2025-03-02T00:00:00Z", "end": "2025-03-05T00:00:00Z"}


async def test_another_portfolio_is_a_benchmark_over_the_same_span(owner: Owner) -> None:
    portfolio, other = await owner.new_portfolio(), await owner.new_portfolio()
    await owner.post(f"/{portfolio}/transactions", BUY)
    coins = {**BUY, "kind": "deposit", "in": {"asset": "BTC", "quantity": "2"}, "out": None}
    await owner.post(f"/{other}/transactions", {**coins, "time": "2025-03-02T00:00:00Z"})
    await owner.post(
        f"/{other}/transactions",
        {
            **BUY,
            "kind": "withdrawal",
            "time": "2025-03-03T00:00:00Z",
            "in": None,
            "out": {"asset": "BTC", "quantity": "2"},
        },
    )

    alone = await owner.get(f"/{other}/performance", **SPAN)
    found = await owner.get(f"/{portfolio}/performance", **SPAN, benchmark=other)
    itself = await owner.get(f"/{portfolio}/performance", **SPAN, benchmark=portfolio)

    assert found["benchmark"] == {
        "coin_id": None,
        "portfolio_id": other,
        "twr_percent": alone["twr_percent"],
        "reason": None,
    }
    assert round(alone["twr_percent"], 6) == -20  # taken out at 880 what was worth 1 100: before the rise
    assert itself["benchmark"]["twr_percent"] == found["twr_percent"] != alone["twr_percent"]


async def test_a_benchmark_that_never_held_anything_has_a_reason(owner: Owner) -> None:
    portfolio, other = await owner.new_portfolio(), await owner.new_portfolio()
    await owner.post(f"/{portfolio}/transactions", BUY)

    found = await owner.get(f"/{portfolio}/performance", **SPAN, benchmark=other)

    assert (found["benchmark"]["twr_percent"], found["benchmark"]["reason"]) == (None, "nothing_held")


async def test_a_benchmark_of_another_base_currency_is_refused(owner: Owner) -> None:
    portfolio, other = await owner.new_portfolio(), await owner.new_portfolio(base_currency="BTC")

    answer = await owner.ask("GET", f"/{portfolio}/performance", benchmark=other)

    assert answer.status_code == 400
    assert answer.json()["errors"] == [
        {"field": "benchmark", "message": "is counted in bitcoin, not in USD: returns cannot be compared"}
    ]


async def test_another_users_portfolio_is_no_benchmark(owner: Owner, stranger: Owner) -> None:
    portfolio, other = await owner.new_portfolio(), await stranger.new_portfolio()

    answer = await owner.ask("GET", f"/{portfolio}/performance", benchmark=other)

    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_portfolio")


async def test_nothing_held_has_no_return_and_a_reason(owner: Owner) -> None:
    portfolio = await owner.new_portfolio()

    found = await owner.get(f"/{portfolio}/performance")

    assert (found["twr_percent"], found["reason"]) == (None, "nothing_held")
    assert (found["mwr_percent"], found["mwr_reason"]) == (None, "short_span")


async def test_another_users_history_is_not_there(owner: Owner, stranger: Owner) -> None:
    portfolio = await owner.new_portfolio()

    asked = [await stranger.ask("GET", f"/{portfolio}/{what}") for what in ("history", "performance")]

    assert [answer.status_code for answer in asked] == [404, 404]
