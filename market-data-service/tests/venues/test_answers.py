"""What venues answer to subscriptions, and frames that are neither news nor garbage."""

import json

import pytest
from market_data.venues.adapters import ADAPTERS
from market_data.venues.bounds import TimeWindow
from market_data.venues.types import Acknowledged, RefusedRequest, RejectedFrame, VenueMessage
from shared.events import TickerV1, TradeV1
from shared.events.values import Mode, Venue

from .captures import instruments

NOW_US = 1_795_435_200_000_000  # 2026-11-23T12:00:00Z
NATIVES = {
    Venue.BINANCE: {"BTCUSDT", "测试币456USDT"},
    Venue.COINBASE: {"BTC-USD", "SHIB-USD"},
    Venue.KRAKEN: {"BTC/USD", "ALGO/USD"},
}


def said(venue: Venue, frame: str, mode: Mode = Mode.LIVE) -> list[VenueMessage]:
    parser = ADAPTERS[venue].make_parser(instruments(venue, NATIVES[venue]), TimeWindow(mode))
    return list(parser.parse(frame.encode(), NOW_US))


def krakens_refusal(req_id: int) -> str:
    return (
        f'{{"error":"Currency pair not supported ZZZ/USD","method":"subscribe","req_id":{req_id},"success":false,'
        '"symbol":"ZZZ/USD","time_in":"2026-11-23T11:59:59.900000Z","time_out":"2026-11-23T11:59:59.900040Z"}'
    )


def test_krakens_refusal_of_a_pair_may_begin_with_the_error_and_tells_channels_apart_by_the_id() -> None:
    trades, quotes = (json.loads(request)["req_id"] for request in ADAPTERS[Venue.KRAKEN].subscribe(["ZZZ/USD"], 3))

    for number, of_quotes in ((trades, False), (quotes, True)):
        assert said(Venue.KRAKEN, krakens_refusal(number)) == [
            RefusedRequest("Currency pair not supported ZZZ/USD", ("ZZZ/USD",), False, 3, of_quotes)
        ]


def test_no_two_of_krakens_requests_have_one_id() -> None:
    subscribe = ADAPTERS[Venue.KRAKEN].subscribe

    ids = [json.loads(request)["req_id"] for number in range(1, 5) for request in subscribe(["BTC/USD"], number)]
    assert len(set(ids)) == len(ids)


def test_krakens_acknowledgement_of_the_ticker_is_one_of_quotes() -> None:
    frame = '{"method":"subscribe","result":{"channel":"%s","symbol":"BTC/USD"},"success":true,"req_id":7}'

    assert said(Venue.KRAKEN, frame % "trade") == [Acknowledged(("BTC/USD",))]
    assert said(Venue.KRAKEN, frame % "ticker") == [Acknowledged(("BTC/USD",), of_quotes=True)]


def test_krakens_refusal_of_a_request_names_no_pair() -> None:
    assert said(Venue.KRAKEN, '{"error":"Malformed JSON","success":false}') == [RefusedRequest("Malformed JSON")]


def test_a_pair_that_kraken_has_subscribed_already_is_acknowledged() -> None:
    frame = '{"error":"Already subscribed","method":"subscribe","success":false,"symbol":"BTC/USD"}'

    assert said(Venue.KRAKEN, frame) == [Acknowledged(("BTC/USD",))]


def test_coinbases_error_refuses_the_whole_message_and_names_the_product() -> None:
    frame = '{"type":"error","message":"Failed to subscribe","reason":"SHIB-USD is not a valid product"}'

    assert said(Venue.COINBASE, frame) == [
        RefusedRequest("Failed to subscribe: SHIB-USD is not a valid product", ("SHIB-USD",))
    ]


def test_binances_answers_carry_the_id_of_the_request() -> None:
    assert said(Venue.BINANCE, '{"result":null,"id":3}') == [Acknowledged(request_id=3)]
    (refused,) = said(Venue.BINANCE, '{"code":2,"msg":"Invalid request: too many streams","id":4}')
    assert isinstance(refused, RefusedRequest)
    assert (refused.request_id, refused.natives, refused.is_whole) == (4, (), True)


@pytest.mark.parametrize("kind", ["blockTrade", "referencePrice", "avgPrice"])
def test_binances_other_streams_are_skipped_raw_and_combined(kind: str) -> None:
    data = f'{{"e":"{kind}","E":1795435199123,"s":"BTCUSDT","p":"1.5"}}'

    assert said(Venue.BINANCE, data) == []
    assert said(Venue.BINANCE, f'{{"stream":"btcusdt@{kind}","data":{data}}}') == []


def test_a_symbol_of_any_script_is_parsed_like_any_other() -> None:
    frame = (
        '{"stream":"测试币456usdt@aggTrade","data":{"e":"aggTrade","E":1795435199123,"s":"测试币456USDT","a":2,"p":"1.5",'
        '"q":"1","f":1,"l":1,"T":1795435199123,"m":true,"M":true}}'
    )

    (trade,) = said(Venue.BINANCE, frame)
    assert isinstance(trade, TradeV1)
    assert trade.trade_id == "a2"


def kraken_trades(kind: str, *days: str) -> str:
    rows = [
        {"symbol": "ALGO/USD", "side": "buy", "price": 0.21, "qty": 10.0, "trade_id": 100 + at, "timestamp": day}
        for at, day in enumerate(days)
    ]
    return json.dumps({"channel": "trade", "type": kind, "data": rows}, separators=(",", ":"))


def test_a_snapshots_old_trades_are_repeats_and_no_garbage() -> None:
    frame = kraken_trades("snapshot", "2026-11-10T10:00:00Z", "2026-11-15T10:00:00Z", "2026-11-21T10:00:00Z")

    assert [one.trade_id for one in said(Venue.KRAKEN, frame) if isinstance(one, TradeV1)] == ["102"]
    assert len(said(Venue.KRAKEN, frame)) == 1


def test_coinbases_last_match_may_be_old() -> None:
    frame = (
        '{"type":"last_match","trade_id":7,"side":"buy","size":"2","price":"1.5","product_id":"BTC-USD","sequence":1,'
        '"time":"2026-10-01T22:13:20.000000Z"}'
    )

    assert said(Venue.COINBASE, frame) == []
    (rejected,) = said(Venue.COINBASE, frame.replace("last_match", "match"))
    assert isinstance(rejected, RejectedFrame)


def test_a_quiet_products_ticker_has_the_time_of_its_last_trade() -> None:
    frame = '{"type":"ticker","product_id":"BTC-USD","price":"1.5","time":"2026-10-01T22:13:20Z","best_bid":"1.4"}'

    (ticker,) = said(Venue.COINBASE, frame)
    assert isinstance(ticker, TickerV1)


@pytest.mark.parametrize(
    ("day", "days_off"),
    [("2026-11-23T15:00:00Z", 0.125), ("2026-11-13T12:00:00Z", -10), ("9999-12-31T00:00:00Z", None)],
)
def test_a_trade_of_another_time_says_how_far_off_it_is_unless_that_is_nonsense(
    day: str, days_off: float | None
) -> None:
    (rejected,) = said(Venue.KRAKEN, kraken_trades("update", day))

    assert isinstance(rejected, RejectedFrame)
    assert rejected.off_us == (None if days_off is None else days_off * 86_400_000_000)
