"""What stands beside a model's file: its name, version, hash, calibration and measured figures."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from sentiment.models.model import ModelError

CARD: Final = "card.json"
MODEL: Final = "model.onnx"
TOKENIZER: Final = "tokenizer.json"
_REMEDY: Final = "`make train-sentiment` makes it, `SENTIMENT_MODEL=vader` does without"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Of the card only what is needed to run the model; the order of `labels` is that of its outputs."""

    name: str
    version: str
    labels: tuple[str, ...]
    temperature: float
    bias: tuple[float, ...]
    sha256: Mapping[str, str]

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read the card and check that the files beside it are those that it names.

        Raises:
            ModelError: one is missing, or is another than the card's.
        """
        try:
            content = json.loads(_bytes_of(folder / CARD))
            card = cls(
                name=content["name"],
                version=content["version"],
                labels=tuple(content["labels"]),
                temperature=_positive(content["calibration"]["temperature"]),
                bias=_as_many(content["calibration"]["bias"], content["labels"]),
                sha256={name: content["sha256"][name] for name in (MODEL, TOKENIZER)},
            )
        except (KeyError, TypeError, ValueError) as error:
            raise ModelError(f"{folder / CARD} is no card of a model: {error!r}; {_REMEDY}") from error
        for name, expected in card.sha256.items():
            _check(folder / name, expected)
        return card


def _check(path: Path, expected: str) -> None:
    found = hashlib.sha256(_bytes_of(path)).hexdigest()
    if found != expected:
        raise ModelError(
            f"{path} is not the file of the card: its sha256 is {found[:12]}…, not {expected[:12]}…; {_REMEDY}"
        )


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ModelError(f"The file {path} of the model cannot be read ({error.strerror}); {_REMEDY}") from error


def _positive(number: float) -> float:
    if not number > 0:
        raise ValueError(f"a temperature of {number}")
    return float(number)


def _as_many(numbers: Sequence[float], labels: Sequence[str]) -> tuple[float, ...]:
    if len(numbers) != len(labels):
        raise ValueError(f"{len(numbers)} biases for {len(labels)} labels")
    return tuple(float(number) for number in numbers)
