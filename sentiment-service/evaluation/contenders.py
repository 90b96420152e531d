"""What is compared: always the commonest label, vaderSentiment as it is, and our models."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import files
from pathlib import Path
from typing import Final

from sentiment.models import vader
from sentiment.models.model import Model, Scored
from sentiment.models.transformer import SHIPPED, Transformer
from sentiment.models.vader import Vader
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

_NEUTRAL_WITHIN: Final = 0.05
"""What vaderSentiment's authors advise."""


@dataclass(frozen=True, slots=True)
class Answer:
    label: str
    certainty: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """`trained_on` names sets. `size` in bytes of what it reads, 0 for nothing."""

    name: str
    version: str
    trained_on: frozenset[str]
    training: str
    size: int
    answer: Callable[[Sequence[str]], list[Answer]]


def majority(labels: Sequence[str]) -> list[Answer]:
    """Answer the commonest label of the set itself: what somebody reaches who reads nothing."""
    commonest = Counter(labels).most_common(1)[0][0]
    return [Answer(commonest)] * len(labels)


def contenders(free_sets: Sequence[str]) -> list[Contender]:
    """All that can answer, the weakest first."""
    return [_vader_sentiment(), _vader(), _transformer(frozenset(free_sets))]


def _vader_sentiment() -> Contender:
    analyzer = SentimentIntensityAnalyzer()

    def answer(texts: Sequence[str]) -> list[Answer]:
        return [Answer(_label(analyzer.polarity_scores(text)["compound"])) for text in texts]

    return Contender(
        name="vaderSentiment",
        version="3.3.2",
        trained_on=frozenset(),
        training="its authors' lexicon, of social media in general",
        size=_lexicon_size(),
        answer=answer,
    )


def _label(compound: float) -> str:
    if abs(compound) < _NEUTRAL_WITHIN:
        return "neutral"
    return "positive" if compound > 0 else "negative"


def _vader() -> Contender:
    model = Vader.load()
    ours = Path(vader.__file__).with_name("vader_lexicon.toml").stat().st_size
    return Contender(
        name=model.name,
        version=model.version,
        trained_on=frozenset(),
        training="the same lexicon and ours, by hand, with errors on public parts in view; limits likewise",
        size=_lexicon_size() + ours,
        answer=_answer_of(model),
    )


def _transformer(trained_on: frozenset[str]) -> Contender:
    model = Transformer.load(threads=2)
    return Contender(
        name=model.name,
        version=model.version,
        trained_on=trained_on,
        training=f"MiniLM-L6, tuned on {', '.join(sorted(trained_on))} but for the tenth held out",
        size=sum(path.stat().st_size for path in SHIPPED.iterdir() if path.suffix in {".onnx", ".json"}),
        answer=_answer_of(model),
    )


def _answer_of(model: Model) -> Callable[[Sequence[str]], list[Answer]]:
    return lambda texts: [Answer(scored.label, _certainty(scored)) for scored in model.score(texts)]


def _certainty(scored: Scored) -> float:
    return max(scored.positive, scored.neutral, scored.negative)


def _lexicon_size() -> int:
    listed = files("vaderSentiment") or []
    return sum(path.size or 0 for path in listed if path.name in {"vader_lexicon.txt", "emoji_utf8_lexicon.txt"})
