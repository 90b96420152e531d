"""Stamp USD rates into trades, tickers and quotes, and put these, the rates and the gap ledger's entries into Kafka.

A hole of this ingester's in which another one has followed the instrument is none, and is not published.
"""

from collections.abc import Sequence
from typing import Final

import msgspec
from prometheus_client import Counter
from shared.clock import now_us
from shared.events import GapClosing, GapKind, GapState, GapV1, QuoteV1, TickerV1, TradeV1
from shared.events.values import Instrument
from shared.kafka import Producer
from shared.kafka.topics import GAPS, QUOTES, RATES, TICKERS, TRADES
from shared.tracing.records import begin_trade
from shared.tracing.tracer import TRACING

from market_data.feed.rates import Rates
from market_data.feed.resume.sequence import MissingIds, TradeGap
from market_data.feed.resume.twins import Twins

GAPS_OPENED: Final = Counter(
    "market_gaps_opened_total",
    "Holes noted in a venue's trades: connection lost, restart, socket (an id is missing), refused, unanswered",
    ["venue", "reason"],
)
GAPS_UNFILLABLE: Final = Counter(
    "market_gaps_unfillable_total", "Holes whose trades the venue does not list any more", ["venue"]
)
SOCKET: Final = "socket"
"""Why a gap is opened when the connection has left out an id. Others may lack it, too."""


class Publisher:
    """All market data of an ingester go through it; within a topic's partition they keep the order of the calls."""

    def __init__(self, producer: Producer, rates: Rates, twins: Twins | None = None) -> None:
        self._producer = producer
        self._rates = rates
        self._twins = twins or Twins("")
        self._covered: dict[str, tuple[Instrument, TradeGap, str]] = {}
        """Open gaps that are not published, by id, with the reason: another ingester follows through them."""

    async def room(self) -> None:
        """Wait while as many records as are allowed wait for Kafka: whoever fetches pages asks before each."""
        await self._producer.room()

    def publish_trades(self, quote: str, trades: list[TradeV1]) -> None:
        """Stamp with the rate at receipt, a back-filled trade with that of its own event time, and publish."""
        for trade in trades:
            rate = (
                self._rates.at(quote, trade.ts_event_us)
                if trade.backfilled
                else self._rates.now(quote, trade.ts_recv_us)
            )
            stamped = trade
            if rate is not None:
                stamped = msgspec.structs.replace(trade, quote_usd=rate.quote_usd, quote_usd_as_of_us=rate.as_of_us)
            self._producer.put(TRADES, trade.coin_id, stamped, at_us=trade.ts_recv_us, trace=_begin_trace(trade))

    def publish_ticker(self, instrument: Instrument, ticker: TickerV1) -> None:
        """Stamp and publish; a ticker of a rate instrument is first taken into the rates."""
        if self._rates.is_rate(instrument):
            self._rates.on_book(instrument.base, ticker)
        rate = self._rates.now(instrument.quote, ticker.ts_recv_us)
        if rate is not None:
            ticker = msgspec.structs.replace(ticker, quote_usd=rate.quote_usd, quote_usd_as_of_us=rate.as_of_us)
        self._producer.put(TICKERS, ticker.coin_id, ticker, at_us=ticker.ts_recv_us)

    def take_rate(self, instrument: Instrument, quote: QuoteV1) -> None:
        """Take the quote of a rate instrument into the rates; each one counts, also one that is never published."""
        if self._rates.is_rate(instrument):
            self._rates.on_book(instrument.base, quote)

    def publish_quote(self, instrument: Instrument, quote: QuoteV1) -> None:
        """Stamp with the rate at receipt and what is doubtful about it, and publish."""
        rate = self._rates.now(instrument.quote, quote.ts_recv_us)
        if rate is not None:
            quote = msgspec.structs.replace(
                quote, quote_usd=rate.quote_usd, quote_usd_as_of_us=rate.as_of_us, rate_reason=rate.reason
            )
        self._producer.put(QUOTES, quote.coin_id, quote, at_us=quote.ts_recv_us)

    @property
    def quotes_waiting(self) -> int:
        """Quotes that Kafka has not acknowledged."""
        return self._producer.pending_of(QUOTES)

    def publish_rates(self) -> None:
        """Publish what each quote is worth now, and record it for trades that are back-filled later."""
        for rate in self._rates.current(now_us()):
            self._rates.record(rate)
            self._producer.put(RATES, rate.quote, rate)

    def publish_followed(self, instrument: Instrument, start_us: int) -> None:
        self._put_gap(instrument, "followed", GapKind.FOLLOWED, GapState.CLOSED, start_us, start_us)

    def publish_ended(self, instrument: Instrument, end_us: int) -> None:
        self._put_gap(instrument, "ended", GapKind.ENDED, GapState.CLOSED, end_us, end_us)

    def publish_gap(
        self,
        instrument: Instrument,
        gap: TradeGap,
        state: GapState,
        *,
        reason: str,
        last_id: int | None = None,
        end_us: int | None = None,
        trades_filled: int | None = None,
    ) -> None:
        """Publish a gap, unless another ingester has followed the instrument since before it, and still does."""
        id_ = gap_id(instrument, gap.name)
        was_covered = self._covered.pop(id_, None) is not None
        is_coverable = was_covered or (state is GapState.OPEN and reason != SOCKET)
        if is_coverable and self._twins.follow(instrument, gap.start_us):
            if state is GapState.OPEN:
                self._covered[id_] = (instrument, gap, reason)
            return
        if state is GapState.OPEN:
            GAPS_OPENED.labels(instrument.venue, reason).inc()
        ids = (gap.first_id, last_id)
        self._put_gap(
            instrument, gap.name, GapKind.HOLE, state, gap.start_us, end_us, ids, reason, trades_filled=trades_filled
        )

    def publish_uncovered(self) -> None:
        """Publish the gaps that no other ingester follows through any more. To be called once a second."""
        for instrument, gap, reason in list(self._covered.values()):
            self.publish_gap(instrument, gap, GapState.OPEN, reason=reason)

    def publish_unfillable(self, instrument: Instrument, missing: MissingIds) -> None:
        """REST does not list these ids: only the venue's own candles can tell whether there were trades."""
        ids = (missing.first_id, missing.last_id)
        name, reason = f"{ids[0]}-{ids[1]}", "REST passes over these ids"
        self._put_gap(
            instrument, name, GapKind.HOLE, GapState.UNFILLABLE, missing.start_us, missing.end_us, ids, reason
        )

    def publish_lost(self, instrument: Instrument, gap: GapV1, filled: int, missing: Sequence[MissingIds]) -> None:
        """What became of ids that the recorder has named as lost, after all that REST lists of them is published."""
        if filled:
            for ids in missing:
                self.publish_unfillable(instrument, ids)
        else:
            GAPS_UNFILLABLE.labels(instrument.venue).inc()
        ended = msgspec.structs.replace(
            gap,
            state=GapState.CLOSED if filled else GapState.UNFILLABLE,
            reason=f"{filled} trades fetched by id" if filled else "REST lists none of these ids",
            closed_by=GapClosing.IDS if filled else None,
            trades_filled=filled,
            as_of_us=now_us(),
        )
        self._producer.put(GAPS, gap.coin_id, ended)

    def publish_closed(self, gap: GapV1, end_us: int) -> None:
        """Close an open gap of an earlier process: all trades in it are published by now."""
        reason = "filled after a restart"
        closed = msgspec.structs.replace(
            gap,
            state=GapState.CLOSED,
            end_us=end_us,
            reason=reason,
            as_of_us=now_us(),
            closed_by=GapClosing.IDS,
        )
        self._producer.put(GAPS, gap.coin_id, closed)

    def publish_unfilled(self, gap: GapV1) -> None:
        """End an open gap of an earlier process: the venue does not list the instrument any more."""
        now, reason = now_us(), "not listed any more"
        end_us = max(now, gap.start_us)
        ended = msgspec.structs.replace(gap, state=GapState.UNFILLABLE, end_us=end_us, reason=reason, as_of_us=now)
        self._producer.put(GAPS, gap.coin_id, ended)

    def _put_gap(
        self,
        instrument: Instrument,
        name: str,
        kind: GapKind,
        state: GapState,
        start_us: int,
        end_us: int | None,
        ids: tuple[int | None, int | None] = (None, None),
        reason: str | None = None,
        *,
        trades_filled: int | None = None,
    ) -> None:
        if kind is GapKind.HOLE and state is GapState.UNFILLABLE:
            GAPS_UNFILLABLE.labels(instrument.venue).inc()
        gap = GapV1(
            gap_id=gap_id(instrument, name),
            kind=kind,
            state=state,
            venue=instrument.venue,
            instrument_id=instrument.instrument_id,
            coin_id=instrument.coin_id,
            start_us=start_us,
            end_us=end_us,
            first_id=ids[0],
            last_id=ids[1],
            reason=reason,
            as_of_us=now_us(),
            closed_by=GapClosing.IDS if kind is GapKind.HOLE and state is GapState.CLOSED else None,
            trades_filled=trades_filled,
        )
        self._producer.put(GAPS, instrument.coin_id, gap)


def gap_id(instrument: Instrument, name: str) -> str:
    """The id of a gap in the ledger: the same in every ingester."""
    return f"{instrument.instrument_id}/{name}"


def _begin_trace(trade: TradeV1) -> bytes | None:
    if TRACING.tracer is None:
        return None
    attributes = {"tidemark.instrument_id": trade.instrument_id, "tidemark.trade_id": str(trade.trade_id)}
    return begin_trade(f"{TRADES.name} publish", trade.ts_recv_us, attributes)
