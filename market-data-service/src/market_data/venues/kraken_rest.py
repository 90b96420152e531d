"""Kraken's REST: pairs, newest trade, trades since a time (resumed by id), closed candles."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

import httpx
import msgspec
from shared.clock import now_us
from shared.events import TradeV1
from shared.events.values import Instrument, Interval, Mode, Side, Venue

from market_data.domain.candles import HistoryCandle
from market_data.venues.bounds import TimeWindow, checked_id, positive
from market_data.venues.kraken import ASSETS
from market_data.venues.rest import fetch_json, parse_trades
from market_data.venues.times import seconds_us
from market_data.venues.types import ListedInstrument, RateLimitedError, VenueAwayError

PAGE: Final = 1_000
_SECOND_NS: Final = 1_000_000_000
_SIDES: Final = {"b": Side.BUY, "s": Side.SELL}


class _Pair(msgspec.Struct, gc=False):
    altname: str
    wsname: str = ""
    status: str = "online"


class _Reply(msgspec.Struct, gc=False):
    error: list[str] = []
    result: dict[str, Any] = {}


class _Pairs(msgspec.Struct, gc=False):
    error: list[str] = []
    result: dict[str, _Pair] = {}


_PAIRS: Final = msgspec.json.Decoder(_Pairs)
_REPLY: Final = msgspec.json.Decoder(_Reply, float_hook=Decimal)


def standard_asset(asset: str) -> str:
    """Kraken's own name of an asset (XBT, XDG) as others write it (BTC, DOGE)."""
    return ASSETS.get(asset, asset)


class KrakenRest:
    """Kraken pages by time (`since`), so rows at or below the wanted id are dropped here."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self._window = TimeWindow(Mode.LIVE, backfilled=True)
        self._pairs: dict[str, str] = {}

    async def fetch_listed(self) -> list[ListedInstrument]:
        pairs, _ = await fetch_json(self._client, "0/public/AssetPairs", _PAIRS)
        _raise_errors(pairs.error)
        found = []
        for pair in pairs.result.values():
            base, slash, quote = pair.wsname.partition("/")
            if slash and pair.status == "online":
                native = f"{standard_asset(base)}/{standard_asset(quote)}"
                self._pairs[native] = pair.altname
                found.append(ListedInstrument(native, standard_asset(base), standard_asset(quote)))
        return found

    async def fetch_newest_id(self, instrument: Instrument) -> int:
        """Without `since` Kraken lists the newest trades."""
        rows = await self._rows(instrument, "Trades", {"count": PAGE})
        return max(map(_id, rows), default=0)

    async def fetch_trades(
        self, instrument: Instrument, *, after_id: int, after_us: int | None, aggregated: bool
    ) -> list[TradeV1]:
        """A page of the trades above `after_id`, oldest first; requested from 1 ms before that trade's time on."""
        del aggregated  # Kraken has one series of ids
        since = await self._find_since(instrument, after_id) if after_us is None else (after_us - 1_000) * 1_000
        while True:
            rows = await self._rows(instrument, "Trades", {"count": PAGE, "since": since})
            newer = [row for row in rows if _id(row) > after_id]
            if newer or len(rows) < PAGE:
                return parse_trades("kraken", newer, lambda row: self._trade(instrument, row))
            since = max(_since(rows[-1]), since + 1)

    async def _find_since(self, instrument: Instrument, after_id: int) -> int:
        """A `since` (ns) at or before the trade `after_id` + 1, whose time is not known: steps back from the newest."""
        rows = await self._rows(instrument, "Trades", {"count": PAGE})
        if len(rows) < PAGE:
            return _since(rows[0]) if rows else 0
        step = max(_since(rows[-1]) - _since(rows[0]), _SECOND_NS)
        since, first = _since(rows[0]), _id(rows[0])
        while first > after_id + 1 and since > 0:
            since, step = max(since - step, 0), step * 4
            rows = await self._rows(instrument, "Trades", {"count": PAGE, "since": since})
            first = _id(rows[0]) if rows else after_id
        return since

    async def fetch_candles(self, instrument: Instrument, interval: Interval, limit: int) -> list[HistoryCandle]:
        """Kraken lists at most 720 candles, the last of them still open."""
        minutes = interval.us // 60_000_000
        rows = await self._rows(instrument, "OHLC", {"interval": minutes})
        now = now_us()
        return [candle for row in rows if (candle := _candle(row)).open_time_us + interval.us <= now][-limit:]

    async def _rows(self, instrument: Instrument, call: str, params: dict[str, str | int]) -> list[list[Any]]:
        if instrument.native not in self._pairs:
            await self.fetch_listed()
        pair = self._pairs.get(instrument.native, instrument.native.replace("/", ""))
        reply, _ = await fetch_json(self._client, f"0/public/{call}", _REPLY, {"pair": pair, **params})
        _raise_errors(reply.error)
        rows: Any = next((value for key, value in reply.result.items() if key != "last"), [])
        if not isinstance(rows, list):
            raise VenueAwayError(f"{call} of {pair} without rows")
        return rows

    def _trade(self, instrument: Instrument, row: Sequence[Any]) -> TradeV1:
        now = now_us()
        number = checked_id(_id(row))
        return TradeV1(
            venue=Venue.KRAKEN,
            instrument_id=instrument.instrument_id,
            coin_id=instrument.coin_id,
            trade_id=str(number),
            first_id=number,
            last_id=number,
            price=positive(str(row[0])),
            size=positive(str(row[1])),
            side=_SIDES[row[3]],
            raw_side=str(row[3]),
            ts_event_us=self._window.check(seconds_us(_seconds(row[2])), now),
            ts_recv_us=now,
            backfilled=True,
        )


def _id(row: Sequence[Any]) -> int:
    try:
        return int(row[6])
    except (LookupError, ValueError, TypeError) as error:
        raise VenueAwayError(f"a trade without an id: {row!r}"[:300]) from error


def _seconds(number: object) -> Decimal:
    return Decimal(str(number))


def _since(row: Sequence[Any]) -> int:
    try:
        return int(_seconds(row[2]) * _SECOND_NS) - 1
    except (LookupError, ArithmeticError, ValueError) as error:
        raise VenueAwayError(f"a trade without a time: {row!r}"[:300]) from error


def _raise_errors(errors: Sequence[str]) -> None:
    if any("Rate limit" in error or "Too many" in error for error in errors):
        raise RateLimitedError(5)
    if errors:
        raise VenueAwayError("; ".join(errors)[:300])


def _candle(row: Sequence[Any]) -> HistoryCandle:
    try:
        volume, vwap = Decimal(str(row[6])), Decimal(str(row[5]))
        return HistoryCandle(
            open_time_us=int(row[0]) * 1_000_000,
            open=positive(str(row[1])),
            high=positive(str(row[2])),
            low=positive(str(row[3])),
            close=positive(str(row[4])),
            volume=volume,
            quote_volume=volume * vwap,
            trade_count=int(row[7]),
        )
    except (LookupError, ValueError) as error:
        raise VenueAwayError(f"not a candle: {error}") from error
