"""The page and the JSON of an evaluation."""

import json
from collections.abc import Sequence
from datetime import date

from evaluation.contenders import Answer, Contender, majority
from evaluation.metrics import figures
from evaluation.report import MAJORITY, EvaluatedSet, Evaluation, Result, Speed, as_json, as_markdown

SET = EvaluatedSet("surge_crypto", "public part", (2, 0, 1))
TRUE = ["positive", "positive", "negative"]


def answer(texts: Sequence[str]) -> list[Answer]:
    return [Answer("positive", 0.9) for _ in texts]


MODEL = Contender(
    name="vader",
    version="7",
    trained_on=frozenset({"surge_crypto"}),
    training="words",
    size=2_500_000,
    answer=answer,
)
EVALUATION = Evaluation(
    made_on=date(2026, 11, 30),
    machine="a processor, 2 cores",
    models=[(MODEL, Speed(batched=24_000.4, single=900))],
    sets=[SET],
    results=[
        Result(MAJORITY, SET, figures(TRUE, [a.label for a in majority(TRUE)], None), was_trained_on=False),
        Result("vader", SET, figures(TRUE, ["positive"] * 3, [0.9] * 3), was_trained_on=True),
    ],
)


def test_the_page_marks_what_was_trained_on() -> None:
    page = as_markdown(EVALUATION)

    assert "| surge_crypto (public part) | .667 / .400 | *.667 / .400* |" in page
    assert "| vader 7 | 24,000 | 900 | 2.5 MB | words |" in page
    assert "| surge_crypto (public part) | 0.233 |" in page


def test_the_json_holds_the_same_as_text() -> None:
    content = json.loads(json.dumps(as_json(EVALUATION)))

    (_, result) = content["results"]
    assert result["accuracy"] == "0.667"
    assert result["calibration_error"] == "0.233"
    assert result["confusion"] == [[2, 0, 0], [0, 0, 0], [1, 0, 0]]
    assert result["was_trained_on"]
    assert content["sets"][0]["labels"] == {"positive": 2, "neutral": 0, "negative": 1}
