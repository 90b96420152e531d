from decimal import Decimal

from portfolio.ledger.outcome import UnknownReason
from portfolio.valuation.live_prices import LivePrices
from shared.events import PriceV1, RateV1

NOW = 10_000_000_000


def rate(usd: str, made_us: int = NOW) -> RateV1:
    return RateV1(quote="EUR", quote_usd=Decimal(usd), as_of_us=made_us, made_us=made_us)


def bitcoin(made_us: int = NOW) -> PriceV1:
    return PriceV1(coin_id="bitcoin", made_us=made_us, as_of_us=made_us, price=Decimal(110_000))


def known(*told: RateV1 | PriceV1) -> LivePrices:
    prices = LivePrices(15_000_000, lambda: NOW)
    for one in told:
        prices.put_rate(one) if isinstance(one, RateV1) else prices.put(one)
    return prices


def test_a_currency_without_a_rate_is_unknown_never_one() -> None:
    prices = known(bitcoin())

    assert prices.of(["EUR"], "USD")["EUR"].reason is UnknownReason.NO_RATE
    assert prices.of(["bitcoin"], "EUR")["bitcoin"] == prices.of(["EUR"], "USD")["EUR"]


def test_a_coin_in_euros_is_its_dollars_over_the_rate() -> None:
    prices = known(bitcoin(), rate("1.1"))

    assert prices.of(["bitcoin", "EUR", "USD"], "EUR")["bitcoin"].price == Decimal(100_000)
    assert prices.of(["EUR"], "EUR")["EUR"].price == 1


def test_only_a_rate_that_moved_makes_portfolios_due() -> None:
    prices, seen = known(rate("1.1")), dict[str, int]()
    assert prices.changed_since(seen) == ["EUR"]

    prices.put_rate(rate("1.1", NOW + 2_000_000))
    assert prices.changed_since(seen) == []

    prices.put_rate(rate("1.2", NOW + 4_000_000))
    assert prices.changed_since(seen) == ["EUR"]
