"""What only the owner can answer, with suggested answers. No I/O and no clock."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Final

import msgspec

from portfolio.ledger.currencies import CURRENCIES
from portfolio.ledger.lots import EXACT
from portfolio.ledger.outcome import Missing, Outcome, Valued
from portfolio.ledger.transactions import Fee, Kind, Transaction

_ONE: Final = Decimal(1)
_WITHIN_US: Final = 86_400_000_000
_ENDS: Final = frozenset({Kind.WITHDRAWAL, Kind.DEPOSIT})
_NEXT_TO_IT: Final = 100
"""Deposits before a withdrawal, and after it, that are compared with it: all pairs of thousands would be millions."""
_NOTE_LENGTH: Final = 500
_LEAST_SHARE: Final = Decimal("0.95")
"""A network's fee is taken from what arrives: less than this of what was sent is something else."""
_LATEST_AHEAD_US: Final = 86_400_000_000
_FIRST_COIN_US: Final = 1_230_940_800_000_000
"""2009-01-03, Bitcoin's first block."""


class QuestionKind(StrEnum):
    UNMATCHED_TRANSFER = "unmatched_transfer"
    MISSING_ACQUISITION = "missing_acquisition"
    UNKNOWN_ASSET = "unknown_asset"
    NO_PRICE = "no_price"
    IMPLAUSIBLE_TIME = "implausible_time"


class Suggestion(msgspec.Struct, frozen=True, kw_only=True):
    """One answer that can be accepted: `pair_with` makes both transactions one transfer, `kind` changes this one."""

    pair_with: str | None = None
    kind: Kind | None = None
    quantity: Decimal | None = None


class Question(msgspec.Struct, frozen=True):
    """`question_id` stays the same while its cause does, so that a declined question is not asked again."""

    question_id: str
    kind: QuestionKind
    transaction_id: str
    asset: str
    suggestions: tuple[Suggestion, ...]


def questions_of(outcome: Outcome, rows: Sequence[Valued], doubtful: Sequence[Valued], now_us: int) -> list[Question]:
    """`rows` in the order in which they count; `doubtful`: of these, what `may_be_asked_about`."""
    return [
        *unmatched([row.transaction for row in doubtful], CURRENCIES),
        *missing(outcome.missing),
        *unpriced(doubtful),
        *implausible(rows, now_us),
    ]


def may_be_asked_about(row: Valued) -> bool:
    """Whether `unmatched` or `unpriced` can be about it."""
    return row.transaction.kind in _ENDS or row.reason is not None or row.fee_reason is not None


def unmatched(rows: Sequence[Transaction], currencies: Collection[str]) -> list[Question]:
    """Withdrawals and deposits of coins that may be two ends of a transfer: the likeliest pairs first.

    Each end stands in one pair at most; an end without a pair is asked about by itself.
    """
    sent = [one for one in rows if one.kind is Kind.WITHDRAWAL and one.out and one.out.asset not in currencies]
    came = [one for one in rows if one.kind is Kind.DEPOSIT and one.in_ and one.in_.asset not in currencies]
    pairs = sorted(
        (unlikeliness, out.transaction_id, into.transaction_id)
        for out, into in _near_pairs(sent, came)
        if (unlikeliness := _unlikeliness(out, into)) is not None
    )
    mates: dict[str, str] = {}
    for _, out_id, in_id in pairs:
        if out_id not in mates and in_id not in mates:
            mates[out_id], mates[in_id] = in_id, out_id
    asked = [one for one in (*sent, *came) if one.kind is Kind.WITHDRAWAL or one.transaction_id not in mates]
    return [_unmatched(one, mates.get(one.transaction_id)) for one in sorted(asked, key=lambda one: one.time_us)]


def _near_pairs(sent: Sequence[Transaction], came: Sequence[Transaction]) -> Iterator[tuple[Transaction, Transaction]]:
    """Of one coin and within a day of each other; of very many, each with those next to it in time."""
    arrived: dict[str, list[Transaction]] = {}
    for into in sorted(came, key=lambda one: one.time_us):
        arrived.setdefault(_asset(into), []).append(into)
    for out in sent:
        found = arrived.get(_asset(out), [])
        at = _place(found, out.time_us)
        first, last = _place(found, out.time_us - _WITHIN_US), _place(found, out.time_us + _WITHIN_US + 1)
        for into in found[max(first, at - _NEXT_TO_IT) : min(last, at + _NEXT_TO_IT)]:
            yield out, into


def _place(rows: Sequence[Transaction], time_us: int) -> int:
    return bisect_left(rows, time_us, key=lambda one: one.time_us)


def pair_of(question_id: str) -> tuple[str, str] | None:
    """The ids of the withdrawal and the deposit that a question suggests as a pair."""
    kind, _, ids = question_id.partition("/")
    out_id, _, in_id = ids.partition("/")
    return (out_id, in_id) if kind == QuestionKind.UNMATCHED_TRANSFER and out_id and in_id else None


def transfer_of(out: Transaction, into: Transaction, transaction_id: str) -> Transaction | None:
    """A withdrawal and a deposit as one transfer: what did not arrive is its fee. None: they are none."""
    if out.kind is not Kind.WITHDRAWAL or into.kind is not Kind.DEPOSIT or _unlikeliness(out, into) is None:
        return None
    assert out.out is not None  # noqa: S101 - a withdrawal has it
    assert into.in_ is not None  # noqa: S101 - a deposit has it
    lost, fee = EXACT.subtract(out.out.quantity, into.in_.quantity), out.fee
    if lost:
        fee = Fee(out.out.asset, EXACT.add(lost, fee.quantity) if fee else lost)
    notes = dict.fromkeys(note for note in (out.note, into.note) if note)
    return msgspec.structs.replace(
        out,
        transaction_id=transaction_id,
        kind=Kind.TRANSFER,
        out=into.in_,
        to_wallet=into.wallet,
        fee=fee,
        value=None,
        lots=() if lost else out.lots,
        note="; ".join(notes)[:_NOTE_LENGTH] or None,
    )


def missing(found: Sequence[Missing]) -> list[Question]:
    """More went out than came in: what may lack is a deposit or a reward before it."""
    return [
        Question(
            f"{QuestionKind.MISSING_ACQUISITION}/{one.transaction_id}/{one.asset}",
            QuestionKind.MISSING_ACQUISITION,
            one.transaction_id,
            one.asset,
            (Suggestion(kind=Kind.DEPOSIT, quantity=one.quantity),),
        )
        for one in found
    ]


def unpriced(rows: Sequence[Valued]) -> list[Question]:
    """Rows whose worth is not known, because no price or rate of their time is: the owner may say it."""
    return [
        Question(
            f"{QuestionKind.NO_PRICE}/{one.transaction.transaction_id}",
            QuestionKind.NO_PRICE,
            one.transaction.transaction_id,
            _asset(one.transaction),
            (),
        )
        for one in rows
        if one.reason is not None or one.fee_reason is not None
    ]


def implausible(rows: Sequence[Valued], now_us: int) -> list[Question]:
    """Rows of a time at which nobody owned coins: before the first one, or after tomorrow. Their times rise."""
    early = bisect_left(rows, _FIRST_COIN_US, key=_time_of)
    late = bisect_right(rows, now_us + _LATEST_AHEAD_US, key=_time_of)
    return [
        Question(
            f"{QuestionKind.IMPLAUSIBLE_TIME}/{one.transaction.transaction_id}",
            QuestionKind.IMPLAUSIBLE_TIME,
            one.transaction.transaction_id,
            _asset(one.transaction),
            (),
        )
        for one in (*rows[:early], *rows[late:])
    ]


def implausible_until(rows: Sequence[Valued], now_us: int) -> int | None:
    """When the first row that lies too far ahead will do so no longer. Times of `rows` rise."""
    first = bisect_right(rows, now_us + _LATEST_AHEAD_US, key=_time_of)
    return _time_of(rows[first]) - _LATEST_AHEAD_US if first < len(rows) else None


def _time_of(row: Valued) -> int:
    return row.transaction.time_us


def _unlikeliness(out: Transaction, into: Transaction) -> tuple[Decimal, int] | None:
    """By how much the quantities differ, then the times; None: these two are no transfer."""
    assert out.out is not None  # noqa: S101 - whoever calls this has looked
    assert into.in_ is not None  # noqa: S101 - likewise
    if out.out.asset != into.in_.asset or out.wallet == into.wallet or not _fits_one_row(out, into):
        return None
    apart_us = abs(into.time_us - out.time_us)
    share = EXACT.divide(into.in_.quantity, out.out.quantity)
    if apart_us > _WITHIN_US or not _LEAST_SHARE <= share <= 1:
        return None
    return EXACT.subtract(_ONE, share), apart_us


def _fits_one_row(out: Transaction, into: Transaction) -> bool:
    """A row has one fee: of what was sent, if some of it did not arrive."""
    arrived_whole = out.out == into.in_
    return into.fee is None and (arrived_whole or out.fee is None or (out.out and out.out.asset) == out.fee.asset)


def _unmatched(one: Transaction, mate: str | None) -> Question:
    other = Kind.PAYMENT if one.kind is Kind.WITHDRAWAL else Kind.AIRDROP
    suggestions = (*((Suggestion(pair_with=mate),) if mate else ()), Suggestion(kind=other), Suggestion(kind=one.kind))
    return Question(
        f"{QuestionKind.UNMATCHED_TRANSFER}/{one.transaction_id}/{mate or ''}",
        QuestionKind.UNMATCHED_TRANSFER,
        one.transaction_id,
        _asset(one),
        suggestions,
    )


def _asset(one: Transaction) -> str:
    part = one.out or one.in_ or one.fee
    return part.asset if part else ""
