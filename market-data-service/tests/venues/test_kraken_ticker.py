"""Kraken's ticker is subscribed to so that a quiet pair's book still moves, and its time is read where it has one."""

import json

import pytest
from market_data.venues.bounds import TimeWindow
from market_data.venues.kraken import KrakenParser, subscription
from shared.events import TickerV1
from shared.events.values import Instrument, Mode, Venue

NOW_US = 1_700_000_000_000_000
ALGO = Instrument(venue=Venue.KRAKEN, base="ALGO", quote="USD", coin_id="algorand", native="ALGO/USD")


def test_the_ticker_speaks_when_the_book_moves_not_only_after_a_trade() -> None:
    requests = [json.loads(request)["params"] for request in subscription(["ALGO/USD"], 1)]

    triggers = {request["channel"]: request.get("event_trigger") for request in requests}
    assert triggers == {"trade": None, "ticker": "bbo"}


@pytest.mark.parametrize(
    ("written", "event_us"),
    [
        (',"timestamp":"2023-11-14T22:13:19.500000Z"', NOW_US - 500_000),
        ("", None),
        (',"timestamp":"soon"', None),
        (',"timestamp":7', None),
    ],
)
def test_a_ticker_with_or_without_a_time_is_read(written: str, event_us: int | None) -> None:
    parser = KrakenParser({"ALGO/USD": ALGO}, TimeWindow(Mode.LIVE))
    row = f'{{"symbol":"ALGO/USD","bid":0.1499,"ask":0.1501,"last":0.15{written}}}'

    (ticker,) = parser.parse(f'{{"channel":"ticker","type":"update","data":[{row}]}}'.encode(), NOW_US)

    assert isinstance(ticker, TickerV1)
    assert (str(ticker.bid_price), str(ticker.last_price), ticker.ts_event_us) == ("0.1499", "0.15", event_us)
