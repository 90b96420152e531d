"""What each venue says about the top of a book becomes a quote; an empty side is empty, never zero."""

import json
from decimal import Decimal

import pytest
from market_data.domain.catalogue import read_catalogue
from market_data.feed.quotes.venue_quotes import quote_of_ticker
from market_data.venues.adapters import ADAPTERS
from market_data.venues.binance import STREAMS
from market_data.venues.binance_quotes import state_stream
from market_data.venues.bounds import TimeWindow
from market_data.venues.types import RejectedFrame, VenueMessage
from shared.events import QuoteV1, TickerV1
from shared.events.values import Instrument, Mode, Venue

NOW_US = 1_796_000_000_000_000
NATIVES = {Venue.BINANCE: "BTCUSDT", Venue.COINBASE: "BTC-USD", Venue.KRAKEN: "BTC/USD"}
COMBINED = '{"stream":"btcusdt@bookTicker","data":%s}'
BOOK_TICKER = '{"u":400900217,"s":"BTCUSDT","b":"%s","B":"%s","a":"%s","A":"%s"}'
Top = tuple[str | None, str | None, str | None, str | None]


def said(venue: Venue, frame: str) -> VenueMessage:
    native = NATIVES[venue]
    one = Instrument(venue=venue, base="BTC", quote="USD", coin_id="bitcoin", native=native)
    (message,) = ADAPTERS[venue].make_parser({native: one}, TimeWindow(Mode.LIVE)).parse(frame.encode(), NOW_US)
    return message


def top(message: VenueMessage) -> Top:
    quote = quote_of_ticker(message) if isinstance(message, TickerV1) else message
    assert isinstance(quote, QuoteV1)
    assert (quote.ts_recv_us, quote.coin_id) == (NOW_US, "bitcoin")
    sides = (quote.bid_price, quote.bid_size, quote.ask_price, quote.ask_size)
    bid, bid_size, ask, ask_size = (None if value is None else str(value) for value in sides)
    return bid, bid_size, ask, ask_size


# As the venues' documents and recorded captures have them, with keys that are not used.
TICKER_24H = (
    '{"e":"24hrTicker","E":1796000000000,"s":"BTCUSDT","p":"-1.2","P":"-0.01","w":"25.3","x":"25.4","c":"25.36",'
    '"Q":"1","b":"25.35","B":"31.21","a":"25.36","A":"40.66","o":"26","h":"27","l":"25","v":"1000","q":"25000",'
    '"O":1,"C":2,"F":3,"L":4,"n":2}'
)
COINBASE = (
    '{"type":"ticker","sequence":37475248783,"product_id":"BTC-USD","price":"25.35","open_24h":"26","volume_24h":"1",'
    '"low_24h":"25","high_24h":"27","volume_30d":"30","best_bid":"25.35","best_bid_size":"31.21","best_ask":"25.36",'
    '"best_ask_size":"40.66","side":"sell","time":"2026-11-29T12:00:00.000000Z","trade_id":1,"last_size":"1"}'
)
KRAKEN = (
    '{"channel":"ticker","type":"update","data":[{"symbol":"BTC/USD","bid":25.35,"bid_qty":31.21,"ask":25.36,'
    '"ask_qty":40.66,"last":25.35,"volume":1.5,"vwap":25.4,"low":25,"high":27,"change":-1,"change_pct":-3.8}]}'
)


@pytest.mark.parametrize(
    ("venue", "frame"),
    [
        (Venue.BINANCE, BOOK_TICKER % ("25.35", "31.21", "25.36", "40.66")),
        (
            Venue.BINANCE,
            COMBINED % BOOK_TICKER % ("25.35", "31.21", "25.36", "40.66"),
        ),
        (Venue.BINANCE, TICKER_24H),
        (Venue.COINBASE, COINBASE),
        (Venue.KRAKEN, KRAKEN),
    ],
)
def test_best_bid_and_ask_are_read_with_their_sizes(venue: Venue, frame: str) -> None:
    assert top(said(venue, frame)) == ("25.35", "31.21", "25.36", "40.66")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (("0.00000000", "0.00000000", "25.36", "1"), (None, None, "25.36", "1")),
        (("25.35", "0.00000000", "25.36", "1"), (None, None, "25.36", "1")),
        (("0", "0", "0", "0"), (None, None, None, None)),
        (("NaN", "1", "25.36", "Infinity"), (None, None, None, None)),
        (("1e5", "1", "25.36", "-1"), (None, None, None, None)),
        (("25.37", "1", "25.36", "2"), ("25.37", "1", "25.36", "2")),  # crossed: said as it came
    ],
)
def test_a_side_without_price_or_size_is_empty(written: tuple[str, ...], expected: Top) -> None:
    assert top(said(Venue.BINANCE, BOOK_TICKER % written)) == expected


def test_an_empty_side_of_krakens_and_a_size_that_coinbase_leaves_out_are_not_zero() -> None:
    kraken = KRAKEN.replace('"bid_qty":31.21', '"bid_qty":0')
    coinbase = COINBASE.replace('"best_bid_size":"31.21",', "")

    assert top(said(Venue.KRAKEN, kraken)) == (None, None, "25.36", "40.66")
    assert top(said(Venue.COINBASE, coinbase)) == ("25.35", None, "25.36", "40.66")


@pytest.mark.parametrize(
    ("venue", "frame", "written"),
    [(Venue.BINANCE, TICKER_24H, '"v":"1000"'), (Venue.COINBASE, COINBASE, '"volume_24h":"1"'),
     (Venue.KRAKEN, KRAKEN, '"volume":1.5')],
)  # fmt: skip
def test_a_market_in_which_nobody_traded_has_a_volume_of_zero(venue: Venue, frame: str, written: str) -> None:
    name, _, value = written.partition(":")
    zero = '"0.00000000"' if value.startswith('"') else "0.00000000"
    ticker = said(venue, frame.replace(written, f"{name}:{zero}"))

    assert isinstance(ticker, TickerV1)
    assert ticker.volume_24h == 0


def test_a_volume_that_is_not_written_is_not_known() -> None:
    ticker = said(Venue.COINBASE, COINBASE.replace('"volume_24h":"1",', ""))

    assert isinstance(ticker, TickerV1)
    assert ticker.volume_24h is None


@pytest.mark.parametrize(
    "data", ["{}", '{"u":1,"s":"BTCUSDT"}', '{"u":1,"s":"BTCUSDT","b":1,"B":2,"a":3,"A":4}', "[", '{"s":null}']
)
def test_a_book_ticker_that_is_none_is_rejected(data: str) -> None:
    assert isinstance(said(Venue.BINANCE, COMBINED % data), RejectedFrame)


def test_only_frames_of_the_stream_of_quotes_may_be_passed_over_unread() -> None:
    book = BOOK_TICKER % ("1", "2", "3", "4")

    assert state_stream((COMBINED % book).encode()) == b"btcusdt"
    assert state_stream(b'{"stream":"btcusdt@ticker","data":%b}' % TICKER_24H.encode()) is None
    assert state_stream(b'{"stream":"btcusdt@aggTrade","data":{"s":"@bookTicker","M":true}}') is None
    assert state_stream(b'{"result":null,"id":1}') is None


def test_trades_tickers_and_quotes_of_the_whole_catalogue_fit_into_one_connection() -> None:
    ids = [id_ for coin in read_catalogue(None).coins for id_ in coin.instruments if id_.endswith(".BINANCE")]
    (request,) = ADAPTERS[Venue.BINANCE].subscribe(["BTCUSDT"], 1)

    assert json.loads(request)["params"] == ["btcusdt@aggTrade", "btcusdt@ticker", "btcusdt@bookTicker"]
    assert 0 < len(ids) * len(STREAMS) <= 1_024
    assert Decimal(ADAPTERS[Venue.BINANCE].pause) > Decimal("0.2")  # five messages a second, pongs included
