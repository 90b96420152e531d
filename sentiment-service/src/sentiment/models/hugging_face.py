"""Any Hugging Face sequence classifier, by name or path. Needs the extra `transformers`; torch is imported on use."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from sentiment.models.labels import order_of, scored
from sentiment.models.model import ModelError, Scored, WordWeight
from sentiment.models.occlusion import word_weights
from sentiment.models.readable import readable

if TYPE_CHECKING:
    from types import ModuleType

MOST_TOKENS: Final = 128
_BATCH: Final = 16


class Classifier(NamedTuple):
    """What is used of a classifier: `logits` has a row a text and a column a label."""

    version: str
    id2label: Mapping[int, str]
    logits: Callable[[Sequence[str]], NDArray[np.float64]]


class HuggingFace:
    """A model of somebody else's; its probabilities are as calibrated as it is."""

    def __init__(self, name: str, classifier: Classifier) -> None:
        self.name: Final = name
        self.version: Final = classifier.version
        self._order = order_of({int(index): label for index, label in classifier.id2label.items()})
        self._logits = classifier.logits

    @classmethod
    def load(cls, name: str, threads: int = 1) -> Self:
        """Load from a folder, from the local cache, or from the hub if this machine reaches it.

        Raises:
            ModelError: the extra is missing, there is no such model, or its labels are not of sentiment.
        """
        return cls(name, _classifier(name, threads))

    def score(self, texts: Sequence[str]) -> list[Scored]:
        """Score in batches of texts of like length: a batch takes as long as its longest text."""
        by_length = sorted(range(len(texts)), key=lambda index: len(texts[index]))
        results: dict[int, Scored] = {}
        for start in range(0, len(texts), _BATCH):
            indices = by_length[start : start + _BATCH]
            logits = self._logits([readable(texts[index]) for index in indices])
            results.update(zip(indices, scored(logits, self._order), strict=True))
        return [results[index] for index in range(len(texts))]

    def words(self, text: str) -> list[WordWeight]:
        return word_weights(self.score, text)


def _classifier(name: str, threads: int) -> Classifier:
    torch, transformers = _libraries()
    torch.set_num_threads(threads)
    try:
        tokenizer = transformers.AutoTokenizer.from_pretrained(name)
        model = transformers.AutoModelForSequenceClassification.from_pretrained(name).eval()
    except (OSError, ValueError) as error:
        reason = str(error).splitlines()[0]
        raise ModelError(f"No sequence classifier of Hugging Face can be loaded as {name!r}: {reason}") from error

    def logits(texts: Sequence[str]) -> NDArray[np.float64]:
        batch = tokenizer(list(texts), padding=True, truncation=True, max_length=MOST_TOKENS, return_tensors="pt")
        with torch.inference_mode():
            return np.asarray(model(**batch).logits, dtype=np.float64)

    version = getattr(model.config, "_commit_hash", None) or "local"
    return Classifier(version, model.config.id2label, logits)


def _libraries() -> "tuple[ModuleType, ModuleType]":
    try:
        import torch  # noqa: PLC0415 - takes seconds and gigabytes, and only this model needs it
        import transformers  # noqa: PLC0415 - likewise
    except ImportError as error:
        raise ModelError(
            "A classifier of Hugging Face needs the extra: pip install 'tidemark-sentiment[transformers]'; "
            "the models `transformer` and `vader` do without"
        ) from error
    return torch, transformers
