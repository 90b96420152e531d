"""Spans of time in which an ordered pair of venues would have brought something after fees. No I/O and no clock."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

import msgspec

from market_data.domain.exchanges.legs import Leg, SpreadReason
from market_data.domain.exchanges.spreads import Spread, costs

GONE: Final = "gone"
"""Why a span ended: the net spread was not above zero any more."""
NOT_OBSERVED: Final = "not_observed"
"""The process that followed it ended, and nobody knows how it went on."""
GRACE_US: Final = 1_000_000
"""A shorter interruption does not end a span: quotes that flicker around zero would make hundreds of them."""


class SnapshotLeg(msgspec.Struct, frozen=True):
    """One side of a spread as it was counted: `price_usd` = `price` x `quote_usd`."""

    instrument_id: str
    price: Decimal
    size: Decimal | None
    quote_usd: Decimal
    quote_usd_as_of_us: int
    price_usd: Decimal
    fee_bp: Decimal
    quoted_us: int


class Snapshot(msgspec.Struct, frozen=True):
    """A spread whose net is known, with all that it was computed from."""

    at_us: int
    gross_bp: Decimal
    fees_bp: Decimal
    net_bp: Decimal
    size: Decimal | None
    buy: SnapshotLeg
    sell: SnapshotLeg

    @property
    def quoted_us(self) -> int:
        """When the later of both quotes was received."""
        return max(self.buy.quoted_us, self.sell.quoted_us)


@dataclass(slots=True)
class Span:
    """[`opened_us`, `closed_us`), None while it is open; `seen_us`: until when it is known to have lasted."""

    opened_us: int
    seen_us: int
    best: Snapshot
    closed_us: int | None = None
    close_reason: str | None = None


class SpanState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


def span_state(span: Span, now_us: int, *, unheard_us: int) -> SpanState:
    """A span that is open, but was not seen for `unheard_us`, is followed by nobody: it counts as closed."""
    is_open = span.closed_us is None and now_us - span.seen_us <= unheard_us
    return SpanState.OPEN if is_open else SpanState.CLOSED


def snapshot_of(spread: Spread, at_us: int) -> Snapshot | None:
    """None where the net is not known."""
    if spread.net_bp is None or spread.gross_bp is None or spread.fees_bp is None:
        return None
    buy = _leg(spread.buy, spread.buy_fee_bp, is_buy=True)
    sell = _leg(spread.sell, spread.sell_fee_bp, is_buy=False)
    if buy is None or sell is None:
        return None
    return Snapshot(at_us, spread.gross_bp, spread.fees_bp, spread.net_bp, spread.size, buy, sell)


def at_fees(best: Snapshot, buy_fee_bp: Decimal, sell_fee_bp: Decimal) -> Snapshot:
    """The same moment as others would have had it, with their own taker fees in basis points."""
    found = costs(best.buy.price_usd, best.sell.price_usd, buy_fee_bp, sell_fee_bp)
    return msgspec.structs.replace(
        best,
        gross_bp=found.gross_bp,
        fees_bp=found.fees_bp,
        net_bp=found.gross_bp - found.fees_bp,
        buy=msgspec.structs.replace(best.buy, fee_bp=buy_fee_bp),
        sell=msgspec.structs.replace(best.sell, fee_bp=sell_fee_bp),
    )


def _leg(leg: Leg, fee_bp: Decimal, *, is_buy: bool) -> SnapshotLeg | None:
    quote, rate = leg.quote, leg.rate
    if quote is None or rate is None:
        return None
    price, size = (quote.ask_price, quote.ask_size) if is_buy else (quote.bid_price, quote.bid_size)
    price_usd = leg.ask_usd if is_buy else leg.bid_usd
    if price is None or price_usd is None:
        return None
    return SnapshotLeg(
        leg.instrument_id, price, size, rate.quote_usd, rate.as_of_us, price_usd, fee_bp, quote.ts_recv_us
    )


class SpanFold:
    """The spans of one ordered pair of venues, from what is known of it at times that never go back.

    `restored` is the span that an earlier process left open; `closed_us`: when the last one ended.
    """

    def __init__(self, restored: Span | None = None, closed_us: int = 0) -> None:
        self.span = restored
        self._is_restored = restored is not None
        self._closed_us = closed_us
        self._interrupted_us: int | None = None
        self._why = GONE

    def on_known(self, snapshot: Snapshot) -> list[Span]:
        """The net is known at `snapshot.at_us`; returns the spans that ended or changed."""
        at_us = snapshot.at_us
        changed = self.advance(at_us)
        was_restored, self._is_restored = self._is_restored, False
        if snapshot.net_bp <= 0:
            # Of a restored span nothing is known since it was last seen.
            since_us = self.span.seen_us if was_restored and self.span is not None else at_us
            return changed + self.on_unknown(since_us, GONE)
        if self.span is None:
            # Named for its quotes, not for when they were looked at: whoever finds it again names it the same.
            opened_us = snapshot.quoted_us if self._closed_us < snapshot.quoted_us <= at_us else at_us
            self.span = Span(opened_us, at_us, snapshot)
        self._interrupted_us = None
        self.span.seen_us = max(self.span.seen_us, at_us)
        if snapshot.net_bp > self.span.best.net_bp:
            self.span.best = snapshot
        return [*changed, self.span]

    def on_unknown(self, at_us: int, why: str) -> list[Span]:
        """It is not above zero any more, or not known; returns the spans that ended.

        A restored span waits for its quotes to come: until then it is only unknown here.
        """
        changed = self.advance(at_us)
        if self.span is not None and self._interrupted_us is None and not self._is_restored:
            self._interrupted_us, self._why = at_us, why
        return changed

    def lasts_until(self, at_us: int) -> list[Span]:
        """What was known last still held then; returns the span if it has become longer."""
        span = self.span
        if span is None or self._interrupted_us is not None or self._is_restored or at_us <= span.seen_us:
            return []
        span.seen_us = at_us
        return [span]

    def advance(self, now_us: int) -> list[Span]:
        """Time has come to `now_us`; returns the span if it has ended."""
        span = self.span
        if span is None:
            return []
        if self._is_restored and now_us - span.seen_us > _RESTART_US:
            self._is_restored = False
            return self._end(span, span.seen_us, NOT_OBSERVED)
        if self._interrupted_us is None or now_us - self._interrupted_us <= GRACE_US:
            return []
        return self._end(span, self._interrupted_us, self._why)

    def _end(self, span: Span, at_us: int, why: str) -> list[Span]:
        span.closed_us, span.close_reason = max(at_us, span.opened_us), why
        span.seen_us = min(max(span.seen_us, span.opened_us), span.closed_us)
        self.span = self._interrupted_us = None
        self._closed_us = span.closed_us
        return [span]


_RESTART_US: Final = 10_000_000
"""A span that was open when its process ended goes on if it is seen again so soon after."""


def reason_of(spread: Spread) -> str:
    """Why the net of a spread is not known."""
    return (spread.reason or SpreadReason.NO_DATA).value
