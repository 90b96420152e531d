"""The evaluation as a page for readers and as what the API serves. No I/O and no clock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from evaluation.contenders import Contender
from evaluation.labelled_sets import LABELS, ORIGINS
from evaluation.metrics import Figures

MAJORITY: Final = "majority"


@dataclass(frozen=True, slots=True)
class Speed:
    """Texts a second: many in a call, and one a call."""

    batched: float
    single: float


@dataclass(frozen=True, slots=True)
class EvaluatedSet:
    """`name` is that of its origin; `part` says which of its texts; `counts` are in the order of `LABELS`."""

    name: str
    part: str
    counts: tuple[int, ...]

    @property
    def title(self) -> str:
        return f"{self.name} ({self.part})"


@dataclass(frozen=True, slots=True)
class Result:
    """`was_trained_on`: the model has seen these very texts, so its figure says little."""

    model: str
    on: EvaluatedSet
    figures: Figures
    was_trained_on: bool


@dataclass(frozen=True, slots=True)
class Evaluation:
    made_on: date
    machine: str
    models: Sequence[tuple[Contender, Speed]]
    sets: Sequence[EvaluatedSet]
    results: Sequence[Result]


def as_json(evaluation: Evaluation) -> dict[str, object]:
    """What `GET /api/sentiment/evaluation` answers; figures as text, as all decimals of the API are."""
    return {
        "made_on": evaluation.made_on.isoformat(),
        "machine": evaluation.machine,
        "labels": list(LABELS),
        "models": [
            {
                "name": model.name,
                "version": model.version,
                "training": model.training,
                "bytes": model.size,
                "texts_per_second": f"{speed.batched:.0f}",
                "texts_per_second_one_by_one": f"{speed.single:.0f}",
            }
            for model, speed in evaluation.models
        ],
        "sets": [
            {"name": one.name, "part": one.part, "what": ORIGINS[one.name].what, "licence": ORIGINS[one.name].licence}
            | {"labels": dict(zip(LABELS, one.counts, strict=True)), "texts": sum(one.counts)}
            for one in evaluation.sets
        ],
        "results": [_result(result) for result in evaluation.results],
    }


def _result(result: Result) -> dict[str, object]:
    error = result.figures.calibration_error
    return {
        "model": result.model,
        "set": result.on.name,
        "part": result.on.part,
        "texts": result.figures.texts,
        "accuracy": f"{result.figures.accuracy:.3f}",
        "macro_f1": f"{result.figures.macro_f1:.3f}",
        "calibration_error": None if error is None else f"{error:.3f}",
        "confusion": [list(row) for row in result.figures.confusion],
        "was_trained_on": result.was_trained_on,
    }


def as_markdown(evaluation: Evaluation) -> str:
    """Return `docs/sentiment-evaluation.md`."""
    blocks = [
        "# How good the sentiment is\n\n<!-- Written by `make evaluate-sentiment`. -->",
        _introduction(evaluation),
        "## Accuracy and macro-F1\n\n" + _scores(evaluation),
        "## Calibration\n\nHow far certainty and share of right answers differ (ECE, ten bins; 0 is best).\n\n"
        + _calibration(evaluation),
        "## Speed and size\n\n" + _speeds(evaluation),
        "## Sets\n\n" + _sets(evaluation),
        "## Confusion\n\nRows: the label of people; columns: the model's.\n\n" + _confusions(evaluation),
    ]
    return "\n\n".join(blocks) + "\n"


def _introduction(evaluation: Evaluation) -> str:
    return (
        f"Measured on {evaluation.made_on.isoformat()} on {evaluation.machine}. Accuracy / macro-F1 over the labels "
        "that a set has. `majority` answers each set's commonest label. Figures in *italics* are of texts that the "
        "model was trained on, and say little; the held-out tenth of those sets was never trained on. Sets without "
        "a free licence were never trained on; their public parts, shown here, were looked at while corpus and lexicon "
        "were written, so texts that nobody has seen may come out lower."
    )


def _scores(evaluation: Evaluation) -> str:
    names = [MAJORITY, *(model.name for model, _ in evaluation.models)]
    cells = {(result.model, result.on): _score(result) for result in evaluation.results}
    rows = ([one.title, *(cells[name, one] for name in names)] for one in evaluation.sets)
    return _table(["Set", *names], rows)


def _score(result: Result) -> str:
    text = f"{result.figures.accuracy:.3f} / {result.figures.macro_f1:.3f}".replace("0.", ".")
    return f"*{text}*" if result.was_trained_on else text


def _calibration(evaluation: Evaluation) -> str:
    sure = {(r.model, r.on): r.figures.calibration_error for r in evaluation.results}
    names = [m.name for m, _ in evaluation.models if sure.get((m.name, evaluation.sets[0])) is not None]
    rows = ([one.title, *(f"{sure[name, one]:.3f}" for name in names)] for one in evaluation.sets)
    return _table(["Set", *names], rows)


def _speeds(evaluation: Evaluation) -> str:
    rows = (
        [f"{m.name} {m.version}", f"{s.batched:,.0f}", f"{s.single:,.0f}", f"{m.size / 1e6:.1f} MB", m.training]
        for m, s in evaluation.models
    )
    return _table(["Model", "Texts/s, batched", "Texts/s, one by one", "Size", "Made from"], rows)


def _sets(evaluation: Evaluation) -> str:
    rows = (
        [one.title, ORIGINS[one.name].what, ORIGINS[one.name].licence, *map(str, one.counts)] for one in evaluation.sets
    )
    return _table(["Set", "What", "Licence", *LABELS], rows)


def _confusions(evaluation: Evaluation) -> str:
    shown = (result for result in evaluation.results if result.model != MAJORITY and not result.was_trained_on)
    return "\n\n".join(
        f"**{result.model}, {result.on.title}**\n\n"
        + _table(
            ["", *LABELS],
            ([label, *map(str, row)] for label, row in zip(LABELS, result.figures.confusion, strict=True)),
        )
        for result in shown
    )


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
