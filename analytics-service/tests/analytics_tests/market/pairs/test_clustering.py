import itertools

import numpy as np
from analytics.market.pairs.clustering import clustered_order
from hypothesis import given
from hypothesis import strategies as st


@given(st.integers(0, 2**32), st.integers(0, 12))
def test_every_coin_stands_in_the_order_once(seed: int, coins: int) -> None:
    values = np.random.default_rng(seed).uniform(-1, 1, (coins, coins))
    values = (values + values.T) / 2
    values[values > 0.9] = np.nan

    assert sorted(clustered_order(values)) == list(range(coins))


def test_coins_that_move_together_stand_together() -> None:
    group = np.array([0, 1, 0, 2, 1, 0, 2, 1])
    values = np.where(group[:, None] == group[None, :], 0.9, 0.1)

    order = group[clustered_order(values)].tolist()

    assert sum(one != following for one, following in itertools.pairwise(order)) == 2


def test_two_clusters_meet_at_their_nearest_ends() -> None:
    values = np.array(
        [[1.0, 0.9, 0.1, 0.6], [0.9, 1.0, 0.1, 0.1], [0.1, 0.1, 1.0, 0.9], [0.6, 0.1, 0.9, 1.0]],
    )

    assert clustered_order(values) in ([1, 0, 3, 2], [2, 3, 0, 1])


def test_a_coin_of_which_nothing_is_known_stands_somewhere() -> None:
    values = np.array([[1.0, np.nan, 0.8], [np.nan, np.nan, np.nan], [0.8, np.nan, 1.0]])

    assert clustered_order(values)[:2] == [0, 2]
