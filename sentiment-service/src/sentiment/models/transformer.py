"""Our classifier: a small transformer in one int8 ONNX file, run on the CPU by onnxruntime, without torch."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, Self

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from sentiment.models.card import CARD, MODEL, TOKENIZER, Card
from sentiment.models.labels import order_of, scored
from sentiment.models.model import ModelError, Scored, WordWeight
from sentiment.models.occlusion import word_weights
from sentiment.models.readable import readable

SHIPPED: Final = Path(__file__).parent / "shipped"
MOST_TOKENS: Final = 128
_BATCH: Final = 32
"""More texts a batch are not faster on a CPU, and need more memory."""


class Transformer:
    """The model `transformer`. May be used by several threads at once."""

    name: Final = "transformer"

    def __init__(self, session: onnxruntime.InferenceSession, tokenizer: Tokenizer, card: Card) -> None:
        self.version: Final = card.version
        self._session, self._tokenizer = session, tokenizer
        self._temperature = card.temperature
        self._bias = np.asarray(card.bias)
        self._order = order_of(dict(enumerate(card.labels)))
        self._inputs = [value.name for value in session.get_inputs()]

    @classmethod
    def load(cls, folder: Path = SHIPPED, threads: int = 1) -> Self:
        """Load the files of a folder.

        Raises:
            ModelError: one is missing, damaged, or another than its card says.
        """
        card = Card.read(folder)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        # Threads that wait for work must not keep a core from the live path.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
            session = onnxruntime.InferenceSession(folder / MODEL, options, providers=["CPUExecutionProvider"])
        except Exception as error:  # both raise types of their own, some of them bare `Exception`
            raise ModelError(f"The model of {folder / CARD} does not load: {error}") from error
        tokenizer.enable_truncation(MOST_TOKENS)
        tokenizer.no_padding()
        return cls(session, tokenizer, card)

    def score(self, texts: Sequence[str]) -> list[Scored]:
        """Score in batches of texts of like length: a batch takes as long as its longest text."""
        encodings = self._tokenizer.encode_batch([readable(text) for text in texts])
        by_length = sorted(range(len(texts)), key=lambda index: len(encodings[index].ids))
        results: dict[int, Scored] = {}
        for indices in _chunks(by_length):
            logits = self._logits([encodings[index] for index in indices])
            results.update(zip(indices, scored(logits / self._temperature + self._bias, self._order), strict=True))
        return [results[index] for index in range(len(texts))]

    def words(self, text: str) -> list[WordWeight]:
        return word_weights(self.score, text)

    def _logits(self, encodings: Sequence[Encoding]) -> NDArray[np.float64]:
        longest = max(len(encoding.ids) for encoding in encodings)
        ids = np.zeros((len(encodings), longest), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, encoding in enumerate(encodings):
            ids[row, : len(encoding.ids)] = encoding.ids
            mask[row, : len(encoding.ids)] = 1
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        (logits,) = self._session.run(None, {name: given[name] for name in self._inputs})
        return np.asarray(logits, dtype=np.float64)


def _chunks(indices: Sequence[int]) -> Iterator[Sequence[int]]:
    return (indices[start : start + _BATCH] for start in range(0, len(indices), _BATCH))
