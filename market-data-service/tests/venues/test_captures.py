"""The parsers find in every capture exactly the trades that a second, plain reader finds."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from market_data.venues.adapters import ADAPTERS
from market_data.venues.bounds import TimeWindow
from market_data.venues.types import RejectedFrame
from shared.clock import to_us
from shared.events import TickerV1, TradeV1
from shared.events.values import Mode, Side, Venue
from stack.test_servers.captures import OWN, extra

from .captures import frames, instruments, payload

Row = tuple[str, str, str, str, int]


def binance_rows(one: Any) -> list[Row]:
    if one.get("e") not in {"aggTrade", "trade"}:
        return []
    trade_id = f"a{one['a']}" if one["e"] == "aggTrade" else str(one["t"])
    return [(trade_id, one["p"], one["q"], "sell" if one["m"] else "buy", one["T"] * 1000)]


def coinbase_rows(one: Any) -> list[Row]:
    if one.get("type") not in {"match", "last_match"}:
        return []
    taker = {"buy": "sell", "sell": "buy"}[one["side"]]
    return [(str(one["trade_id"]), one["price"], one["size"], taker, to_us(datetime.fromisoformat(one["time"])))]


def kraken_rows(one: Any) -> list[Row]:
    if one.get("channel") != "trade":
        return []
    return [
        (str(row["trade_id"]), row["price"], row["qty"], row["side"], to_us(datetime.fromisoformat(row["timestamp"])))
        for row in one["data"]
    ]


def natives(path: Path) -> set[str]:
    found: set[str] = set()
    for _, frame in frames(path):
        one = payload(frame)
        rows = one["data"] if isinstance(one, dict) and isinstance(one.get("data"), list) else [one]
        for row in rows:
            for field in ("s", "product_id", "symbol"):
                if isinstance(row, dict) and isinstance(row.get(field), str):
                    found.add(row[field])
    return found


ROWS: dict[Venue, Callable[[Any], list[Row]]] = {
    Venue.BINANCE: binance_rows,
    Venue.COINBASE: coinbase_rows,
    Venue.KRAKEN: kraken_rows,
}
CAPTURES = [
    *((venue, OWN / kind / f"{venue}.jsonl") for kind in ("handmade", "simulated") for venue in ROWS),
    *(
        (Venue.BINANCE, path)
        for path in extra(
            "ws/binance/2021-04.jsonl",
            "ws/binance/2021-08.jsonl",
            "ws/binance/2021-10-12.jsonl",
            "ws/binance_us/2021-10-12.jsonl",
            "ws/binance_us/2023-04.jsonl",
        )
    ),
    *((Venue.COINBASE, path) for path in extra("ws/coinbase/2021-04-17.jsonl")),
    *((Venue.KRAKEN, path) for path in extra("ws/kraken/2026-07-07.jsonl")),
]


def name_of(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


@pytest.mark.parametrize(("venue", "path"), CAPTURES, ids=[name_of(path) for _, path in CAPTURES])
def test_a_capture_gives_exactly_its_trades(venue: Venue, path: Path) -> None:
    parser = ADAPTERS[venue].make_parser(instruments(venue, natives(path)), TimeWindow(Mode.REPLAY))
    said = [one for at, frame in frames(path) for one in parser.parse(frame, at)]
    trades = [one for one in said if isinstance(one, TradeV1)]

    assert [one for one in said if isinstance(one, RejectedFrame)] == []
    assert [(one.trade_id, str(one.price), str(one.size), one.side.value, one.ts_event_us) for one in trades] == [
        row for _, frame in frames(path) for row in ROWS[venue](payload(frame))
    ]
    assert trades


# In each of them every ticker names a match or a last match that came before it.
COINBASE = [OWN / "handmade" / "coinbase.jsonl", *extra("ws/coinbase/2021-04-17.jsonl")]


@pytest.mark.parametrize("path", COINBASE, ids=name_of)
def test_the_side_is_the_takers_as_coinbase_tickers_name_it(path: Path) -> None:
    parser = ADAPTERS[Venue.COINBASE].make_parser(instruments(Venue.COINBASE, natives(path)), TimeWindow(Mode.REPLAY))
    takers: dict[str, Side] = {}
    tickers = 0
    for at, frame in frames(path):
        for one in parser.parse(frame, at):
            if isinstance(one, TradeV1):
                takers[one.trade_id] = one.side
            elif isinstance(one, TickerV1):
                tickers += 1
    named = ticker_sides(path)
    pairs = [(takers[key], side) for key, side in named if key in takers]

    assert tickers == len(named) > 50
    assert len(pairs) == len(named)
    assert all(taker.value == side for taker, side in pairs)


def ticker_sides(path: Path) -> list[tuple[str, str]]:
    rows = [json.loads(frame) for _, frame in frames(path)]
    return [(str(row.get("trade_id")), row["side"]) for row in rows if row["type"] == "ticker" and "side" in row]


RETIRED = [OWN / "handmade" / "kraken_v1.jsonl", *extra("ws/kraken_v1/2021-04-17.jsonl")]


@pytest.mark.parametrize("path", RETIRED, ids=name_of)
def test_the_retired_kraken_protocol_is_rejected_frame_by_frame(path: Path) -> None:
    parser = ADAPTERS[Venue.KRAKEN].make_parser({}, TimeWindow(Mode.REPLAY))
    said = [parser.parse(frame, at) for at, frame in frames(path)]

    assert all(len(one) == 1 and isinstance(one[0], RejectedFrame) for one in said)
