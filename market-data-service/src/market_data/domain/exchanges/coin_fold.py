"""A coin's quotes folded into spans of arbitrage and each minute's spreads. No I/O and no clock: times are the quotes'.

The same quotes give the same spans, in whatever pieces they come, and a quote that comes again changes nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, NamedTuple

from shared.events import QuoteV1
from shared.events.values import Venue

from market_data.domain.coin_registry import RegisteredInstrument
from market_data.domain.exchanges.coin_legs import Unvouched, coin_legs
from market_data.domain.exchanges.legs import SpreadReason, newest_rates
from market_data.domain.exchanges.minutes import MinuteFold, SpreadMinute
from market_data.domain.exchanges.spans import Snapshot, Span, SpanFold, reason_of, snapshot_of
from market_data.domain.exchanges.spreads import Fees, Spread, spreads

LOOK_EVERY_US: Final = 250_000
"""A coin's spreads are worked out at most so often: all of its pairs are, for each look."""


class Pair(NamedTuple):
    buy: Venue
    sell: Venue


class PairState(NamedTuple):
    """What is stored of a pair, where a restarted process goes on from. `closed_us`: when its last span ended."""

    span: Span | None = None
    closed_us: int = 0
    minute: SpreadMinute | None = None


class Rules(NamedTuple):
    """Taker fees in basis points, and how old a quote may be."""

    fees: Fees
    longest_age_us: int


@dataclass(slots=True)
class Changes:
    """Spans and minutes that changed, each once, by what identifies it."""

    spans: dict[tuple[Pair, int], Span] = field(default_factory=dict)
    minutes: dict[tuple[Pair, int], SpreadMinute] = field(default_factory=dict)


@dataclass(slots=True)
class _PairFold:
    """`value` is what is known now; it holds until `until_us`, when the older of its quotes becomes too old."""

    spans: SpanFold
    minutes: MinuteFold
    value: Snapshot | None = None
    until_us: int = 0
    at_us: int = 0


class CoinFold:
    """Everything that is followed of one coin. `through_us`: quotes up to there were folded by an earlier process."""

    def __init__(self, rules: Rules, stored: Mapping[Pair, PairState], through_us: int = 0) -> None:
        self._rules = rules
        self._quotes: dict[str, QuoteV1] = {}
        self._pairs = {
            pair: _PairFold(SpanFold(state.span, state.closed_us), MinuteFold(state.minute))
            for pair, state in stored.items()
        }
        self._looked_us = 0
        self._has_news = False
        self.now_us = through_us
        self._changes = Changes()

    def take_changes(self) -> Changes:
        """What has changed since the last call."""
        taken, self._changes = self._changes, Changes()
        return taken

    def put(self, quote: QuoteV1, instruments: Sequence[RegisteredInstrument], unvouched: Unvouched) -> None:
        """Take in a quote, and look at the spreads if it is time: also as they were before it, if that is due."""
        known = self._quotes.get(quote.instrument_id)
        if known is not None and (quote.ts_recv_us < known.ts_recv_us or quote == known):
            return
        due_us = self._looked_us + LOOK_EVERY_US
        if self._has_news and quote.ts_recv_us > due_us:
            self.look(due_us, instruments, unvouched)
        self._quotes[quote.instrument_id] = quote
        self._has_news = True
        if quote.ts_recv_us > self.now_us and quote.ts_recv_us - self._looked_us >= LOOK_EVERY_US:
            self.look(quote.ts_recv_us, instruments, unvouched)

    def look(self, now_us: int, instruments: Sequence[RegisteredInstrument], unvouched: Unvouched) -> None:
        """Work out the spreads as of `now_us`; not again for a time that was looked at."""
        if now_us <= self.now_us:
            return
        self.now_us = self._looked_us = now_us
        self._has_news = False
        legs = coin_legs(
            instruments,
            self._quotes,
            newest_rates(self._quotes.values(), {}, now_us),
            unvouched=unvouched,
            now_us=now_us,
            longest_age_us=self._rules.longest_age_us,
        )
        found = {Pair(one.buy.venue, one.sell.venue): one for one in spreads(legs, self._rules.fees)}
        for pair in [*found, *(pair for pair in self._pairs if pair not in found)]:
            self._look_at(pair, found.get(pair), now_us)

    def _look_at(self, pair: Pair, spread: Spread | None, now_us: int) -> None:
        state = self._pairs.get(pair)
        if state is None:
            state = self._pairs[pair] = _PairFold(SpanFold(), MinuteFold())
        self._advance(pair, state, now_us)
        snapshot = None if spread is None else snapshot_of(spread, now_us)
        state.value, state.at_us = snapshot, now_us
        if snapshot is None:
            why = SpreadReason.NO_DATA.value if spread is None else reason_of(spread)
            self._note_spans(pair, state.spans.on_unknown(now_us, why))
            return
        state.until_us = min(snapshot.buy.quoted_us, snapshot.sell.quoted_us) + self._rules.longest_age_us
        self._note_spans(pair, state.spans.on_known(snapshot))
        self._note_minutes(pair, state.minutes.add(now_us, now_us, snapshot.gross_bp, snapshot.net_bp))

    def _advance(self, pair: Pair, state: _PairFold, now_us: int) -> None:
        """What was known last held until now, or until its older quote became too old."""
        value = state.value
        if value is not None:
            end_us = min(now_us, state.until_us)
            if end_us > state.at_us:
                self._note_minutes(pair, state.minutes.add(state.at_us, end_us, value.gross_bp, value.net_bp))
                self._note_spans(pair, state.spans.lasts_until(end_us))
            if now_us > state.until_us:
                self._note_spans(pair, state.spans.on_unknown(state.until_us, SpreadReason.QUOTE_OLD.value))
        state.minutes.forget(now_us)
        self._note_spans(pair, state.spans.advance(now_us))

    def _note_spans(self, pair: Pair, changed: Iterable[Span]) -> None:
        for span in changed:
            self._changes.spans[pair, span.opened_us] = span

    def _note_minutes(self, pair: Pair, changed: Iterable[SpreadMinute]) -> None:
        for minute in changed:
            self._changes.minutes[pair, minute.minute_us] = minute


def restored_minute(
    minute_us: int, gross: tuple[Decimal, Decimal], net: tuple[Decimal, Decimal], known_us: int
) -> SpreadMinute:
    """A stored minute; `gross` and `net` are highest and mean."""
    return SpreadMinute(minute_us, gross[0], net[0], gross[1] * known_us, net[1] * known_us, known_us)
