"""The training loop: AdamW, warm-up, batches of texts of like length, weighted and smoothed cross-entropy. No I/O."""

import logging
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
import torch
from evaluation.labelled_sets import LABELS
from numpy.typing import NDArray
from sentiment.models.readable import readable
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional
from torch.optim.swa_utils import AveragedModel

from training.encoder import Classifier
from training.settings import TrainingSettings

_POOL: Final = 50
"""Texts are sorted by length within so many batches: batches of like length, yet mixed anew each epoch."""
_SHORTEST, _MOST_GRADIENT = 8, 1.0
_SAY_EVERY: Final = 100
log = logging.getLogger("training")


class Example(NamedTuple):
    ids: Sequence[int]
    label: int
    weight: float


def set_seeds(settings: TrainingSettings) -> None:
    """Make everything that follows the same each time, on machines of one kind."""
    random.seed(settings.seed)
    torch.manual_seed(settings.seed)
    torch.set_num_threads(settings.threads)
    torch.use_deterministic_algorithms(mode=True)


def encoded(tokenizer: Tokenizer, texts: Sequence[tuple[str, str, float]], settings: TrainingSettings) -> list[Example]:
    """Return the examples of (text, label, weight); rare labels weigh more, by the root of how rare they are."""
    tokenizer.enable_truncation(settings.most_tokens)
    tokenizer.no_padding()
    counts = Counter(label for _, label, _ in texts)
    commonest = max(counts.values())
    by_label = {label: (commonest / count) ** 0.5 for label, count in counts.items()}
    encodings = tokenizer.encode_batch([readable(text) for text, _, _ in texts])
    return [
        Example(encoding.ids, LABELS.index(label), weight * by_label[label])
        for encoding, (_, label, weight) in zip(encodings, texts, strict=True)
    ]


def fit(model: Classifier, examples: Sequence[Example], settings: TrainingSettings) -> None:
    """Train the model in place. The weights that it ends with are averaged (P. Izmailov and others, UAI 2018)."""
    optimizer = torch.optim.AdamW(_groups(model, settings), weight_decay=settings.weight_decay)
    steps = settings.epochs * len(list(_batches(examples, settings, random.Random(0))))  # noqa: S311 - only counted
    warm = max(1, int(steps * settings.warm_up))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / warm, (steps - step) / max(1, steps - warm))
    )
    shuffling = random.Random(settings.seed)  # noqa: S311 - seeded on purpose
    averaged, first_averaged, step = AveragedModel(model), int(steps * (1 - settings.averaged)), 0
    for epoch in range(settings.epochs):
        model.train()
        losses: list[float] = []
        for batch in _batches(examples, settings, shuffling):
            losses.append(_step(model, batch, optimizer, schedule, settings))
            step += 1
            if step > first_averaged:
                averaged.update_parameters(model)
            if len(losses) % _SAY_EVERY == 0:
                log.info("epoch %d, batch %d: loss %.4f", epoch + 1, len(losses), sum(losses) / len(losses))
        log.info("epoch %d of %d: loss %.4f", epoch + 1, settings.epochs, sum(losses) / len(losses))
    if averaged.n_averaged:
        model.load_state_dict(averaged.module.state_dict())
    model.eval()


def logits_of(model: Classifier, examples: Sequence[Example], batch: int = 64) -> NDArray[np.float64]:
    """Return the model's outputs, in the order of the examples."""
    model.eval()
    order = sorted(range(len(examples)), key=lambda index: len(examples[index].ids))
    found = np.zeros((len(examples), len(LABELS)))
    with torch.inference_mode():
        for start in range(0, len(order), batch):
            indices = order[start : start + batch]
            found[indices] = model(*_padded([examples[index] for index in indices])).numpy()
    return found


def _groups(model: Classifier, settings: TrainingSettings) -> list[dict[str, object]]:
    groups = []
    for name, weight in model.weights.items():
        depth = model.layers - _layer(name, model.layers)
        groups.append({"params": [weight], "lr": settings.learning_rate * settings.layer_decay**depth})
    return groups


def _layer(name: str, layers: int) -> int:
    """0 for the embeddings, 1 and more for the layers, as high as the last for the head."""
    parts = name.split("/")
    if parts[0] == "encoder":
        return int(parts[2]) + 1
    return layers if parts[0] == "head" else 0


def _batches(
    examples: Sequence[Example], settings: TrainingSettings, shuffling: random.Random
) -> Iterator[list[Example]]:
    order = list(range(len(examples)))
    shuffling.shuffle(order)
    pool = settings.batch * _POOL
    batches = []
    for start in range(0, len(order), pool):
        alike = sorted(order[start : start + pool], key=lambda index: len(examples[index].ids))
        batches += [alike[first : first + settings.batch] for first in range(0, len(alike), settings.batch)]
    shuffling.shuffle(batches)
    return ([examples[index] for index in batch] for batch in batches)


def _step(
    model: Classifier,
    batch: Sequence[Example],
    optimizer: torch.optim.Optimizer,
    schedule: torch.optim.lr_scheduler.LRScheduler,
    settings: TrainingSettings,
) -> float:
    logits = model(*_padded(batch))
    labels = torch.tensor([example.label for example in batch])
    weights = torch.tensor([example.weight for example in batch])
    each = functional.cross_entropy(logits, labels, reduction="none", label_smoothing=settings.label_smoothing)
    loss = (each * weights).sum() / weights.sum()
    optimizer.zero_grad(set_to_none=True)
    loss.backward()  # type: ignore[no-untyped-call] # torch declares no types for it
    torch.nn.utils.clip_grad_norm_(model.parameters(), _MOST_GRADIENT)
    optimizer.step()
    schedule.step()
    return float(loss.detach())


def _padded(batch: Sequence[Example]) -> tuple[Tensor, Tensor]:
    longest = max(_SHORTEST, *(len(example.ids) for example in batch))
    ids = torch.zeros(len(batch), longest, dtype=torch.long)
    mask = torch.zeros_like(ids)
    for row, example in enumerate(batch):
        ids[row, : len(example.ids)] = torch.tensor(example.ids)
        mask[row, : len(example.ids)] = 1
    return ids, mask
