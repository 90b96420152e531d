"""Quotes are stamped and published at most ten times a second an instrument; a ticker's book gives way to them."""

from decimal import Decimal

import pytest
from market_data.feed.publisher import Publisher
from market_data.feed.quotes.venue_quotes import VenueQuotes
from market_data.feed.rates import Rates
from shared.clock import now_us
from shared.events import QuoteV1, TickerV1
from shared.events.values import Instrument, Venue
from shared.kafka import Producer
from shared.kafka.topics import QUOTES, TICKERS

BTC = Instrument(venue=Venue.BINANCE, base="BTC", quote="USDT", coin_id="bitcoin", native="BTCUSDT")
USDT = Instrument(venue=Venue.KRAKEN, base="USDT", quote="USD", coin_id="tether", native="USDT/USD")
LONG_AGO = 60_000_000


class Venues:
    """Quotes on their way; the producer is not running, so that nothing leaves it."""

    def __init__(self, ingesters: int = 1) -> None:
        self.producer = Producer("nowhere:1", client_id="test")
        self.rates = Rates({"USDT"})
        self.quotes = VenueQuotes(Venue.BINANCE, Publisher(self.producer, self.rates), ingesters)
        self.now = now_us() - LONG_AGO

    def quote(self, bid: str, ask: str, *, after_us: int = 0, one: Instrument = BTC) -> None:
        self.now += after_us
        message = QuoteV1(
            venue=one.venue,
            instrument_id=one.instrument_id,
            coin_id=one.coin_id,
            ts_recv_us=self.now,
            bid_price=Decimal(bid),
            ask_price=Decimal(ask),
        )
        self.quotes.on_message(one, message)

    def ticker(self, bid: str | None, *, after_us: int = 0) -> None:
        self.now += after_us
        message = TickerV1(
            venue=BTC.venue,
            instrument_id=BTC.instrument_id,
            coin_id=BTC.coin_id,
            ts_recv_us=self.now,
            bid_price=None if bid is None else Decimal(bid),
            last_price=Decimal(1),
        )
        self.quotes.on_message(BTC, message)

    @property
    def published(self) -> tuple[int, int]:
        return self.producer.pending_of(QUOTES), self.producer.pending_of(TICKERS)


@pytest.fixture
def venues() -> Venues:
    return Venues()


def test_a_burst_becomes_its_first_and_its_last_quote(venues: Venues) -> None:
    for step in range(50):
        venues.quote(str(100 + step), str(101 + step), after_us=1_000)
    assert venues.published == (1, 0)

    venues.quotes.flush(0)
    assert venues.published == (2, 0)
    venues.quotes.flush(0)
    assert venues.published == (2, 0)


@pytest.mark.parametrize(("ingesters", "published"), [(1, 2), (2, 1)])
def test_ingesters_of_the_same_instruments_share_the_ten_a_second(ingesters: int, published: int) -> None:
    venues = Venues(ingesters)
    venues.quote("100", "101")
    venues.quote("101", "102", after_us=150_000)

    assert venues.published == (published, 0)


def test_a_tickers_book_is_a_quote_where_the_venue_sends_no_others(venues: Venues) -> None:
    venues.ticker("100")
    venues.ticker(None, after_us=200_000)
    venues.ticker("101", after_us=200_000)

    assert venues.published == (2, 3)


def test_a_tickers_book_says_nothing_beside_a_newer_quote_and_stands_in_when_there_is_none(venues: Venues) -> None:
    venues.quote("100", "101")
    venues.ticker("99", after_us=500_000)
    assert venues.published == (1, 1)

    venues.ticker("99", after_us=600_000)
    assert venues.published == (2, 2)


def test_every_quote_of_a_rate_instrument_counts_for_the_rate_also_one_that_is_not_published(venues: Venues) -> None:
    venues.quote("0.9990", "0.9992", one=USDT)
    venues.quote("0.8799", "0.8801", after_us=1_000, one=USDT)
    rate = venues.rates.now("USDT", venues.now + 1_000_000)

    assert venues.published == (1, 0)
    assert rate is not None
    assert rate.quote_usd == Decimal("0.88")
