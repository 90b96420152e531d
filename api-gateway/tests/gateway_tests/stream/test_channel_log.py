"""The log of a channel: loading it backwards in steps gives the same as reading it in order."""

import json
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from gateway.errors import TooOldError
from gateway.stream.channels.channel_log import ChannelLog, LogEntry, PartitionProgress
from gateway.stream.channels.log_kinds import LOG_KINDS, LogKind
from hypothesis import given
from hypothesis import strategies as st
from shared.events import IndicatorV1, encode
from shared.events.values import CandleStatus, Interval
from shared.kafka.topics import CANDLES, INDICATORS, TRADES

from ..feed import candle, trade

MINUTE = 60_000_000


def ring(log: LogKind, partition: PartitionProgress | None = None) -> ChannelLog:
    return ChannelLog("trades:bitcoin", partition or PartitionProgress(0, 0), log.rules)


def put(ring: ChannelLog, log: LogKind, seq: int, raw: bytes) -> bool:
    head = log.head(raw)
    return ring.put(head.key, LogEntry(seq, seq, head.order, head.version, raw))


def told(ring: ChannelLog, after: int = 0) -> list[Any]:
    return [json.loads(message) for message in ring.since(after, 0, 10**9).messages]


CANDLE_RECORDS = st.tuples(st.integers(0, 3), st.integers(1, 6)).map(
    lambda of: (CANDLES, encode(candle("bitcoin", of[1], open_time_us=of[0] * MINUTE)))
)
TRADE_RECORDS = st.integers(1, 8).map(lambda number: (TRADES, encode(trade("bitcoin", number, at_us=number * 1_000))))


@given(
    st.one_of(
        st.lists(CANDLE_RECORDS, min_size=1, max_size=30),
        st.lists(TRADE_RECORDS, min_size=1, max_size=30),
    ),
    st.lists(st.integers(0, 30), max_size=4),
)
def test_steps_back_in_time_make_what_reading_in_order_makes(records: list[Any], cuts: list[int]) -> None:
    log = LOG_KINDS[records[0][0]]
    numbered = [(seq, raw) for seq, (_, raw) in enumerate(records, 1)]
    in_order = ring(log)
    for seq, raw in numbered:
        put(in_order, log, seq, raw)

    edges = [0, *sorted(min(cut, len(records)) for cut in cuts), len(records)]
    *steps, live = [numbered[begin:end] for begin, end in pairwise(edges)]
    window_loaded = ring(log)
    for seq, raw in live:
        put(window_loaded, log, seq, raw)
    for step in reversed(steps):
        older = ring(log)
        for seq, raw in step:
            put(older, log, seq, raw)
        window_loaded.prepend(older)

    assert told(window_loaded) == told(in_order)
    assert window_loaded.snapshot(0) == in_order.snapshot(0)
    assert window_loaded.size == in_order.size


def test_earlier_records_that_are_loaded_are_not_sent_as_updates() -> None:
    log, partition = LOG_KINDS[TRADES], PartitionProgress(10, 10)
    live, older = ring(log, partition), ring(log)
    put(live, log, 11, encode(trade("bitcoin", 2)))
    put(older, log, 9, encode(trade("bitcoin", 1)))
    live.prepend(older)

    assert [json.loads(message)["seq"] for message in live.take_unsent(0)] == [11]


def test_it_reaches_as_far_back_as_its_partition_was_read() -> None:
    log, partition = LOG_KINDS[TRADES], PartitionProgress(10, 10)
    live, older = ring(log, partition), ring(log)
    put(live, log, 11, encode(trade("bitcoin", 2)))
    with pytest.raises(TooOldError):
        live.since(7, 0, 1)
    put(older, log, 9, encode(trade("bitcoin", 1)))
    live.prepend(older)
    partition.floor = 7

    assert [message["seq"] for message in told(live, 7)] == [9, 11]


def test_nothing_is_put_before_a_hole_that_eviction_made() -> None:
    log = LOG_KINDS[CANDLES]
    live, older = ring(log), ring(log)
    for seq in (5, 6):
        put(live, log, seq, encode(candle("bitcoin", 1, open_time_us=seq * MINUTE)))
    live.evict(6)
    put(older, log, 4, encode(candle("bitcoin", 1)))
    live.prepend(older)

    assert live.floor == 5
    assert [message["seq"] for message in told(live, 5)] == [6]


def indicator(minute: int, revision: int) -> bytes:
    return encode(
        IndicatorV1(
            instrument_id="BITCOIN-USD.COMPOSITE", coin_id="bitcoin", name="rsi", params="period=14",
            interval=Interval.MINUTE, open_time_us=minute * MINUTE, value=Decimal(50), n=300, warm=True,
            status=CandleStatus.COMPLETE, revision=revision,
        )
    )  # fmt: skip


def test_a_late_trade_takes_back_no_newer_figure_and_holds_none_up() -> None:
    log = LOG_KINDS[INDICATORS]
    figures = ring(log)
    for seq, (minute, revision) in enumerate([(1, 1), (2, 1), (1, 2), (2, 2), (3, 1), (2, 3), (4, 1)], 1):
        put(figures, log, seq, indicator(minute, revision))

    (newest,) = json.loads(figures.snapshot(0))["items"]
    assert newest["open_time"] == "1970-01-01T00:04:00Z"
    assert [message["seq"] for message in told(figures)] == [7]


def test_a_record_that_does_not_decode_is_left_out_of_what_is_sent() -> None:
    log = LOG_KINDS[TRADES]
    tape = ring(log)
    put(tape, log, 1, encode(trade("bitcoin", 1)).replace(b'"67000.1', b'"NaN!'))
    put(tape, log, 2, encode(trade("bitcoin", 2)))

    assert [message["seq"] for message in told(tape)] == [2]
    assert len(json.loads(tape.snapshot(0))["items"]) == 1
