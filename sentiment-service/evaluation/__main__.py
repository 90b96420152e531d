"""`python -m evaluation`: score every model on every labelled set that is there, and write the page and the JSON.

Reads the folder `sentiment` of `SHARED_DATA`, by default `../shared/data` beside the repository; without it only our
corpus. Takes some minutes.
"""

import json
import logging
import os
import platform
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from evaluation.contenders import Answer, Contender, contenders, majority
from evaluation.labelled_sets import (
    LABELS,
    ORIGINS,
    OURS,
    SERVICE,
    LabelledText,
    corpus,
    held_out,
    public_folder,
    public_names,
    public_set,
)
from evaluation.metrics import figures
from evaluation.report import MAJORITY, EvaluatedSet, Evaluation, Result, Speed, as_json, as_markdown

PAGE: Final = SERVICE.parent / "docs" / "sentiment-evaluation.md"
SERVED: Final = SERVICE / "src" / "sentiment" / "api" / "evaluation.json"
WHOLE, TENTH = "public part", "held-out tenth"
_TIMED: Final = 1_000
log = logging.getLogger("evaluation")


def main() -> None:
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    evaluation = evaluate(public_folder())
    PAGE.write_text(as_markdown(evaluation), encoding="utf-8")
    SERVED.write_text(json.dumps(as_json(evaluation), indent=1) + "\n", encoding="utf-8")
    log.info("Written: %s and %s", PAGE, SERVED)


def evaluate(public: Path) -> Evaluation:
    parts = dict(_parts(public))
    models = contenders([name for name in ORIGINS if ORIGINS[name].is_free and _is_there(name, public)])
    headlines = [text.text for text in corpus() if len(text.text.split()) in range(6, 20)][:_TIMED]
    return Evaluation(
        made_on=datetime.now(UTC).date(),
        machine=_machine(),
        models=[(model, _speed(model.answer, headlines)) for model in models],
        sets=list(parts),
        results=[result for one, texts in parts.items() for result in _results(one, texts, models)],
    )


def _is_there(name: str, public: Path) -> bool:
    return name == OURS or name in public_names(public)


def _parts(public: Path) -> Iterator[tuple[EvaluatedSet, Sequence[LabelledText]]]:
    """What is evaluated: whole sets, and the held-out tenth of those that were trained on."""
    ours = held_out(corpus())
    yield _set_of(OURS, TENTH, ours), ours
    for name in public_names(public):
        texts = public_set(name, public)
        yield _set_of(name, WHOLE, texts), texts
        if ORIGINS[name].is_free:
            yield _set_of(name, TENTH, held_out(texts)), held_out(texts)


def _set_of(name: str, part: str, texts: Sequence[LabelledText]) -> EvaluatedSet:
    counts = Counter(text.label for text in texts)
    return EvaluatedSet(name, part, tuple(counts[label] for label in LABELS))


def _results(one: EvaluatedSet, texts: Sequence[LabelledText], models: Sequence[Contender]) -> Iterator[Result]:
    labels = [text.label for text in texts]
    yield _result(MAJORITY, one, labels, majority(labels), was_trained_on=False)
    for model in models:
        log.info("%s on %s", model.name, one.title)
        answers = model.answer([text.text for text in texts])
        yield _result(
            model.name, one, labels, answers, was_trained_on=one.name in model.trained_on and one.part == WHOLE
        )


def _result(
    name: str, one: EvaluatedSet, labels: Sequence[str], answers: Sequence[Answer], *, was_trained_on: bool
) -> Result:
    sure = [answer.certainty for answer in answers if answer.certainty is not None]
    measured = figures(labels, [answer.label for answer in answers], sure if len(sure) == len(answers) else None)
    return Result(name, one, measured, was_trained_on)


def _speed(answer: Callable[[Sequence[str]], list[Answer]], texts: Sequence[str]) -> Speed:
    answer(texts[:32])  # the first call sets things up
    began = time.perf_counter()
    answer(texts)
    between = time.perf_counter()
    for text in texts[: _TIMED // 4]:
        answer([text])
    ended = time.perf_counter()
    return Speed(len(texts) / (between - began), len(texts[: _TIMED // 4]) / (ended - between))


def _machine() -> str:
    """The processor's name and how many cores there are."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
    return f"{names[0] if names else platform.processor() or platform.machine()}, {os.cpu_count()} cores"


if __name__ == "__main__":
    main()
