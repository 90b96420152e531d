"""A leg may be relied on only where its quote is fresh and whole, its rate known, and nothing speaks against it."""

from decimal import Decimal
from typing import Any

import pytest
from market_data.domain.exchanges.legs import UsdRate, leg_of, newest_rates, without_outliers
from shared.events import PriceReason, RateV1
from shared.events.values import Venue

from .books import LONGEST_AGE, NOW, ONE, SECOND, leg, quote

BTC = "BTC-USD.KRAKEN"
USDC = "BTC-USDC.BINANCE"


def test_a_fresh_whole_quote_at_a_known_rate_is_relied_on() -> None:
    found = leg(quote(USDC, "100", "101", quote_usd=Decimal("0.9")), UsdRate(Decimal("0.9"), NOW, NOW))

    assert (found.bid_usd, found.ask_usd, found.reason) == (Decimal(90), Decimal("90.9"), None)


@pytest.mark.parametrize(
    ("bid", "ask", "facts", "reason"),
    [
        ("100", "101", {"at_us": NOW - 30 * SECOND}, "quote_old"),
        ("100", "101", {"at_us": NOW - LONGEST_AGE - 1}, "quote_old"),
        ("100", "101", {"at_us": NOW - LONGEST_AGE}, None),
        ("100", "101", {"at_us": NOW + 300 * SECOND}, "quote_old"),
        (None, "101", {}, "one_sided"),
        ("100", None, {}, "one_sided"),
        ("102", "101", {}, "crossed"),
        ("101", "101", {}, None),
    ],
)
def test_what_is_wrong_with_a_quote_is_named(
    bid: str | None, ask: str | None, facts: dict[str, Any], reason: str | None
) -> None:
    assert leg(quote(BTC, bid, ask, **facts)).reason == reason


@pytest.mark.parametrize(
    ("rate", "reason"),
    [
        (None, "no_rate"),
        (UsdRate(Decimal(1), NOW, NOW - 61 * SECOND), "no_rate"),
        (UsdRate(Decimal(1), NOW, NOW, disagrees=True), "rates_disagree"),
        (UsdRate(Decimal("0.998"), NOW, NOW), "rate_moved"),
        (UsdRate(Decimal("0.9995"), NOW, NOW), None),
    ],
)
def test_a_rate_that_is_unknown_doubtful_or_another_than_at_the_quotes_moment_is_named(
    rate: UsdRate | None, reason: str | None
) -> None:
    assert leg(quote(USDC, "100", "101"), rate).reason == reason


@pytest.mark.parametrize("why", ["venue_stale", "geo_blocked", "not_listed", "halted", "refused"])
def test_what_nothing_vouches_for_is_not_relied_on(why: str) -> None:
    unvouched = PriceReason(why)

    assert leg(quote(BTC, "100", "101"), unvouched=unvouched).reason == why
    found = leg_of(BTC, Venue.KRAKEN, None, rate=ONE, unvouched=unvouched, now_us=NOW, longest_age_us=LONGEST_AGE)
    assert found.reason == why


def test_without_a_quote_there_is_no_data() -> None:
    found = leg_of(BTC, Venue.KRAKEN, None, rate=ONE, unvouched=None, now_us=NOW, longest_age_us=LONGEST_AGE)

    assert (found.reason, found.mid_usd) == ("no_data", None)


def test_one_of_three_that_is_far_off_is_an_error_and_no_gift() -> None:
    mids = {"BTC-USD.KRAKEN": "100", "BTC-USD.COINBASE": "101", USDC: "88"}
    legs = without_outliers([leg(quote(name, mid, mid)) for name, mid in mids.items()])

    assert [one.reason for one in legs] == [None, None, "outlier"]


def test_of_two_that_are_far_apart_neither_is_relied_on() -> None:
    legs = without_outliers([leg(quote(BTC, "100", "100")), leg(quote(USDC, "88", "88"))])
    near = without_outliers([leg(quote(BTC, "100", "100")), leg(quote(USDC, "99", "99"))])

    assert [one.reason for one in legs] == ["venues_disagree"] * 2
    assert [one.reason for one in near] == [None, None]


def test_the_newest_of_stamped_and_published_rates_holds() -> None:
    published = {"USDC": RateV1(quote="USDC", quote_usd=Decimal("0.9"), as_of_us=NOW - 9, made_us=NOW - 5)}
    older = quote(USDC, "1", "2", NOW - 6, quote_usd=Decimal("0.95"))
    newer = quote(USDC, "1", "2", NOW - 4, quote_usd=Decimal("0.88"))

    assert newest_rates([older], published, NOW)["USDC"].quote_usd == Decimal("0.9")
    assert newest_rates([newer, older], published, NOW)["USDC"].quote_usd == Decimal("0.88")
    assert newest_rates([], {}, NOW) == {"USD": ONE}


def test_a_quote_without_a_stamp_ends_a_rate_that_is_older_by_seconds() -> None:
    published = {"USDC": RateV1(quote="USDC", quote_usd=Decimal("0.9"), as_of_us=NOW, made_us=NOW)}
    soon, late = (quote(USDC, "1", "2", NOW + after, quote_usd=None) for after in (SECOND, 6 * SECOND))

    assert "USDC" in newest_rates([soon], published, NOW)
    assert "USDC" not in newest_rates([late], published, NOW)
