"""Kraken's REST: pairs, newest trade, trades since a time (resumed by id), closed candles."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

import msgspec
from shared.clock import now_us
from shared.events import TradeV1
from shared.events.values import Instrument, Interval, Mode, Side, Venue

from market_data.domain.candles import HistoryCandle
from market_data.venues.bounds import TimeWindow, checked_id, positive, seconds_us
from market_data.venues.kraken import ASSETS
from market_data.venues.pages import make_candles, make_page
from market_data.venues.rest import VenueClient, fetch_json
from market_data.venues.types import CandlePage, ListedInstrument, TradePage, VenueAwayError

PAGE: Final = 1_000
_SECOND_NS: Final = 1_000_000_000
_TRADING: Final = ("online", "post_only", "limit_only", "reduce_only")
_SIDES: Final = {"b": Side.BUY, "s": Side.SELL}


class _Pair(msgspec.Struct, gc=False):
    altname: str
    wsname: str = ""
    status: str = "online"
    tick_size: Decimal | None = None
    lot_decimals: int | None = None


class _Reply(msgspec.Struct, gc=False):
    result: dict[str, Any] = {}


class _Pairs(msgspec.Struct, gc=False):
    result: dict[str, _Pair] = {}


_PAIRS: Final = msgspec.json.Decoder(_Pairs)
_REPLY: Final = msgspec.json.Decoder(_Reply, float_hook=Decimal)


def standard_asset(asset: str) -> str:
    """Kraken's own name of an asset (XBT, XDG) as others write it (BTC, DOGE)."""
    return ASSETS.get(asset, asset)


class KrakenRest:
    """Kraken pages by time (`since`), so rows at or below the wanted id are dropped here.

    Many trades may share the time that a row shows. An answer's `last` is finer: reading on from there skips none.
    """

    def __init__(self, client: VenueClient) -> None:
        self._client = client
        self._window = TimeWindow(Mode.LIVE, backfilled=True)
        self._pairs: dict[str, str] = {}
        self._read_to: dict[str, tuple[int, int]] = {}
        """By native name the greatest id of the newest page and its `last` (ns)."""

    async def fetch_listed(self) -> list[ListedInstrument]:
        pairs, _ = await fetch_json(self._client, "0/public/AssetPairs", _PAIRS)
        found = [_listed(pair) for pair in pairs.result.values() if "/" in pair.wsname]
        self._pairs.update((_native(pair), pair.altname) for pair in pairs.result.values() if "/" in pair.wsname)
        return found

    async def fetch_newest_id(self, instrument: Instrument) -> int:
        """Without `since` Kraken lists the newest trades."""
        rows, _ = await self._rows(instrument, "Trades", {"count": PAGE})
        return max(map(_id, rows), default=0)

    async def fetch_trades(
        self, instrument: Instrument, *, after_id: int, after_us: int | None, aggregated: bool
    ) -> TradePage:
        """A page of the trades above `after_id`, requested from 1 ms before that trade's time on.

        Of more than a page of trades with one `last`, those of the first page are all that Kraken lists.
        """
        del aggregated  # Kraken has one series of ids
        since = await self._since(instrument, after_id, after_us)
        while True:
            rows, last = await self._rows(instrument, "Trades", {"count": PAGE, "since": since})
            page = make_page("kraken", rows, after_id, _id, lambda row: self._trade(instrument, row))
            if page.read_to > after_id or len(rows) < PAGE:
                if rows:
                    self._read_to[instrument.native] = (page.read_to, last)
                return page
            since = max(last, since + 1)

    async def _since(self, instrument: Instrument, after_id: int, after_us: int | None) -> int:
        """A `since` (ns) just before the trade `after_id`: an answer holds what is later than it."""
        read_to, last = self._read_to.get(instrument.native, (0, 0))
        if last and read_to == after_id:
            return last - 1
        return await self._find_since(instrument, after_id) if after_us is None else (after_us - 1_000) * 1_000

    async def _find_since(self, instrument: Instrument, after_id: int) -> int:
        """The same for a trade whose time is not known: steps back from the newest."""
        rows, _ = await self._rows(instrument, "Trades", {"count": PAGE})
        if len(rows) < PAGE:
            return _before(rows[0]) if rows else 0
        step = max(_before(rows[-1]) - _before(rows[0]), _SECOND_NS)
        since, first = _before(rows[0]), _id(rows[0])
        while first > after_id + 1 and since > 0:
            since, step = max(since - step, 0), step * 4
            rows, _ = await self._rows(instrument, "Trades", {"count": PAGE, "since": since})
            first = _id(rows[0]) if rows else after_id
        return since

    async def fetch_candles(self, instrument: Instrument, interval: Interval, start_us: int, end_us: int) -> CandlePage:
        """Kraken lists the newest 720 candles, the last of them still open, and nothing older, whatever is asked."""
        rows, _ = await self._rows(instrument, "OHLC", {"interval": interval.us // 60_000_000})
        listed = make_candles("kraken", rows, interval, (0, end_us), _candle)
        oldest_us = listed[0].open_time_us if listed else end_us
        candles = [candle for candle in listed if candle.open_time_us >= start_us]
        return CandlePage(candles, max(start_us, oldest_us), is_oldest=bool(listed) and oldest_us > start_us)

    async def _rows(
        self, instrument: Instrument, call: str, params: dict[str, str | int]
    ) -> tuple[list[list[Any]], int]:
        """The rows of an answer, and its `last`; 0 where that is no number."""
        if instrument.native not in self._pairs:
            await self.fetch_listed()
        pair = self._pairs.get(instrument.native, instrument.native.replace("/", ""))
        reply, _ = await fetch_json(self._client, f"0/public/{call}", _REPLY, {"pair": pair, **params})
        rows: Any = next((value for key, value in reply.result.items() if key != "last"), [])
        if not isinstance(rows, list):
            raise VenueAwayError(f"{call} of {pair} without rows")
        last = str(reply.result.get("last", ""))
        return rows, int(last) if last.isascii() and last.isdecimal() else 0

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


def _native(pair: _Pair) -> str:
    return "/".join(map(standard_asset, pair.wsname.split("/")))


def _listed(pair: _Pair) -> ListedInstrument:
    native = _native(pair)
    base, _, quote = native.partition("/")
    lot = None if pair.lot_decimals is None else Decimal(1).scaleb(-pair.lot_decimals)
    return ListedInstrument(native, base, quote, is_trading=pair.status in _TRADING, tick=pair.tick_size, lot=lot)


def _id(row: Sequence[Any]) -> int:
    try:
        return int(row[6])
    except (LookupError, ValueError, TypeError):
        return 0


def _seconds(number: object) -> Decimal:
    return Decimal(str(number))


def _before(row: Sequence[Any]) -> int:
    """The `since` (ns) of which an answer begins with this row."""
    try:
        return int(_seconds(row[2]) * _SECOND_NS) - 1
    except (LookupError, ArithmeticError, ValueError) as error:
        raise VenueAwayError(f"a trade without a time: {row!r}"[:300]) from error


def _candle(row: Sequence[Any]) -> HistoryCandle:
    volume, vwap = Decimal(str(row[6])), Decimal(str(row[5]))
    return HistoryCandle(
        open_time_us=int(row[0] * 1_000_000),
        open=positive(str(row[1])),
        high=positive(str(row[2])),
        low=positive(str(row[3])),
        close=positive(str(row[4])),
        volume=volume,
        quote_volume=volume * vwap,
        trade_count=int(row[7]),
    )
