"""Names of channels."""

import pytest
from gateway.errors import UnknownChannelError
from gateway.stream.channels.names import Channel, Kind, parse_channel
from gateway.stream.frames import frame
from hypothesis import given
from hypothesis import strategies as st
from shared.events.values import Interval
from websockets.frames import Frame, Opcode


@pytest.mark.parametrize(
    ("text", "channel"),
    [
        ("venues", Channel(Kind.VENUES)),
        ("price:BTC", Channel(Kind.PRICE, "btc")),
        ("trades:1inch", Channel(Kind.TRADES, "1inch")),
        ("candles:bitcoin:1m", Channel(Kind.CANDLES, "bitcoin", Interval.MINUTE)),
        ("candles:bitcoin:1d:BTC-EUR.KRAKEN", Channel(Kind.CANDLES, "bitcoin", Interval.DAY, "BTC-EUR.KRAKEN")),
        ("sentiment:BTC", Channel(Kind.SENTIMENT, "btc")),
        ("news", Channel(Kind.NEWS)),
        ("price:测试币456", Channel(Kind.PRICE, "测试币456")),
        ("candles:ÅNG:1m:ÅNG-USDT.BINANCE", Channel(Kind.CANDLES, "ång", Interval.MINUTE, "ÅNG-USDT.BINANCE")),
        ("candles:bitcoin:1d:BTC-USD.COMPOSITE", Channel(Kind.CANDLES, "bitcoin", Interval.DAY)),
    ],
)
def test_a_name_says_what_it_carries(text: str, channel: Channel) -> None:
    assert parse_channel(text) == channel
    assert parse_channel(channel.name) == channel


@given(st.text(max_size=80))
def test_any_other_text_is_an_unknown_channel_and_no_crash(text: str) -> None:
    try:
        channel = parse_channel(text)
    except UnknownChannelError:
        return
    assert parse_channel(channel.name) == channel


@pytest.mark.parametrize(
    "text",
    [
        "venues:x",
        "news:bitcoin",
        "sentiment",
        "sentiment:a:b",
        "price:",
        "price:a:b",
        "candles:a",
        "candles:a:2m",
        "candles:a:1m:x",
        "trades:a b",
        'price:"',
        "price:a\\",
        "price:a\x07",
        "price:..",
        "price:\u3000",
    ],
)
def test_what_looks_like_a_channel_and_is_none_is_refused(text: str) -> None:
    with pytest.raises(UnknownChannelError):
        parse_channel(text)


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65_535, 65_536])
def test_a_frame_is_what_a_library_makes(size: int) -> None:
    payload = b"x" * size

    assert frame(payload) == Frame(Opcode.TEXT, payload).serialize(mask=False)
