"""Stamp the USD rate into what the venues said and put it into Kafka; keep the gap ledger's entries in one shape."""

import msgspec
from shared.clock import now_us
from shared.events import GapKind, GapState, GapV1, TickerV1, TradeV1
from shared.events.values import Instrument
from shared.kafka import Producer
from shared.kafka.topics import GAPS, RATES, TICKERS, TRADES

from market_data.feed.rates import Rates
from market_data.feed.resume.sequence import Hole, PassedOver


class Publisher:
    """All of an ingester's records pass here, in the order that they were given."""

    def __init__(self, producer: Producer, rates: Rates) -> None:
        self._producer = producer
        self._rates = rates

    def trades(self, quote: str, trades: list[TradeV1]) -> None:
        """Stamp with the rate of now, a back-filled trade with that of its own event time, and publish."""
        for trade in trades:
            rate = (
                self._rates.at(quote, trade.ts_event_us)
                if trade.backfilled
                else self._rates.now(quote, trade.ts_recv_us)
            )
            stamped = trade
            if rate is not None:
                stamped = msgspec.structs.replace(trade, quote_usd=rate.quote_usd, quote_usd_as_of_us=rate.as_of_us)
            self._producer.put(TRADES, trade.coin_id, stamped, at_us=trade.ts_recv_us)

    def ticker(self, base: str, quote: str, ticker: TickerV1) -> None:
        """Stamp and publish; a ticker of a rate instrument is first taken into the rates."""
        if self._rates.is_rate(base, quote):
            self._rates.on_ticker(base, ticker)
        rate = self._rates.now(quote, ticker.ts_recv_us)
        if rate is not None:
            ticker = msgspec.structs.replace(ticker, quote_usd=rate.quote_usd, quote_usd_as_of_us=rate.as_of_us)
        self._producer.put(TICKERS, ticker.coin_id, ticker, at_us=ticker.ts_recv_us)

    def rates(self) -> None:
        """Publish and remember what each quote is worth now."""
        for rate in self._rates.known(now_us()):
            self._rates.keep(rate)
            self._producer.put(RATES, rate.quote, rate)

    def followed(self, instrument: Instrument, start_us: int) -> None:
        self._gap(instrument, "followed", GapKind.FOLLOWED, GapState.CLOSED, start_us, start_us)

    def ended(self, instrument: Instrument, end_us: int) -> None:
        self._gap(instrument, "ended", GapKind.ENDED, GapState.CLOSED, end_us, end_us)

    def hole(
        self,
        instrument: Instrument,
        hole: Hole,
        state: GapState,
        *,
        last_id: int | None,
        end_us: int | None,
        reason: str,
    ) -> None:
        self._gap(instrument, hole.name, GapKind.HOLE, state, hole.start_us, end_us, (hole.first_id, last_id), reason)

    def unfillable(self, instrument: Instrument, passed: PassedOver) -> None:
        """REST has no trades of these ids: only the venue's own candles can tell whether there were any."""
        ids = (passed.first_id, passed.last_id)
        name, reason = f"{ids[0]}-{ids[1]}", "REST passes over these ids"
        self._gap(instrument, name, GapKind.HOLE, GapState.UNFILLABLE, passed.start_us, passed.end_us, ids, reason)

    def close(self, gap: GapV1, end_us: int) -> None:
        """An open hole of an earlier process: everything in it is published by now."""
        reason = "filled after a restart"
        closed = msgspec.structs.replace(gap, state=GapState.CLOSED, end_us=end_us, reason=reason, as_of_us=now_us())
        self._producer.put(GAPS, gap.coin_id, closed)

    def _gap(
        self,
        instrument: Instrument,
        name: str,
        kind: GapKind,
        state: GapState,
        start_us: int,
        end_us: int | None,
        ids: tuple[int | None, int | None] = (None, None),
        reason: str | None = None,
    ) -> None:
        gap = GapV1(
            gap_id=f"{instrument.instrument_id}/{name}",
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
        )
        self._producer.put(GAPS, instrument.coin_id, gap)
