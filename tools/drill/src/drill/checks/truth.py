"""What the exchange really sent: read from a capture or from the simulator's truth list, with none of our parsers."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, NamedTuple

# Without TUSD: USDTUSD is USDT in USD, not USD in TUSD.
QUOTES: Final = (
    "USDT",
    "BUSD",
    "USDC",
    "FDUSD",
    "USD",
    "BTC",
    "ETH",
    "BNB",
    "EUR",
    "GBP",
    "TRY",
    "RUB",
    "AUD",
    "BRL",
)
_FLIP: Final = {"buy": "sell", "sell": "buy"}


class Trade(NamedTuple):
    instrument_id: str
    trade_id: str
    price: Decimal
    size: Decimal
    side: str
    at: datetime

    @property
    def order(self) -> tuple[datetime, int]:
        return self.at, int(self.trade_id.lstrip("a"))


def of_capture(path: Path) -> dict[tuple[str, str], Trade]:
    """The trades of a capture by (instrument_id, trade_id); none for a protocol that is not spoken any more."""
    with path.open() as lines:
        header = json.loads(next(lines))
        frames = [json.loads(line) for line in lines]
    if "v1" in header["protocol"]:
        return {}
    read = {"binance": _binance, "coinbase": _coinbase, "kraken": _kraken}[header["venue"]]
    found: dict[tuple[str, str], Trade] = {}
    for entry in frames:
        if "frame" in entry:
            for trade in read(json.loads(entry["frame"], parse_float=Decimal, parse_int=str)):
                found.setdefault((trade.instrument_id, trade.trade_id), trade)
    return found


def of_list(items: list[dict[str, Any]]) -> dict[tuple[str, str], Trade]:
    """The simulator's truth list."""
    return {
        (item["instrument_id"], item["trade_id"]): Trade(
            item["instrument_id"],
            item["trade_id"],
            Decimal(item["price"]),
            Decimal(item["size"]),
            item["side"],
            _time(item["timestamp"]),
        )
        for item in items
    }


def _binance(frame: Any) -> Iterator[Trade]:
    data = frame.get("data", frame)
    kind = data.get("e")
    if kind in ("aggTrade", "trade"):
        yield Trade(
            f"{split(data['s'])}.BINANCE",
            f"a{data['a']}" if kind == "aggTrade" else data["t"],
            Decimal(data["p"]),
            Decimal(data["q"]),
            "sell" if data["m"] else "buy",
            datetime.fromtimestamp(int(data["T"]) // 1000, UTC).replace(microsecond=int(data["T"]) % 1000 * 1000),
        )


def split(symbol: str) -> str:
    """`BTCUSDT` as `BTC-USDT`: at the longest quote asset that is known."""
    quote = max((quote for quote in QUOTES if symbol.endswith(quote)), key=len)
    return f"{symbol.removesuffix(quote)}-{quote}"


def _coinbase(frame: Any) -> Iterator[Trade]:
    if frame.get("type") in ("match", "last_match"):
        yield Trade(
            f"{frame['product_id']}.COINBASE",
            frame["trade_id"],
            Decimal(frame["price"]),
            Decimal(frame["size"]),
            _FLIP[frame["side"]],
            _time(frame["time"]),
        )


def _kraken(frame: Any) -> Iterator[Trade]:
    if isinstance(frame, dict) and frame.get("channel") == "trade":
        for row in frame["data"]:
            yield Trade(
                f"{row['symbol'].replace('/', '-')}.KRAKEN",
                row["trade_id"],
                Decimal(row["price"]),
                Decimal(row["qty"]),
                row["side"],
                _time(row["timestamp"]),
            )


def _time(text: str) -> datetime:
    """Any number of decimals, cut to microseconds."""
    whole, _, rest = text.removesuffix("Z").partition(".")
    return datetime.fromisoformat(whole).replace(tzinfo=UTC, microsecond=int((rest + "000000")[:6]))
