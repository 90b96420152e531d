"""The same quotes give the same spans and minutes, in whatever pieces they come and however often."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from market_data.domain.exchanges.coin_fold import Changes, CoinFold, Pair, PairState, Rules
from market_data.domain.exchanges.minutes import SpreadMinute
from market_data.domain.exchanges.spans import Span
from shared.events import PriceReason, QuoteV1
from shared.events.values import Venue

from .books import LONGEST_AGE, NOW, SECOND, quote

RULES = Rules({Venue.KRAKEN: Decimal(10), Venue.COINBASE: Decimal(10)}, LONGEST_AGE)
KRAKEN, COINBASE = "BTC-USD.KRAKEN", "BTC-USD.COINBASE"
BUY_KRAKEN = Pair(Venue.KRAKEN, Venue.COINBASE)
MINUTE = 60 * SECOND
START = NOW // MINUTE * MINUTE


def vouched(_venue: Venue, _instrument_id: str) -> PriceReason | None:
    return None


class Tables:
    """What was written, as the tables hold it: each span and minute in its newest state."""

    def __init__(self) -> None:
        self.spans: dict[tuple[Pair, int], Span] = {}
        self.minutes: dict[tuple[Pair, int], SpreadMinute] = {}
        self.through_us = 0

    def write(self, fold: CoinFold) -> None:
        changes: Changes = deepcopy(fold.take_changes())
        self.spans |= changes.spans
        self.minutes |= changes.minutes
        self.through_us = fold.now_us

    def restored(self) -> CoinFold:
        return CoinFold(RULES, self._stored(), self.through_us)

    def _stored(self) -> Mapping[Pair, PairState]:
        found: dict[Pair, PairState] = {}
        for (pair, _), span in sorted(self.spans.items(), key=lambda one: one[0][1]):
            is_open = span.closed_us is None
            found[pair] = PairState(deepcopy(span) if is_open else None, span.closed_us or 0)
        for (pair, _), minute in sorted(self.minutes.items(), key=lambda one: one[0][1]):
            found[pair] = found.get(pair, PairState())._replace(minute=deepcopy(minute))
        return found


def at(seconds: float, name: str, bid: str, ask: str) -> QuoteV1:
    return quote(name, bid, ask, START + int(seconds * SECOND))


def folded(quotes: Sequence[QuoteV1], until: float | None = None) -> Tables:
    fold, tables = CoinFold(RULES, {}), Tables()
    for one in quotes:
        fold.put(one, (), vouched)
    if until is not None:
        fold.look(START + int(until * SECOND), (), vouched)
    tables.write(fold)
    return tables


def spans_of(tables: Tables) -> list[tuple[float, float | None, str | None, Decimal]]:
    found = [span for (pair, _), span in tables.spans.items() if pair == BUY_KRAKEN]
    return [
        (
            (one.opened_us - START) / SECOND,
            None if one.closed_us is None else (one.closed_us - START) / SECOND,
            one.close_reason,
            one.best.net_bp,
        )
        for one in sorted(found, key=lambda one: one.opened_us)
    ]


OPENING = [at(0, KRAKEN, "99.9", "100"), at(1, COINBASE, "101", "101.1")]


def test_a_span_opens_with_the_later_quote_and_closes_when_nothing_is_left() -> None:
    tables = folded([*OPENING, at(3, COINBASE, "101.5", "101.6"), at(5, COINBASE, "100.1", "100.2")], until=9)

    assert spans_of(tables) == [(1.0, 5.0, "gone", Decimal(150) - Decimal("20.15"))]
    assert not [pair for pair, _ in tables.spans if pair != BUY_KRAKEN]


def test_a_short_interruption_does_not_end_a_span() -> None:
    gap = [at(2, COINBASE, "100", "100.1"), at(2.9, COINBASE, "101", "101.1")]

    assert spans_of(folded([*OPENING, *gap], until=4)) == [(1.0, None, None, Decimal("79.9"))]


def test_a_span_ends_when_its_older_quote_becomes_too_old() -> None:
    tables = folded([*OPENING, at(8, COINBASE, "101", "101.1")], until=20)

    assert spans_of(tables) == [(1.0, 10.0, "quote_old", Decimal("79.9"))]


def test_a_second_span_of_the_same_quotes_begins_after_the_first() -> None:
    """The venue was away in between: the quotes are the ones that opened the first span."""
    fold, tables = CoinFold(RULES, {}), Tables()
    for one in OPENING:
        fold.put(one, (), vouched)
    for seconds in (2, 5):
        fold.look(START + seconds * SECOND, (), lambda _venue, _id: PriceReason.VENUE_STALE)
    fold.look(START + 6 * SECOND, (), vouched)
    tables.write(fold)

    assert [one[:3] for one in spans_of(tables)] == [(1.0, 2.0, "venue_stale"), (6.0, None, None)]


def test_a_span_that_a_dead_process_left_open_ends_where_it_was_last_seen() -> None:
    tables = folded(OPENING)
    fold = tables.restored()
    for one in (at(100, KRAKEN, "99.9", "100"), at(100.5, COINBASE, "101", "101.1")):
        fold.put(one, (), vouched)
    tables.write(fold)

    assert [one[:3] for one in spans_of(tables)] == [(1.0, 1.0, "not_observed"), (100.5, None, None)]


def test_a_minutes_mean_is_weighted_with_time_and_its_maximum_is_the_highest() -> None:
    tables = folded([*OPENING, at(4, COINBASE, "101.6", "101.7")], until=5)
    minute = tables.minutes[BUY_KRAKEN, START]

    assert (minute.known_us, str(minute.gross_max)) == (4 * SECOND, "160")
    assert minute.gross_mean == (3 * Decimal(100) + Decimal(160)) / 4
    assert minute.net_max == 160 - Decimal("20.16")


def test_a_minute_knows_only_as_long_as_both_quotes_could_be_relied_on() -> None:
    tables = folded(OPENING, until=59)

    assert tables.minutes[BUY_KRAKEN, START].known_us == 9 * SECOND


STEPS = st.lists(
    st.tuples(st.integers(1, 4_000), st.sampled_from([KRAKEN, COINBASE]), st.integers(9_900, 10_100)),
    min_size=2,
    max_size=60,
)


def stream(steps: Sequence[tuple[int, str, int]]) -> list[QuoteV1]:
    now, found = START, []
    for pause_ms, name, mid in steps:
        now += pause_ms * 1_000
        found.append(quote(name, str(Decimal(mid - 1) / 100), str(Decimal(mid + 1) / 100), now))
    return found


@settings(max_examples=60)
@given(STEPS, st.data())
def test_pieces_and_repeats_change_nothing(steps: list[tuple[int, str, int]], data: st.DataObject) -> None:
    quotes = stream(steps)
    whole, pieces = folded(quotes), Tables()
    fold, done = CoinFold(RULES, {}), 0
    while done < len(quotes):
        count = data.draw(st.integers(1, len(quotes) - done))
        again = data.draw(st.integers(0, done))
        for one in quotes[again : done + count]:
            fold.put(one, (), vouched)
        pieces.write(fold)
        done += count

    assert pieces.spans == whole.spans
    assert pieces.minutes == whole.minutes


@settings(max_examples=60)
@given(STEPS, st.data())
def test_spans_never_overlap_and_no_restart_doubles_one(steps: list[tuple[int, str, int]], data: st.DataObject) -> None:
    quotes, tables = stream(steps), Tables()
    fold, done = CoinFold(RULES, {}), 0
    while done < len(quotes):
        count = data.draw(st.integers(1, len(quotes) - done))
        again = data.draw(st.integers(0, done))
        for one in quotes[again : done + count]:
            fold.put(one, (), vouched)
        tables.write(fold)
        fold, done = tables.restored(), done + count

    for pair in {pair for pair, _ in tables.spans}:
        spans = sorted((span for (of, _), span in tables.spans.items() if of == pair), key=lambda one: one.opened_us)
        assert all(one.closed_us is not None for one in spans[:-1])
        ends = [one.closed_us or 0 for one in spans[:-1]]
        assert all(end <= later.opened_us for end, later in zip(ends, spans[1:], strict=True))
        assert all(one.best.net_bp > 0 and one.seen_us >= one.opened_us for one in spans)
    assert all(0 <= minute.known_us <= MINUTE for minute in tables.minutes.values())


def test_a_span_that_was_gone_when_it_was_taken_over_ends_where_it_was_last_seen() -> None:
    tables = folded([*OPENING, at(2, COINBASE, "101", "101.1")])
    fold = tables.restored()
    later = [at(3, KRAKEN, "99.9", "100"), at(3.5, COINBASE, "99.9", "100"), at(6, KRAKEN, "99.9", "100")]
    for one in later:
        fold.put(one, (), vouched)
    tables.write(fold)

    assert [one[:3] for one in spans_of(tables)] == [(1.0, 2.0, "gone")]
