"""Whether a coin's score is the mean of the documents that are shown for it. No I/O and no clock."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from math import log2
from typing import Any, Final
from uuid import UUID

from drill.checks.documents import StoredDocument
from drill.platform import DrillError

_WINDOW: Final = timedelta(hours=24)
_BOUNDARY: Final = timedelta(minutes=5)
"""Around the beginning of the window: a story there may or may not have been in it."""
_ROUNDED: Final = Decimal("0.00005")
_TINY: Final = Decimal("1e-8")
_SAME_TIME: Final = 1.0
"""Seconds."""
_HEAD: Final = ("score", "documents", "stories", "interval_95", "positive_percent", "neutral_percent")


def check_explained(
    coin_id: str,
    shown: Mapping[str, Any],
    explained: Mapping[str, Any],
    documents: Iterable[StoredDocument],
    now: datetime,
) -> None:
    """`shown` is the answer with the score, `explained` the one with its documents; `documents` all that there are."""
    if different := [name for name in _HEAD if shown[name] != explained[name]]:
        raise DrillError(f"{coin_id}: the score's {different[0]} is {shown[different[0]]}, and explained otherwise")
    _check_mean(coin_id, explained)
    _check_weights(coin_id, explained)
    _check_documents(coin_id, explained["items"], documents, now)


def _check_mean(coin_id: str, explained: Mapping[str, Any]) -> None:
    items, rest, total = explained["items"], explained["rest"], Decimal(explained["total_weight"])
    weight = sum((Decimal(one["weight"]) for one in items), Decimal(rest["weight"]))
    if abs(weight - total) > _TINY:
        raise DrillError(f"{coin_id}: the weights add up to {weight}, not to {total}")
    products = (Decimal(one["weight"]) * Decimal(one["score"]) for one in items)
    mean = sum(products, Decimal(rest["weight_times_score"])) / total
    if explained["score"] is None or abs(mean - Decimal(explained["score"])) > _ROUNDED + _TINY:
        raise DrillError(f"{coin_id}: the score is {explained['score']}, the mean of its documents {mean}")
    counts = len(items) + rest["documents"], len({one["story_id"] for one in items})
    if counts != (explained["documents"], explained["stories"]):
        raise DrillError(f"{coin_id}: {counts} documents and stories are listed, others are counted: {explained}")


def _check_weights(coin_id: str, explained: Mapping[str, Any]) -> None:
    """A story counts once: from every weight follows the same time at which it was weighed."""
    items: Sequence[Mapping[str, Any]] = explained["items"]
    trust = {one["source"]: float(one["weight"]) for one in explained["sources"]}
    told = Counter(one["story_id"] for one in items)
    half_life = float(explained["half_life_hours"]) * 3_600
    times = [
        datetime.fromisoformat(one["story_published_at"]).timestamp()
        - half_life * log2(float(one["weight"]) * told[one["story_id"]] / trust[one["source"]])
        for one in items
    ]
    if times and max(times) - min(times) > _SAME_TIME:
        raise DrillError(f"{coin_id}: its documents are weighed by their age at {min(times)}, and at {max(times)}")


def _check_documents(
    coin_id: str, items: Sequence[Mapping[str, Any]], documents: Iterable[StoredDocument], now: datetime
) -> None:
    """Each that speaks of the coin once, and no other."""
    listed = Counter(UUID(one["document_id"]) for one in items)
    if twice := [one for one, count in listed.items() if count > 1]:
        raise DrillError(f"{coin_id}: {len(twice)} documents count twice: {twice[:5]}")
    since = now - _WINDOW
    about = [one for one in documents if one.is_in_scores and coin_id in one.coins]
    if missing := {one.document_id for one in about if one.story_at > since + _BOUNDARY} - listed.keys():
        raise DrillError(f"{coin_id}: {len(missing)} documents are not in its score: {sorted(missing)[:5]}")
    if more := listed.keys() - {one.document_id for one in about if one.story_at > since - _BOUNDARY}:
        raise DrillError(f"{coin_id}: {len(more)} documents are in its score and should not: {sorted(more)[:5]}")
