"""Accuracy, macro-F1, confusion, calibration. No I/O and no clock."""

from collections.abc import Sequence
from itertools import product
from typing import Final, NamedTuple

from evaluation.labelled_sets import LABELS

_BINS: Final = 10


class Figures(NamedTuple):
    """`confusion[true][predicted]`, both in the order of `LABELS`; calibration None for a model without certainty."""

    texts: int
    accuracy: float
    macro_f1: float
    calibration_error: float | None
    confusion: tuple[tuple[int, ...], ...]


def figures(true: Sequence[str], predicted: Sequence[str], certainty: Sequence[float] | None) -> Figures:
    """Compare; `certainty` is the probability that the model gave the label it predicted."""
    pairs = list(zip(true, predicted, strict=True))
    counts = dict.fromkeys(product(LABELS, LABELS), 0)
    for pair in pairs:
        counts[pair] += 1
    rights = [is_true == is_predicted for is_true, is_predicted in pairs]
    return Figures(
        texts=len(pairs),
        accuracy=sum(rights) / len(pairs),
        macro_f1=macro_f1(true, predicted),
        calibration_error=None if certainty is None else calibration_error(rights, certainty),
        confusion=tuple(tuple(counts[label, other] for other in LABELS) for label in LABELS),
    )


def macro_f1(true: Sequence[str], predicted: Sequence[str]) -> float:
    """The mean F1 of those labels that the texts have: a set without neutral texts has two."""
    labels = sorted(set(true))
    return sum(_f1(label, true, predicted) for label in labels) / len(labels)


def _f1(label: str, true: Sequence[str], predicted: Sequence[str]) -> float:
    both = sum(a == b == label for a, b in zip(true, predicted, strict=True))
    either = sum(a == label for a in true) + sum(b == label for b in predicted)
    return 2 * both / either if either else 0.0


def calibration_error(rights: Sequence[bool], certainty: Sequence[float]) -> float:
    """How far, in the mean, certainty and share of right answers differ, in ten bins of certainty (ECE)."""
    bins: list[list[tuple[bool, float]]] = [[] for _ in range(_BINS)]
    for right, sure in zip(rights, certainty, strict=True):
        bins[min(int(sure * _BINS), _BINS - 1)].append((right, sure))
    gaps = (abs(sum(right for right, _ in rows) - sum(sure for _, sure in rows)) for rows in bins)
    return sum(gaps) / len(rights)
