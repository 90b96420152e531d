"""The model card: `card.json` for programs, `MODEL_CARD.md` for readers. No I/O and no clock."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Final

from evaluation.labelled_sets import LABELS, ORIGINS
from evaluation.metrics import Figures

from training.calibration import Calibration
from training.settings import TrainingSettings

BASE: Final = "MiniLM-L6 (sentence-transformers/all-MiniLM-L6-v2, Apache-2.0)"
_CARD_VERSION: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class CardContent:
    """`trained` and `held_out` count texts by set and label; `figures` are of the held-out texts, by set."""

    version: str
    made_on: date
    weights_version: str
    sha256: Mapping[str, str]
    calibration: Calibration
    settings: TrainingSettings
    trained: Mapping[str, Mapping[str, int]]
    held_out: Mapping[str, Mapping[str, int]]
    figures: Mapping[str, Figures]
    libraries: Mapping[str, str]


def as_json(content: CardContent) -> dict[str, object]:
    return {
        "card": _CARD_VERSION,
        "name": "transformer",
        "version": content.version,
        "date": content.made_on.isoformat(),
        "labels": list(LABELS),
        "calibration": {
            "temperature": round(content.calibration.temperature, 6),
            "bias": [round(value, 6) for value in content.calibration.bias],
        },
        "sha256": dict(content.sha256),
        "base": BASE,
        "base_package": content.weights_version,
        "licences": {name: ORIGINS[name].licence for name in content.trained},
        "texts": {
            name: {"trained": dict(content.trained[name]), "held_out": dict(content.held_out[name])}
            for name in content.trained
        },
        "settings": asdict(content.settings),
        "libraries": dict(content.libraries),
        "held_out": {name: _figures(figures) for name, figures in content.figures.items()},
    }


def _figures(figures: Figures) -> dict[str, object]:
    return {
        "texts": figures.texts,
        "accuracy": round(figures.accuracy, 4),
        "macro_f1": round(figures.macro_f1, 4),
        "calibration_error": round(figures.calibration_error or 0.0, 4),
        "confusion": [list(row) for row in figures.confusion],
    }


def as_markdown(content: CardContent) -> str:
    return f"""# Model card: transformer {content.version}

<!-- Written by `make train-sentiment`. -->

**What it does.** Says of an English headline, post or comment about crypto how probably what it says is good, neither
or bad for what it speaks of, as `corpus/labelling-guide.md` defines it. Made on {content.made_on.isoformat()}.

**What it is.** {BASE}, from the package `{content.weights_version}`; the mean of its outputs and one linear layer,
all of it tuned. Weights in int8, run by onnxruntime on the CPU; at most {content.settings.most_tokens} tokens of a
text are read. Probabilities are calibrated by temperature {content.calibration.temperature:.3f} and a bias a label,
found on the held-out texts.

**What it was trained on.** Texts of sets whose licence allows it, less a tenth of each that is held out (of our corpus
in blocks of 20 neighbouring lines, as neighbours are often variants):

{_texts(content)}

**How good it is** on the held-out texts (other sets: `docs/sentiment-evaluation.md`):

{_held_out(content)}

The same held-out texts gave the calibration's four numbers, nothing else.

**What it is not for.** Other languages; long articles (give it the title); advice on what to buy. It does not know
whether what a text says is true. Irony is often taken for what the words say. Our corpus was written and labelled by
language models for this project, with a second independent pass over the labels; it has their idea of how people write.

**Made again** by `make train-sentiment`: seed {content.settings.seed}, {content.settings.epochs} epochs, batches of
{content.settings.batch}, {_libraries(content)}. Another kind of processor may round otherwise and give another file of
like quality.
"""


def _texts(content: CardContent) -> str:
    head = f"| Set | Licence | {' | '.join(LABELS)} | held out |\n| --- | --- | {'--- | ' * len(LABELS)}--- |"
    rows = (
        f"| {name}: {ORIGINS[name].what} | {ORIGINS[name].licence} | "
        f"{' | '.join(str(counts.get(label, 0)) for label in LABELS)} | {sum(content.held_out[name].values())} |"
        for name, counts in content.trained.items()
    )
    return "\n".join((head, *rows))


def _held_out(content: CardContent) -> str:
    head = "| Set | Texts | Accuracy | Macro-F1 | Calibration error |\n| --- | --- | --- | --- | --- |"
    rows = (
        f"| {name} | {f.texts} | {f.accuracy:.3f} | {f.macro_f1:.3f} | {f.calibration_error or 0.0:.3f} |"
        for name, f in content.figures.items()
    )
    return "\n".join((head, *rows))


def _libraries(content: CardContent) -> str:
    return ", ".join(f"{name} {version}" for name, version in content.libraries.items())
