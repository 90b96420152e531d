from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from market_data.domain.composite_price import QUIET_TOO_LONG_US, change_percent, composite
from market_data.domain.observed import Observed
from shared.events import PriceReason, PriceV1
from shared.events.prices import aged
from shared.events.values import Venue

NOW = 1_780_000_000_000_000
SECOND = 1_000_000
PRICES = st.decimals(min_value="0.00000001", max_value="10000000", places=8)
VOLUMES = st.none() | st.decimals(min_value=0, max_value="1e12", places=2)


def observed(price: str | Decimal | None = "100", *, name: str = "BTC-USD.KRAKEN", **known: object) -> Observed:
    volume_as_of_us = None if known.get("volume_usd") is None else NOW
    facts: dict[str, object] = {"quote_usd": Decimal(1), "as_of_us": NOW, "volume_as_of_us": volume_as_of_us, **known}
    return Observed(Venue.KRAKEN, name, None if price is None else Decimal(price), **facts)  # type: ignore[arg-type]


@given(st.lists(st.tuples(PRICES, VOLUMES), min_size=1, max_size=6))
def test_the_composite_lies_between_the_prices_that_count_and_the_weights_sum_to_one(
    quotes: list[tuple[Decimal, Decimal | None]],
) -> None:
    made = composite(
        [(observed(price, name=f"I{at}", volume_usd=volume), None) for at, (price, volume) in enumerate(quotes)], NOW
    )

    counted = [line for line in made.lines if line.included]
    usd = [line.price_usd for line in counted if line.price_usd is not None]
    assert made.price is not None
    assert min(usd) <= made.price <= max(usd)
    assert abs(sum((line.weight or Decimal(0) for line in counted), Decimal(0)) - 1) < Decimal("0.00001")
    assert all((line.reason is None) == line.included for line in made.lines)
    assert max(usd) <= min(usd) * Decimal("1.05")


def test_weights_follow_the_dollar_volume_of_the_day() -> None:
    made = composite(
        [
            (observed("100", name="A", volume_usd=Decimal(300)), None),
            (observed("101", name="B", volume_usd=Decimal(100)), None),
        ],
        NOW,
    )

    assert made.price == Decimal("100.25")
    assert [line.weight for line in made.lines] == [Decimal("0.75"), Decimal("0.25")]
    assert (made.volume_usd, made.reason, made.as_of_us) == (Decimal(400), None, NOW)
    assert made.spread_bp == Decimal("99.75")


def test_one_unknown_volume_makes_all_weights_equal_and_is_missing_in_the_sum() -> None:
    made = composite(
        [(observed("100", name="A", volume_usd=Decimal(300)), None), (observed("102", name="B"), None)], NOW
    )

    assert (made.price, made.volume_usd) == (Decimal(101), Decimal(300))
    assert {line.weight for line in made.lines} == {Decimal("0.5")}
    assert [line.volume_24h for line in made.lines] == [Decimal(300), None]


def test_the_volume_of_a_silent_venue_stays_in_the_sum_with_its_time_for_a_day() -> None:
    hour, day = 3600 * SECOND, 86_400 * SECOND
    silent = observed("100", name="A", volume_usd=Decimal(300), volume_as_of_us=NOW - hour, as_of_us=NOW - hour)
    longer = observed("100", name="B", volume_usd=Decimal(70), volume_as_of_us=NOW - day - 1, as_of_us=NOW - day - 1)
    live = observed("101", name="C", volume_usd=Decimal(100))

    made = composite([(silent, PriceReason.VENUE_STALE), (longer, PriceReason.VENUE_STALE), (live, None)], NOW)

    assert (made.price, made.volume_usd) == (Decimal(101), Decimal(400))
    assert [line.volume_as_of_us for line in made.lines] == [NOW - hour, None, NOW]


@pytest.mark.parametrize(
    ("seen", "excluded", "reason"),
    [
        (observed(None, as_of_us=None), None, "no_data"),
        (observed(), PriceReason.VENUE_STALE, "venue_stale"),
        (observed(quote_usd=None), None, "no_rate"),
        (observed(), PriceReason.GEO_BLOCKED, "geo_blocked"),
        (observed(None), PriceReason.NOT_LISTED, "not_listed"),
        (observed(), PriceReason.HALTED, "halted"),
        (observed(), PriceReason.REFUSED, "refused"),
        (observed(None), PriceReason.VENUE_STALE, "no_data"),
    ],
)
def test_what_does_not_count_says_why(seen: Observed, excluded: PriceReason | None, reason: str) -> None:
    made = composite([(seen, excluded)], NOW)

    assert [line.reason for line in made.lines] == [reason]
    assert (made.price, made.reason) == (None, reason)
    assert made.lines[0].weight is None


def test_a_quiet_instrument_keeps_its_price_while_its_connection_vouches_for_it() -> None:
    assert composite([(observed(as_of_us=NOW - 600 * SECOND), None)], NOW).price == Decimal(100)


def test_after_a_quarter_of_an_hour_it_counts_only_when_no_other_does() -> None:
    quiet = observed("90", name="A", as_of_us=NOW - QUIET_TOO_LONG_US - 1)
    live = observed("91", name="B", as_of_us=NOW - QUIET_TOO_LONG_US)

    both, alone = composite([(quiet, None), (live, None)], NOW), composite([(quiet, None)], NOW)

    assert (both.price, [line.reason for line in both.lines]) == (Decimal(91), ["quiet", None])
    assert (alone.price, alone.reason, alone.as_of_us) == (Decimal(90), None, quiet.as_of_us)


def test_a_newer_quote_moves_a_price_that_is_outside_of_it_to_its_nearer_side() -> None:
    book: dict[str, Any] = {"bid_price": Decimal(98), "ask_price": Decimal(99), "quoted_us": NOW}
    made = composite([(observed("100", priced_recv_us=NOW - 1, quote_usd=Decimal("0.5"), **book), None)], NOW)

    (line,) = made.lines
    assert (made.price, line.price, line.traded_price) == (Decimal("49.5"), Decimal(99), Decimal(100))


def test_of_three_the_one_more_than_two_per_cent_off_is_left_out_and_named() -> None:
    made = composite([(observed(price, name=price), None) for price in ("100", "101", "103.1")], NOW)

    assert made.price == Decimal("100.5")
    assert [line.reason for line in made.lines] == [None, None, "outlier"]


def test_exactly_two_per_cent_off_still_counts() -> None:
    made = composite([(observed(price, name=price), None) for price in ("98", "100", "102")], NOW)

    assert made.price == Decimal(100)


def test_two_that_differ_by_two_per_cent_both_count() -> None:
    made = composite([(observed("100", name="A"), None), (observed("101.9", name="B"), None)], NOW)

    assert (made.price, made.reason) == (Decimal("100.95"), None)


@pytest.mark.parametrize("volumes", [("10", "500"), (None, "500")])
def test_of_two_that_disagree_the_one_with_more_volume_counts_and_the_price_says_so(
    volumes: tuple[str | None, str],
) -> None:
    known = [None if volume is None else Decimal(volume) for volume in volumes]
    made = composite(
        [
            (observed("24111", name="A", volume_usd=known[0]), None),
            (observed("87600", name="B", volume_usd=known[1]), None),
        ],
        NOW,
    )

    assert (made.price, made.reason) == (Decimal(87600), "venues_disagree")
    assert [(line.included, line.reason) for line in made.lines] == [(False, "venues_disagree"), (True, None)]


def test_of_two_pairs_that_disagree_the_one_with_most_volume_decides() -> None:
    volumes = (Decimal(10), Decimal(10), Decimal(10), Decimal(11))
    made = composite(
        [
            (observed(price, name=str(at), volume_usd=volumes[at]), None)
            for at, price in enumerate(("1", "1", "2", "2"))
        ],
        NOW,
    )

    assert (made.price, made.reason) == (Decimal(2), "venues_disagree")
    assert [line.included for line in made.lines] == [False, False, True, True]


def test_a_doubtful_rate_counts_and_is_said_at_the_line_and_at_the_price() -> None:
    doubtful = observed("100", name="A", quote_usd=Decimal("0.99"), rates_disagree=True)

    made = composite([(doubtful, None), (observed("99.5", name="B"), None)], NOW)

    assert (made.reason, [(line.included, line.reason) for line in made.lines]) == (
        "rates_disagree",
        [(True, "rates_disagree"), (True, None)],
    )


def test_a_quote_without_a_rate_is_no_rate_also_once_its_venue_is_silent() -> None:
    silent = observed(quote_usd=None, as_of_us=NOW - 60 * SECOND)

    assert composite([(silent, PriceReason.VENUE_STALE)], NOW).reason == "no_rate"


def test_an_answer_grows_stale_without_being_made_again() -> None:
    made = composite([(observed(), None)], NOW)
    price = PriceV1(coin_id="bitcoin", made_us=NOW, price=made.price, as_of_us=NOW, venues=made.lines)

    fresh, old = aged(price, NOW + 15 * SECOND), aged(price, NOW + 16 * SECOND)

    assert (fresh.stale, fresh.reason, fresh.venues[0].included) == (False, None, True)
    assert (old.stale, old.reason, old.venues[0].included) == (True, "venue_stale", False)
    assert old.price == Decimal(100)
    assert msgspec.structs.asdict(old.venues[0])["weight"] is None


@pytest.mark.parametrize(
    ("price", "reference", "change"),
    [("110", "100", "10"), ("99.88", "100", "-0.12"), ("1", None, None), ("1", "0", None)],
)
def test_a_change_is_in_per_cent_of_the_reference(price: str, reference: str | None, change: str | None) -> None:
    found = change_percent(Decimal(price), None if reference is None else Decimal(reference))

    assert found == (None if change is None else Decimal(change))


def test_absurd_ratios_are_rounded_like_any_other() -> None:
    found = change_percent(Decimal("1e20"), Decimal("1e-20"))

    assert found is not None
    assert found > Decimal("1e41")
    assert format(found, "f").isdigit()
