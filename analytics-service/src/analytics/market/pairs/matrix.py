"""Correlation of every pair of coins in one pass of matrix products. No I/O and no clock.

As `market.correlation` for one pair: Pearson on the last `period` open times at which both have a return.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.indicators.series import Floats, Integers, Ranks
from analytics.market.candles.grid import ReturnGrid
from analytics.market.correlation import pearson

_FEW_HOLES: Final = 0.08
"""Up to this share of missing returns it is faster to subtract the missing ones than to multiply with a mask."""
_CANCELLED: Final = 1e-4
"""Where the variance is a smaller part of the mean square than this, the sums have lost digits: see `_recomputed`."""


@dataclass(frozen=True, slots=True)
class Moments:
    """Sums over the open times that the coins of a row (i) and of a column (j) have in common.

    `n` counts them, `sums` and `squares` are of i's returns and their squares, `products` of i's times j's.
    """

    n: Integers
    sums: Floats
    squares: Floats
    products: Floats


@dataclass(frozen=True, slots=True)
class CorrelationMatrix:
    """By pair. `correlations` is NaN where `n` is below the period or one of the two does not vary."""

    correlations: Floats
    n: Integers
    ranks: Ranks


def correlation_matrix(grid: ReturnGrid, period: int) -> CorrelationMatrix:
    """Over the last `period` common returns of each pair; older rows are used by pairs that lack some of the last."""
    recent, older = grid.last(period), len(grid.returns) - period
    found, ranks = moments(recent.returns), _worst_ranks(recent)
    if older > 0 and (found.n < period).any():
        _extend(found, ranks, grid, older, period)
    values, variance = pairwise(found), _variance_sums(found)
    # Sums of these have lost digits: of a pair of which one hardly varies compared with how large its returns are.
    lost = variance <= _CANCELLED * found.squares
    if lost.any():
        for first, second in zip(*np.nonzero(np.triu(lost | lost.T)), strict=True):
            values[first, second] = values[second, first] = _recomputed(grid.returns, int(first), int(second), period)
    values[found.n < period] = np.nan
    return CorrelationMatrix(values, found.n, ranks)


def moments(returns: Floats) -> Moments:
    """Of all rows. NaN is a missing return."""
    there = np.isfinite(returns)
    holes = np.flatnonzero(~there)
    coins = there.shape[1]
    if not len(holes):
        products = returns.T @ returns
        n = np.full((coins, coins), len(returns), dtype=np.int64)
        sums = np.repeat((np.ones(len(returns)) @ returns)[:, None], coins, axis=1)
        return Moments(n, sums, np.repeat(products.diagonal()[:, None], coins, axis=1), products)
    known = returns.copy()
    known.reshape(-1)[holes] = 0.0
    products = known.T @ known
    mask = there.astype(np.float32)
    n = (mask.T @ mask).astype(np.int64)  # counts up to 2^24 are exact in single precision
    few = len(holes) <= _FEW_HOLES * there.size
    sums, squares = _less_the_missing(known, holes, products) if few else _by_mask(known, there)
    return Moments(n, sums, squares, products)


def _by_mask(known: Floats, there: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    mask = there.astype(np.float64)
    return known.T @ mask, (known * known).T @ mask


def _less_the_missing(known: Floats, holes: NDArray[np.intp], products: Floats) -> tuple[Floats, Floats]:
    """The sums of everything, less those of the rows that each coin misses: much less to add up."""
    coins = known.shape[1]
    sums = np.repeat((np.ones(len(known)) @ known)[None, :], coins, axis=0)
    squares = np.repeat(products.diagonal()[None, :], coins, axis=0)
    rows, missing = np.divmod(holes, coins)
    by_coin = np.argsort(missing, kind="stable")
    which, first = np.unique(missing[by_coin], return_index=True)
    lost = known.take(rows[by_coin], axis=0)
    sums[which] -= np.add.reduceat(lost, first, axis=0)
    np.multiply(lost, lost, out=lost)
    squares[which] -= np.add.reduceat(lost, first, axis=0)
    return sums.T, squares.T


def pairwise(found: Moments) -> Floats:
    """Pearson by pair; NaN where there is nothing to divide by."""
    with np.errstate(divide="ignore", invalid="ignore"):
        covariance = found.products - found.sums * found.sums.T / found.n
        deviation = np.sqrt(np.maximum(_variance_sums(found), 0.0))
        quotient: Floats = covariance / (deviation * deviation.T)
    return np.clip(quotient, -1.0, 1.0)


def _variance_sums(found: Moments) -> Floats:
    """By pair, n times the variance of i's returns; NaN without any."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return found.squares - found.sums**2 / found.n


def _recomputed(returns: Floats, first: int, second: int, period: int) -> float:
    """One pair as `market.correlation` does it, which tells a constant from one that hardly moves."""
    common = np.flatnonzero(np.isfinite(returns[:, first]) & np.isfinite(returns[:, second]))[-period:]
    found = pearson(returns[common, first], returns[common, second])
    return np.nan if found is None else found


def _worst_ranks(grid: ReturnGrid) -> Ranks:
    """By pair, the worst rank of the common returns of either."""
    worst = np.zeros((grid.returns.shape[1],) * 2, dtype=np.int8)
    highest = int(grid.ranks.max(initial=0))
    if not highest:
        return worst
    there = np.isfinite(grid.returns).astype(np.float32)
    for rank in range(1, highest + 1):
        bad = (grid.ranks >= rank).astype(np.float32) * there
        touched = bad.T @ there > 0
        worst[touched | touched.T] = rank
    return worst


def _extend(found: Moments, ranks: Ranks, grid: ReturnGrid, older: int, period: int) -> None:
    """Add older rows, newest first, to the pairs that still lack returns, until none does."""
    for row in range(older - 1, -1, -1):
        there = np.flatnonzero(np.isfinite(grid.returns[row]))
        part = np.ix_(there, there)
        lacking = found.n[part] < period
        if lacking.any():
            values, rank = grid.returns[row, there], grid.ranks[row, there]
            found.n[part] += lacking
            found.sums[part] += lacking * values[:, None]
            found.squares[part] += lacking * (values**2)[:, None]
            found.products[part] += lacking * np.outer(values, values)
            pair_rank = np.maximum(rank[:, None], rank[None, :])
            ranks[part] = np.where(lacking, np.maximum(ranks[part], pair_rank), ranks[part])
        if (found.n >= period).all():
            return
