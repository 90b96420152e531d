from collections.abc import Mapping
from datetime import datetime

import numpy as np
import pytest
from sentiment.aggregates.price_test import PriceTest, price_test

from .examples import HOUR, NOW


def walk(hours: int, seed: int, *, memory: float = 0.9) -> np.ndarray:
    """A score that remembers, as one of overlapping windows does."""
    random = np.random.default_rng(seed)
    score = np.zeros(hours)
    for at in range(1, hours):
        score[at] = memory * score[at - 1] + random.normal(0, 0.1)
    return score


def relation(score: np.ndarray, returns: np.ndarray) -> PriceTest:
    return price_test(by_hour(score), by_hour(100 * np.exp(np.cumsum(returns))))


def by_hour(values: np.ndarray) -> Mapping[datetime, float]:
    return {NOW + number * HOUR: float(value) for number, value in enumerate(values)}


def noise(hours: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, 0.01, hours)


def test_a_score_that_leads_by_three_hours_is_found_at_three_hours() -> None:
    score, returns = walk(500, 1, memory=0.3), noise(500, 2)
    returns[3:] += 0.05 * score[:-3]

    found = relation(score, returns)

    assert found.strongest is not None
    assert (found.strongest.lag_hours, found.strongest.n) == (3, 497)
    assert found.verdict.startswith("Strongest at 3 h: r = 0.")
    assert found.verdict.endswith("What has led may lead no longer.")
    assert ", p < 0.001 after trying 25 lags. So: the higher the score, the higher the return" in found.verdict


def test_a_score_that_follows_the_price_leads_nothing() -> None:
    returns = noise(500, 3)
    score = np.zeros(500)
    score[3:] = 50 * returns[:-3]

    found = relation(score, returns)

    assert found.verdict.endswith("So: no relation that chance could not explain.")


def test_chance_alone_is_called_so_nearly_always() -> None:
    verdicts = [relation(walk(300, seed), noise(300, 1_000 + seed)).verdict for seed in range(40)]

    assert sum("no relation" in verdict for verdict in verdicts) >= 37


def test_two_series_that_remember_are_worth_fewer_hours() -> None:
    found = relation(walk(300, 5), walk(300, 7))

    assert found.lags[0].n == 299
    assert found.lags[0].effective is not None
    assert found.lags[0].effective < 100


def test_moving_together_is_no_lead() -> None:
    returns = noise(200, 8)

    found = relation(-returns, returns)

    assert found.verdict.startswith("Strongest at 0 h: r = \N{MINUS SIGN}1.00, n = 199")
    assert found.verdict.endswith("So: score and price moved against each other, which is no lead.")


@pytest.mark.parametrize("hours", [0, 1, 29, 30])
def test_fewer_than_thirty_returns_are_not_enough(hours: int) -> None:
    found = relation(walk(hours, 1), noise(hours, 2))

    assert found.strongest is None
    assert found.verdict == (
        f"Not enough to tell: {max(hours - 1, 0)} hours with a score and a return, at least 30 are needed."
    )
    assert all(one.correlation is None and one.p_value is None for one in found.lags)


def test_a_price_that_stands_still_tells_nothing() -> None:
    found = relation(walk(100, 1), np.zeros(100))

    assert (found.strongest, found.verdict) == (None, "Nothing to tell: the score or the price did not move.")


def test_hours_that_are_not_known_are_left_out() -> None:
    scores, closes = dict(by_hour(walk(200, 1))), dict(by_hour(100 + walk(200, 2)))
    del scores[NOW + 50 * HOUR], closes[NOW + 100 * HOUR]

    found = price_test(scores, closes)

    # 199 returns; one hour has no score, and without a close there are two returns fewer.
    assert found.lags[0].n == 196


def test_the_correction_counts_only_the_lags_that_were_tried() -> None:
    found = relation(walk(40, 1), noise(40, 2))

    assert [one.lag_hours for one in found.lags if one.p_value is not None] == list(range(11))
    assert "after trying 11 lags" in found.verdict
