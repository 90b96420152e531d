"""An encoder of two narrow layers with random weights, to train and to export within a second."""

import numpy as np
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

from training.weights import Start, Weights

WIDTH, INNER, LAYERS, HEADS, PLACES = 16, 32, 2, 2, 160
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")
WORDS = ("bitcoin", "rises", "falls", "today", "at", "the", "hack", "adopts", "bank", "what", "is", "?")


def tiny_base() -> Start:
    return Start(weights=_weights(), tokenizer=_tokenizer().to_str(), heads=HEADS, version="tiny")


def _weights() -> Weights:
    random = np.random.default_rng(7)

    def matrix(*shape: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        return random.normal(scale=0.2, size=shape).astype(np.float32)

    def linear(name: str, outputs: int, inputs: int) -> Weights:
        return {f"{name}.weight": matrix(outputs, inputs), f"{name}.bias": matrix(outputs)}

    def norm(name: str) -> Weights:
        return {f"{name}.weight": 1 + matrix(WIDTH), f"{name}.bias": matrix(WIDTH)}

    found = {
        "embeddings.word_embeddings.weight": matrix(len(SPECIAL) + len(WORDS), WIDTH),
        "embeddings.position_embeddings.weight": matrix(PLACES, WIDTH),
        "embeddings.token_type_embeddings.weight": matrix(2, WIDTH),
        "pooler.dense.weight": matrix(WIDTH, WIDTH),
        **norm("embeddings.LayerNorm"),
    }
    for layer in range(LAYERS):
        name = f"encoder.layer.{layer}"
        for part in ("query", "key", "value"):
            found |= linear(f"{name}.attention.self.{part}", WIDTH, WIDTH)
        found |= linear(f"{name}.attention.output.dense", WIDTH, WIDTH) | norm(f"{name}.attention.output.LayerNorm")
        found |= linear(f"{name}.intermediate.dense", INNER, WIDTH) | linear(f"{name}.output.dense", WIDTH, INNER)
        found |= norm(f"{name}.output.LayerNorm")
    return found


def _tokenizer() -> Tokenizer:
    ids = {word: index for index, word in enumerate((*SPECIAL, *WORDS))}
    tokenizer = Tokenizer(models.WordLevel(ids, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", ids["[CLS]"]), ("[SEP]", ids["[SEP]"])]
    )
    return tokenizer
