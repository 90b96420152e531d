"""What a transaction was worth at its own time, in the base currency of its portfolio. No I/O and no clock.

What is given goes before what is looked up. Of a trade both sides are worth the same: what was paid or received in
money says it, else the price of what went out, else of what came in.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from portfolio.ledger.currencies import CURRENCIES, USD
from portfolio.ledger.lots import EXACT
from portfolio.ledger.outcome import StoredTransaction, UnknownReason, Valued
from portfolio.ledger.transactions import Kind, Part, Transaction

_PLACES: Final = Decimal("1e-18")
GIVEN: Final = "given"
_NO_VALUE: Final = frozenset({Kind.TRANSFER, Kind.FEE})
"""They move something, or are a fee and nothing else."""


class PastPrice(NamedTuple):
    """In USD. `source` names the candle."""

    price: Decimal
    source: str


PastPrices = Mapping[tuple[str, int], PastPrice]
"""By asset and time (µs); what is not known is not there."""


class _Worth(NamedTuple):
    value: Decimal | None
    source: str | None
    reason: UnknownReason | None


_NOTHING: Final = _Worth(None, None, None)


def needed(one: Transaction, base_currency: str) -> Iterator[tuple[str, int]]:
    """The prices that its worth depends on, by asset and time."""
    parts = [*_sides(one, base_currency), *_fee(one)]
    assets = {part.asset for part in parts if part.asset != base_currency}
    for asset in sorted(assets | ({base_currency} if assets else set())):
        if asset != USD:
            yield asset, one.time_us


def valued(one: Transaction, base_currency: str, prices: PastPrices) -> StoredTransaction:
    worth = _worth(one, base_currency, prices)
    fee = _fee_worth(one, base_currency, prices)
    found = Valued(one, worth.value, worth.reason, fee.value, fee.reason)
    return StoredTransaction(found, worth.source, fee.source)


def _worth(one: Transaction, base: str, prices: PastPrices) -> _Worth:
    return _first_known(_sides(one, base), one.time_us, base, prices)


def _fee_worth(one: Transaction, base: str, prices: PastPrices) -> _Worth:
    return _first_known(_fee(one), one.time_us, base, prices)


def _first_known(parts: Sequence[Part], time_us: int, base: str, prices: PastPrices) -> _Worth:
    tried = [_converted(part, time_us, base, prices) for part in parts]
    return next((worth for worth in tried if worth.value is not None), tried[0] if tried else _NOTHING)


def _sides(one: Transaction, base: str) -> list[Part]:
    """What says the worth of a row, the best first: one that is known for certain makes the others needless."""
    if one.kind in _NO_VALUE:
        return []
    if one.value is not None:
        return [Part(one.value.currency, one.value.amount)]
    sides = [side for side in (one.out, one.in_) if side is not None]
    certain = [side for side in sides if side.asset in (base, USD)]
    return certain[:1] or sorted(sides, key=lambda side: side.asset not in CURRENCIES)


def _fee(one: Transaction) -> list[Part]:
    if one.fee is None:
        return []
    value = one.fee.value
    return [Part(one.fee.asset, one.fee.quantity) if value is None else Part(value.currency, value.amount)]


def _converted(part: Part, time_us: int, base: str, prices: PastPrices) -> _Worth:
    """`part` in `base`; never by a rate of 1 that nobody said."""
    if part.asset == base:
        return _Worth(part.quantity, GIVEN, None)
    from_usd, to_usd = _in_usd(part.asset, time_us, prices), _in_usd(base, time_us, prices)
    is_money = part.asset in CURRENCIES
    if from_usd is None:
        return _Worth(None, None, UnknownReason.NO_RATE if is_money else UnknownReason.NO_PRICE)
    if to_usd is None or not to_usd.price:
        return _Worth(None, None, UnknownReason.NO_RATE)
    usd = EXACT.multiply(part.quantity, from_usd.price)
    value = usd if base == USD else EXACT.divide(usd, to_usd.price).quantize(_PLACES, context=EXACT)
    sources = ([GIVEN] if is_money else []) + [price.source for price in (from_usd, to_usd) if price.source]
    return _Worth(value, ", ".join(sources), None)


def _in_usd(asset: str, time_us: int, prices: PastPrices) -> PastPrice | None:
    return PastPrice(Decimal(1), "") if asset == USD else prices.get((asset, time_us))
