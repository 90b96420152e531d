"""The correlation of 100 coins over 1 440 returns with holes, against `DataFrame.corr` of pandas in the same process.

`python -m bench.sections.analytics.correlation` prints the figures as JSON: `measure` starts it with one thread of
BLAS, as the service runs.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any, Final

import numpy as np
import pandas as pd
from analytics.market.candles.grid import ReturnGrid
from analytics.market.pairs.clustering import clustered_order
from analytics.market.pairs.matrix import correlation_matrix, moments, pairwise

from bench.figures import Figure, at_least, at_most

_SECTION: Final = "correlation"
_COINS: Final = 100
_RETURNS: Final = 1_440
_HOLES: Final = (0.0, 0.01, 0.3)
"""Shares of returns that are missing, at random for each coin. The target is that of complete returns."""
_ROUNDS: Final = 40
_TARGET: Final = 20.0


def measure() -> list[Figure]:
    """Best of some rounds each, in turns: what else runs on the machine slows both."""
    done = subprocess.run(
        [sys.executable, "-m", __name__],
        env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    found = json.loads(done.stdout)
    figures = []
    for share, ours, pandas, difference in found["matrices"]:
        name = f"{_COINS} coins x {_RETURNS} returns, {100 * share:.0f} % missing"
        figures.append(Figure(_SECTION, name, 1_000 * ours, "ms"))
        ratio = f"{name}, against pandas"
        if share:
            figures.append(Figure(_SECTION, ratio, pandas / ours, "x"))
        else:
            figures.append(at_least(_SECTION, ratio, pandas / ours, "x", _TARGET))
        figures.append(at_most(_SECTION, f"{name}, greatest difference", difference, "", 1e-9))
    return [*figures, Figure(_SECTION, f"clustered order of {_COINS} coins", 1_000 * found["order"], "ms")]


def _measure_here() -> dict[str, Any]:
    matrices = []
    values = np.eye(_COINS)
    for share in _HOLES:
        returns = _returns(share)
        grid = ReturnGrid(np.arange(_RETURNS), returns, np.zeros(returns.shape, dtype=np.int8))
        frame = pd.DataFrame(returns)
        # Every pair of what is there: the rows are the period.
        ours, pandas = _best(partial(correlation_matrix, grid, _RETURNS), frame.corr)
        wanted = frame.corr().to_numpy()
        values = _pairwise(returns)
        matrices.append((share, ours, pandas, float(np.nanmax(np.abs(values - wanted)))))
    return {"matrices": matrices, "order": _best(lambda: clustered_order(values))[0]}


def _pairwise(returns: np.ndarray[Any, np.dtype[np.float64]]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The coefficients of whatever each pair has in common, as pandas gives them."""
    return pairwise(moments(returns))


def _returns(share: float) -> np.ndarray[Any, np.dtype[np.float64]]:
    random = np.random.default_rng(7)
    returns = random.normal(0, 1e-3, (_RETURNS, _COINS)) + random.normal(0, 1e-3, (_RETURNS, 1))
    returns[random.random(returns.shape) < share] = np.nan
    return returns


def _best(*calls: Callable[[], Any]) -> list[float]:
    best = [float("inf")] * len(calls)
    for _ in range(_ROUNDS):
        for at, call in enumerate(calls):
            started = time.process_time()
            call()
            best[at] = min(best[at], time.process_time() - started)
    return best


if __name__ == "__main__":
    print(json.dumps(_measure_here()))
