"""An order in which coins that move together stand together: hierarchical clustering. No I/O and no clock."""

import numpy as np

from analytics.indicators.series import Floats


def clustered_order(values: Floats) -> list[int]:
    """The positions of the coins by average linkage on the distance 1 - r.

    Two clusters are joined at those of their ends that are nearest to each other. An unknown correlation counts as
    none (distance 1). Ties go to the smaller position, so that the order is the same for the same matrix.
    """
    distances = 1 - np.where(np.isnan(values), 0.0, values)
    between = distances.copy()
    np.fill_diagonal(between, np.inf)
    clusters: dict[int, list[int]] = {at: [at] for at in range(len(values))}
    while len(clusters) > 1:
        first, second = sorted(divmod(int(between.argmin()), len(values)))
        one, two = clusters[first], clusters.pop(second)
        # Average linkage (UPGMA): the distance of a union is the mean over its members.
        merged = (between[first] * len(one) + between[second] * len(two)) / (len(one) + len(two))
        between[first], between[:, first] = merged, merged
        between[first, first] = between[second] = between[:, second] = np.inf
        clusters[first] = _joined(one, two, distances)
    return clusters.get(0, [])


def _joined(one: list[int], two: list[int], distances: Floats) -> list[int]:
    """Both, turned so that the nearest of their ends meet."""
    ways = [(left, right) for left in (one, one[::-1]) for right in (two, two[::-1])]
    left, right = min(ways, key=lambda way: distances[way[0][-1], way[1][0]])
    return [*left, *right]
