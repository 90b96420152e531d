"""What a coin cost at a time, before a transaction of that time is entered."""

import httpx

from ..owners import Owner


async def test_a_past_price_names_the_candle_and_is_what_a_transaction_gets(owner: Owner) -> None:
    portfolio = await owner.new_portfolio()
    when = "2026-01-31T12:40:00Z"

    found = await owner.get(f"/{portfolio}/past-price", coin="BTC", time=when)

    assert (found["coin_id"], found["price"], found["currency"], found["reason"]) == ("bitcoin", "80000", "USD", None)
    assert found["source"] == "BTC-USD.COMPOSITE 1h 2026-01-31T12:00:00.000000Z close"
    row = {"kind": "deposit", "time": when, "in": {"asset": "BTC", "quantity": "1"}}
    stored = await owner.post(f"/{portfolio}/transactions", row)
    assert (stored["worth"], stored["value_source"]) == (found["price"], found["source"])


async def test_a_past_price_is_in_the_portfolios_base_currency(owner: Owner) -> None:
    portfolio = await owner.new_portfolio(base_currency="ETH")

    found = await owner.get(f"/{portfolio}/past-price", coin="bitcoin", time="2026-01-31T12:40:00Z")

    assert (found["price"], found["currency"]) == ("32", "ethereum")


async def test_a_time_without_a_candle_has_no_price_and_says_so(owner: Owner) -> None:
    portfolio = await owner.new_portfolio()

    found = await owner.get(f"/{portfolio}/past-price", coin="BTC", time="2015-01-31T12:40:00Z")

    assert (found["price"], found["source"], found["reason"]) == (None, None, "no_price")


async def test_money_and_unknown_coins_are_refused_and_a_stranger_sees_nothing(owner: Owner, stranger: Owner) -> None:
    portfolio = await owner.new_portfolio()
    when = "2026-01-31T12:40:00Z"

    for coin in ("USD", "nocoin"):
        answer = await owner.ask("GET", f"/{portfolio}/past-price", coin=coin, time=when)
        assert answer.json()["errors"][0]["field"] == "coin"

    answer = await stranger.ask("GET", f"/{portfolio}/past-price", coin="BTC", time=when)
    assert answer.status_code == httpx.codes.NOT_FOUND
