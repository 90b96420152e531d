"""The classifier in torch: MiniLM's encoder, the mean of its outputs, one linear layer. No I/O.

Written out instead of taken from `transformers`, so that `onnx_graph` can mirror it operation by operation.
"""

import math
from collections.abc import Mapping
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

EPSILON: Final = 1e-12
HEAD_WEIGHT: Final = "head.weight"
HEAD_BIAS: Final = "head.bias"


class Classifier(nn.Module):
    """`heads` and the weights' names are BERT's; `dropout` counts only in training."""

    def __init__(self, weights: Mapping[str, NDArray[np.float32]], heads: int, classes: int, dropout: float) -> None:
        super().__init__()
        self.heads, self.dropout = heads, dropout
        width = weights["embeddings.LayerNorm.weight"].shape[0]
        used = {name: torch.tensor(value) for name, value in weights.items() if not name.startswith("pooler.")}
        used[HEAD_WEIGHT] = torch.empty(classes, width).normal_(std=0.02)
        used[HEAD_BIAS] = torch.zeros(classes)
        # A parameter's name may hold no dot.
        self.weights = nn.ParameterDict({name.replace(".", "/"): nn.Parameter(value) for name, value in used.items()})
        self.layers = 1 + max(int(name.split(".")[2]) for name in weights if name.startswith("encoder.layer."))

    def named_weights(self) -> dict[str, NDArray[np.float32]]:
        """The weights as they are now, by BERT's names."""
        return {name.replace("/", "."): value.detach().numpy() for name, value in self.weights.items()}

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Return logits, [texts, classes], of token ids and mask, [texts, tokens]."""
        states = self._embedded(ids)
        hidden = (1.0 - mask[:, None, None, :].float()) * torch.finfo(torch.float32).min
        for layer in range(self.layers):
            states = self._layer(f"encoder.layer.{layer}.", states, hidden)
        share = mask.float() / mask.sum(dim=1, keepdim=True)
        mean = (states * share[:, :, None]).sum(dim=1)
        return functional.linear(self._dropped(mean), self._weight(HEAD_WEIGHT), self._weight(HEAD_BIAS))

    def _embedded(self, ids: Tensor) -> Tensor:
        words = functional.embedding(ids, self._weight("embeddings.word_embeddings.weight"))
        places = self._weight("embeddings.position_embeddings.weight")[: ids.shape[1]]
        kind = self._weight("embeddings.token_type_embeddings.weight")[0]
        return self._dropped(self._normalised("embeddings.LayerNorm", words + places + kind))

    def _layer(self, name: str, states: Tensor, hidden: Tensor) -> Tensor:
        attended = self._linear(
            f"{name}attention.output.dense", self._attended(f"{name}attention.self.", states, hidden)
        )
        states = self._normalised(f"{name}attention.output.LayerNorm", states + self._dropped(attended))
        inner = functional.gelu(self._linear(f"{name}intermediate.dense", states))
        outer = self._dropped(self._linear(f"{name}output.dense", inner))
        return self._normalised(f"{name}output.LayerNorm", states + outer)

    def _attended(self, name: str, states: Tensor, hidden: Tensor) -> Tensor:
        texts, tokens, width = states.shape
        query, key, value = (
            self._linear(name + part, states).view(texts, tokens, self.heads, -1).transpose(1, 2)
            for part in ("query", "key", "value")
        )
        scores = query @ key.transpose(2, 3) / math.sqrt(width // self.heads) + hidden
        return (self._dropped(scores.softmax(dim=-1)) @ value).transpose(1, 2).reshape(texts, tokens, width)

    def _linear(self, name: str, states: Tensor) -> Tensor:
        return functional.linear(states, self._weight(f"{name}.weight"), self._weight(f"{name}.bias"))

    def _normalised(self, name: str, states: Tensor) -> Tensor:
        weight, bias = self._weight(f"{name}.weight"), self._weight(f"{name}.bias")
        return functional.layer_norm(states, (states.shape[-1],), weight, bias, EPSILON)

    def _dropped(self, states: Tensor) -> Tensor:
        return functional.dropout(states, self.dropout, self.training)

    def _weight(self, name: str) -> Tensor:
        weight: Tensor = self.weights[name.replace(".", "/")]
        return weight
