"""What decides the outcome of a training, besides the texts: all of it goes into the card. No I/O."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingSettings:
    """`weight_of_sets`: how much one text of a set that is not ours counts against one of ours."""

    seed: int = 20261130
    epochs: int = 4
    batch: int = 32
    most_tokens: int = 128
    learning_rate: float = 1e-4
    layer_decay: float = 0.9
    """Each layer learns so much slower than the one above it."""
    weight_decay: float = 0.01
    warm_up: float = 0.06
    averaged: float = 0.3
    """The weights are the mean of those after each of this share of the steps, the last ones."""
    label_smoothing: float = 0.05
    dropout: float = 0.1
    weight_of_sets: float = 0.5
    threads: int = 2
