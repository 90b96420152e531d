"""A portfolio's value over time: what was held, times the prices of then. No I/O and no clock."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from heapq import merge
from itertools import pairwise
from typing import Final, NamedTuple

from portfolio.ledger.lots import EXACT
from portfolio.performance.returns import HeldSpan
from portfolio.performance.timeline import Timeline

_ZERO: Final = Decimal(0)
_ONE: Final = Decimal(1)

Closes = Mapping[str, Mapping[int, Decimal]]
"""Prices in the base currency: by asset, and by the time (µs) at which a candle ended."""


TimedSpan = tuple[int, HeldSpan]
"""A span with the time (µs) at which it ends."""


class HistoryPoint(NamedTuple):
    """`value` is of the assets whose price is known; `missing` names the others. None: no price is known at all."""

    time_us: int
    value: Decimal | None
    contributions: Decimal
    missing: tuple[str, ...]


class History(NamedTuple):
    """`unlisted`: what has no price anywhere; the points name it as missing."""

    points: list[HistoryPoint]
    unlisted: list[str]


class Worth(NamedTuple):
    """Of what was held at a time; `missing` names what has no price, and is not in `value`."""

    value: Decimal
    missing: tuple[str, ...]
    is_empty: bool

    @property
    def whole(self) -> Decimal | None:
        return None if self.missing else self.value


def worth_of(held: Mapping[str, Decimal], price_of: Callable[[str], Decimal | None]) -> Worth:
    value, missing = _ZERO, []
    for asset, quantity in held.items():
        price = price_of(asset)
        if price is None:
            missing.append(asset)
        else:
            value = EXACT.add(value, EXACT.multiply(quantity, price))
    return Worth(value, tuple(sorted(missing)), not held)


def history_of(line: Timeline, closes: Closes, times_us: Sequence[int], base_currency: str) -> list[HistoryPoint]:
    return [_point(line, closes, at, base_currency) for at in times_us]


def _point(line: Timeline, closes: Closes, at: int, base_currency: str) -> HistoryPoint:
    held = line.held_at(at)
    worth = worth_of(held, lambda asset: _ONE if asset == base_currency else closes.get(asset, {}).get(at))
    known = len(worth.missing) < len(held) or worth.is_empty
    return HistoryPoint(at, worth.value if known else None, line.contributions.at(at), worth.missing)


def flow_spans(
    line: Timeline,
    span_us: tuple[int, int],
    price_at: Callable[[str, int], Decimal | None],
    cuts_us: Sequence[int] = (),
) -> Iterator[TimedSpan]:
    """The spans between flows, each flow at what was really paid or received, with the time at which each ends.

    What was put in belongs to the start of the next span, what was taken out to the end of the one before. `cuts_us`
    (rising) end a span, too, where its value is known at the start and then: so they change no return.
    """
    start_us, end_us = span_us
    begins = worth_of(line.held_at(start_us - 1), partial(_priced, price_at, start_us)).whole
    flows = ((at, False, flow) for at, flow in line.flows_in(start_us, end_us))
    for at, is_cut, flow in merge(flows, ((at, True, None) for at in cuts_us), key=lambda each: each[:2]):
        after = _worth_at(line, at, price_at).whole
        if not is_cut:
            before = worth_of(line.held_at(at - 1), partial(_priced, price_at, at)).whole
            ends, next_begins = _around(flow, before, after)
            yield at, HeldSpan(begins, ends)
            begins = next_begins
        elif begins is not None and after is not None:
            yield at, HeldSpan(begins, after)
            begins = after
    yield end_us, HeldSpan(begins, _worth_at(line, end_us, price_at).whole)


def _around(
    flow: Decimal | None, before: Decimal | None, after: Decimal | None
) -> tuple[Decimal | None, Decimal | None]:
    """The value with which the span before a flow ends, and that with which the one after it begins."""
    if (
        flow is None
    ):  # at which value it came or went is not known: what was there before is one span, what is now another
        return before, after
    if flow > 0:
        return before, None if before is None else EXACT.add(before, flow)
    return None if after is None else EXACT.subtract(after, flow), after


def _worth_at(line: Timeline, at: int, price_at: Callable[[str, int], Decimal | None]) -> Worth:
    return worth_of(line.held_at(at), partial(_priced, price_at, at))


def _priced(price_at: Callable[[str, int], Decimal | None], at: int, asset: str) -> Decimal | None:
    return price_at(asset, at)


def spans_of(line: Timeline, points: Sequence[HistoryPoint]) -> Iterator[HeldSpan]:
    """From each point to the next.

    What was put in between counts as if it had been there from the start, what was taken out as if it had stayed to
    the end. A point whose value is not whole makes its spans unknown, and so does a flow that is not known.
    """
    for before, after in pairwise(points):
        flows = [flow for _, flow in line.flows_in(before.time_us + 1, after.time_us)]
        known = [flow for flow in flows if flow is not None]
        is_whole = not before.missing and not after.missing and len(known) == len(flows)
        if not is_whole or before.value is None or after.value is None:
            yield HeldSpan(None, None)
            continue
        came = sum((flow for flow in known if flow > 0), _ZERO)
        went = sum((flow for flow in known if flow < 0), _ZERO)
        yield HeldSpan(EXACT.add(before.value, came), EXACT.subtract(after.value, went))
