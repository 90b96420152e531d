"""Which output of a classifier means what, and its outputs as probabilities. No I/O."""

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray
from shared.events import Label

from sentiment.models.model import ModelError, Scored

# In lower case. `LABEL_0` … is what a classifier says that was trained without names: negative, neutral, positive is
# the order that nearly all of three classes have (cardiffnlp/twitter-roberta-base-sentiment and what was made of it).
_NAMES: Final[Mapping[str, Label]] = {
    **dict.fromkeys(("positive", "pos", "bullish", "bull", "good", "very positive", "buy"), Label.POSITIVE),
    **dict.fromkeys(("neutral", "neu", "none", "hold", "mixed", "no impact"), Label.NEUTRAL),
    **dict.fromkeys(("negative", "neg", "bearish", "bear", "bad", "very negative", "sell"), Label.NEGATIVE),
}
_NUMBERED: Final[Mapping[int, tuple[Label, ...]]] = {
    2: (Label.NEGATIVE, Label.POSITIVE),
    3: (Label.NEGATIVE, Label.NEUTRAL, Label.POSITIVE),
}


def order_of(names: Mapping[int, str]) -> tuple[Label, ...]:
    """Return what each output means, by the outputs' names (`id2label`).

    Raises:
        ModelError: a name is not known, or there is none for good or for bad.
    """
    given = [names.get(index, "").strip().lower().replace("_", " ") for index in range(len(names))]
    if given == [f"label {index}" for index in range(len(given))] and len(given) in _NUMBERED:
        return _NUMBERED[len(given)]
    unknown = sorted({name for name in given if name not in _NAMES})
    if unknown:
        raise ModelError(f"The model's labels are not of sentiment: {', '.join(map(repr, unknown))}")
    order = tuple(_NAMES[name] for name in given)
    missing = {Label.POSITIVE, Label.NEGATIVE} - set(order)
    if missing:
        raise ModelError(f"The model has no label for {' and '.join(sorted(missing))}, only {', '.join(given)}")
    return order


def scored(logits: NDArray[np.float64], order: tuple[Label, ...]) -> list[Scored]:
    """Return one result a row; outputs of one meaning are added, a meaning without an output has probability 0."""
    exponents = np.exp(logits - logits.max(axis=1, keepdims=True))
    probabilities = exponents / exponents.sum(axis=1, keepdims=True)
    columns = [[index for index, label in enumerate(order) if label is wanted] for wanted in Label]
    sums = np.stack([probabilities[:, chosen].sum(axis=1) for chosen in columns], axis=1)
    return [Scored(*map(float, row)) for row in sums]
