"""Texts a second: the default model in batches, and VADER mode against vaderSentiment itself."""

import time
from collections.abc import Callable, Sequence
from itertools import cycle, islice
from typing import Any, Final

from sentiment.models.choice import chosen
from sentiment.models.model import Model
from sentiment.models.vader import Vader
from sentiment.settings import Settings
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from bench.sections.sentiment.texts import corpus

_BATCH: Final = 64
"""As the service takes them."""
_VADER_TEXTS: Final = 1_000
_ROUNDS: Final = 7

THREADS: Final[int] = Settings.model_fields["model_threads"].default


def load(threads: int) -> Model:
    """The model that scores if no setting says otherwise."""
    return chosen(Settings.model_fields["sentiment_model"].default, threads)


def headlines_per_second(threads: int, seconds: float) -> float:
    """By the clock, with the texts of the corpus again and again; the first batch only warms the model."""
    model, texts = load(threads), cycle(corpus("headline"))
    model.score(list(islice(texts, _BATCH)))
    count, started = 0, time.perf_counter()
    while time.perf_counter() - started < seconds:
        count += len(model.score(list(islice(texts, _BATCH))))
    return count / (time.perf_counter() - started)


def vader_texts_per_second() -> tuple[float, float]:
    """Ours and vaderSentiment's: best of some rounds each, in turns, as what else runs on the machine slows both."""
    ours, theirs, texts = Vader.load(), SentimentIntensityAnalyzer(), corpus()[:_VADER_TEXTS]
    best_ours = best_theirs = 0.0
    for _ in range(_ROUNDS):
        best_ours = max(best_ours, _rate(ours.score, texts))
        best_theirs = max(best_theirs, _rate(lambda some: [theirs.polarity_scores(text) for text in some], texts))
    return best_ours, best_theirs


def _rate(score: Callable[[Sequence[str]], Any], texts: Sequence[str]) -> float:
    started = time.process_time()
    score(texts)
    return len(texts) / (time.process_time() - started)
