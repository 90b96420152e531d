"""Frames that no venue should send are rejected: no exception, no trade."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from market_data.venues.adapters import ADAPTERS
from market_data.venues.bounds import TimeWindow
from market_data.venues.types import Parser, RejectedFrame
from shared.events import TradeV1
from shared.events.values import Mode, Venue
from stack.test_servers.captures import OWN, extra

from .captures import instruments, single_frames

NOW_US = 1_700_000_000_000_000
NATIVE = {Venue.BINANCE: "BTCUSDT", Venue.COINBASE: "BTC-USD", Venue.KRAKEN: "BTC/USD"}
GOOD = {
    Venue.BINANCE: (
        '{"stream":"btcusdt@aggTrade","data":{"e":"aggTrade","E":1700000000000,"s":"BTCUSDT","a":7,"p":"1.5","q":"2",'
        '"f":8,"l":9,"T":1700000000000,"m":true,"M":true}}'
    ),
    Venue.COINBASE: (
        '{"type":"match","trade_id":7,"side":"buy","size":"2","price":"1.5","product_id":"BTC-USD","sequence":1,'
        '"time":"2023-11-14T22:13:20.000000Z"}'
    ),
    Venue.KRAKEN: (
        '{"channel":"trade","type":"update","data":[{"symbol":"BTC/USD","side":"sell","price":1.5,"qty":2,'
        '"ord_type":"limit","trade_id":7,"timestamp":"2023-11-14T22:13:20.000000Z"}]}'
    ),
}
HUGE = "9" * 10_240
NUMBERS = ["NaN", '"NaN"', '"Infinity"', "-1", '"-1"', "0", '"0"', '"0.0"', '"1e5"', '"1\\u00002"', '"\\u0661"', "null"]
WRONG = [*NUMBERS, "[]", "{}", HUGE, f'"{HUGE}"', f"1e{HUGE[:400]}", '"' + "1" * 21 + '"', "true"]
AS_NUMBERS = {'"1e5"', '"\\u0661"'}
SHAPES = [
    b"",
    b"null",
    b"[]",
    b"{}",
    b'"text"',
    b"-0",
    b"\xef\xbb\xbf{}",
    bytes(range(256)),
    b"[" * 5_000 + b"]" * 5_000,
    b'{"data":' * 5_000,
    b'{"type":"unheard_of","channel":"unheard_of","e":"unheard_of"}',
]
VENUES = list(GOOD)


def parser_of(venue: Venue) -> Parser:
    return ADAPTERS[venue].make_parser(instruments(venue, {NATIVE[venue]}), TimeWindow(Mode.LIVE))


def changed(venue: Venue, old: str, new: str) -> bytes:
    assert old in GOOD[venue]
    return GOOD[venue].replace(old, new).encode()


def is_rejected(venue: Venue, frame: bytes) -> bool:
    said = parser_of(venue).parse(frame, NOW_US)
    return [type(one) for one in said] == [RejectedFrame]


@pytest.mark.parametrize("venue", VENUES)
def test_the_frame_that_the_hostile_ones_are_made_of_is_a_trade(venue: Venue) -> None:
    (trade,) = parser_of(venue).parse(GOOD[venue].encode(), NOW_US)

    assert isinstance(trade, TradeV1)
    assert (str(trade.price), str(trade.size), trade.side, trade.number) == ("1.5", "2", "sell", 7)


@pytest.mark.parametrize("venue", VENUES)
@pytest.mark.parametrize("shape", SHAPES, ids=range(len(SHAPES)))
def test_a_frame_of_no_known_shape_is_rejected(venue: Venue, shape: bytes) -> None:
    assert is_rejected(venue, shape)


@pytest.mark.parametrize(
    ("venue", "wrong"),
    # Kraken writes JSON numbers, of which an exponent is a part.
    [(venue, wrong) for venue in VENUES for wrong in WRONG if venue is not Venue.KRAKEN or wrong not in AS_NUMBERS],
    ids=lambda part: str(part)[:20],
)
def test_a_price_that_cannot_be_is_rejected(venue: Venue, wrong: str) -> None:
    quoted = "1.5" if venue is Venue.KRAKEN else '"1.5"'
    assert is_rejected(venue, changed(venue, quoted, wrong))


@pytest.mark.parametrize(
    "time", ["253402300799000", "1700000000", "1700000000000000", "1230000000000", "-1", HUGE, '"x"', "1.5e12"]
)
def test_a_binance_time_outside_the_window_or_of_another_magnitude_is_rejected(time: str) -> None:
    assert is_rejected(Venue.BINANCE, changed(Venue.BINANCE, '"T":1700000000000', f'"T":{time}'))


@pytest.mark.parametrize("venue", [Venue.COINBASE, Venue.KRAKEN])
@pytest.mark.parametrize(
    "time", ["9999-12-31T23:59:59Z", "2023-11-01T00:00:00Z", "2023-11-14T23:59:00Z", "2023-11-14T22:13:20", "x" * 9000]
)
def test_a_written_time_outside_the_window_is_rejected(venue: Venue, time: str) -> None:
    assert is_rejected(venue, changed(venue, "2023-11-14T22:13:20.000000Z", time))


@pytest.mark.parametrize("venue", VENUES)
@pytest.mark.parametrize("number", ["-1", "9223372036854775808", HUGE, "1.5", '"\\u0000"'])
def test_an_id_that_is_no_number_is_rejected(venue: Venue, number: str) -> None:
    key = '"a":' if venue is Venue.BINANCE else '"trade_id":'
    assert is_rejected(venue, changed(venue, f"{key}7", f"{key}{number}"))


@pytest.mark.parametrize("venue", VENUES)
@given(cut=st.integers(0, 400), noise=st.binary(max_size=20))
def test_a_torn_frame_never_raises_and_is_no_other_trade(venue: Venue, cut: int, noise: bytes) -> None:
    good = GOOD[venue].encode()
    said = parser_of(venue).parse(good[:cut] + noise, NOW_US)

    assert not any(isinstance(one, TradeV1) for one in said) or good[:cut] + noise.strip() == good


def test_one_bad_trade_in_a_kraken_frame_does_not_take_the_others_with_it() -> None:
    row = '{"symbol":"BTC/USD","side":"sell","price":%s,"qty":2,"trade_id":%d,"timestamp":"2023-11-14T22:13:20Z"}'
    rows = ",".join([row % ("1.5", 9), row % ("0", 8), row % ("1.50", 7)])
    frame = f'{{"channel":"trade","type":"update","data":[{rows}]}}'

    said = parser_of(Venue.KRAKEN).parse(frame.encode(), NOW_US)

    assert sorted(type(one).__name__ for one in said) == ["RejectedFrame", "TradeV1", "TradeV1"]
    assert [str(one.price) for one in said if isinstance(one, TradeV1)] == ["1.50", "1.5"]


SINGLE_FRAMES = [
    *((venue, OWN / "single_frames" / f"{venue}.jsonl") for venue in VENUES),
    *((Venue.BINANCE, path) for path in extra("ws/single_frames/binance.raw.jsonl")),
    *(
        (Venue.COINBASE, path)
        for path in extra(
            "ws/single_frames/coinbase_pro.raw.jsonl", "ws/single_frames/coinbase_exchange_2026-09-30.excerpt.jsonl"
        )
    ),
    *(
        (Venue.KRAKEN, path)
        for path in extra(
            "ws/single_frames/kraken.raw.jsonl", "ws/single_frames/kraken_v2_and_coinbase_exchange_2026-10-03.jsonl"
        )
    ),
]


@pytest.mark.parametrize(("venue", "path"), SINGLE_FRAMES, ids=[path.stem for _, path in SINGLE_FRAMES])
def test_single_frames_of_every_channel_never_raise(venue: Venue, path: Path) -> None:
    parser = ADAPTERS[venue].make_parser(instruments(venue, {NATIVE[venue]}), TimeWindow(Mode.REPLAY))
    for frame in single_frames(path):
        parser.parse(frame, 1_791_000_000_000_000)
