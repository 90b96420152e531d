from decimal import Decimal

import pytest
from market_data.api.coins.coin_list import CoinView, Sort, after, matching, ordered
from market_data.api.coins.summary import summary
from market_data.domain.coin_registry import Coin, CoinRegistry, RegisteredInstrument
from shared.events import PriceV1
from shared.events.values import Venue


def coin(coin_id: str, symbol: str, name: str, rank: int | None, *, is_rate: bool = False) -> Coin:
    listed = RegisteredInstrument(f"{symbol}-USD.KRAKEN", Venue.KRAKEN, is_rate=is_rate)
    return Coin(coin_id, symbol, name, rank, instruments=(listed,))


BITCOIN = coin("bitcoin", "BTC", "Bitcoin", 1)
STELLAR = coin("stellar", "XLM", "Stellar", 20)
CASH = coin("bitcoin-cash", "BCH", "Bitcoin Cash", 15)


def view(of: Coin, change: str | None = None, **facts: str) -> CoinView:
    figures = {name: Decimal(figure) for name, figure in facts.items() if name != "complete"}
    price = PriceV1(
        coin_id=of.coin_id,
        made_us=1,
        as_of_us=1,
        change_24h_percent=None if change is None else Decimal(change),
        **figures,  # type: ignore[arg-type]  # only figures are named
    )
    return CoinView(of, price, None, Decimal(facts["complete"]) if "complete" in facts else None, 0)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["bitcoin", "stellar", "bitcoin-cash"]),
        ("BIT", ["bitcoin", "bitcoin-cash"]),
        ("xl", ["stellar"]),
        ("lm", []),
        (" cash ", ["bitcoin-cash"]),
    ],
)
def test_a_query_finds_parts_of_names_and_the_beginning_of_symbols(query: str, found: list[str]) -> None:
    assert [one.coin_id for one in matching([BITCOIN, STELLAR, CASH], query)] == found


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        (Sort.DAY, ["bitcoin-cash", "bitcoin", "stellar"]),
        (Sort.DAY_DOWN, ["bitcoin", "bitcoin-cash", "stellar"]),
        (Sort.NAME, ["bitcoin", "bitcoin-cash", "stellar"]),
        (Sort.NAME_DOWN, ["stellar", "bitcoin-cash", "bitcoin"]),
        (Sort.RANK, ["bitcoin", "bitcoin-cash", "stellar"]),
    ],
)
def test_unknown_comes_last_in_both_directions(sort: Sort, order: list[str]) -> None:
    views = [view(BITCOIN, "2"), view(STELLAR), view(CASH, "-1")]

    assert [one.coin.coin_id for one in ordered(views, sort)] == order


@pytest.mark.parametrize("sort", list(Sort))
def test_every_order_can_be_asked_for(sort: Sort) -> None:
    assert len(ordered([view(BITCOIN, "2"), view(STELLAR)], sort)) == 2


def test_a_page_goes_on_after_the_coin_that_the_one_before_ended_with() -> None:
    views = [view(BITCOIN), view(STELLAR), view(CASH)]

    assert [one.coin.coin_id for one in after(views, "stellar")] == ["bitcoin-cash"]
    assert after(views, "gone") == views


def test_a_symbol_in_any_case_means_its_best_ranked_coin() -> None:
    registry = CoinRegistry()
    registry.replace([coin("other", "BTC", "Other", None), BITCOIN])

    assert registry.find("btc") == registry.find("BTC") == registry.find("bitcoin") == BITCOIN
    assert registry.find("Bitcoin") == BITCOIN
    assert registry.find("nothing") is None


def test_what_is_only_a_quote_of_others_is_not_listed() -> None:
    registry = CoinRegistry()
    registry.replace([coin("eur", "EUR", "EUR", None, is_rate=True), coin("tether", "USDT", "Tether", 3, is_rate=True)])

    assert [one.coin_id for one in registry.followed()] == ["tether"]
    assert [one.coin_id for one in registry.traded()] == ["eur", "tether"]


def test_a_summary_counts_what_it_knows_and_says_how_much_that_is() -> None:
    found = summary(
        [
            view(BITCOIN, "2", volume_24h="100.5", complete="100"),
            view(STELLAR, "-1", complete="99"),
            view(CASH, "0", volume_24h="10"),
        ]
    )

    assert (found.coins, found.volume_coins, found.volume_24h) == (3, 2, Decimal("110.5"))
    assert (found.rising, found.falling, found.median_change_24h_percent) == (1, 1, Decimal(0))
    assert (found.complete_24h_percent, found.as_of_us) == (Decimal("99.5"), 1)


def test_a_summary_of_nothing_is_unknown_not_zero() -> None:
    found = summary([])

    assert (found.volume_24h, found.median_change_24h_percent, found.complete_24h_percent) == (None, None, None)
    assert found.reason == "no_data"
