"""GET /sentiment/evaluation: how good each model is on labelled texts, as `make evaluate-sentiment` has measured it."""

import asyncio
from datetime import date

from fastapi import APIRouter, Response
from pydantic import BaseModel
from shared.errors import NotFoundError
from shared.events.decimals import DecimalText
from shared.http.problems import problems
from shared.http.representations import revalidate

from sentiment.injection import Deps

router = APIRouter(prefix="/sentiment", tags=["sentiment"])


class NoEvaluationError(NotFoundError):
    code = "no_evaluation"

    def __init__(self) -> None:
        super().__init__("No evaluation of the models has been made")


class EvaluatedModel(BaseModel):
    """`bytes`: the size of its files; null where there is none."""

    name: str
    version: str
    training: str
    bytes: int | None
    texts_per_second: DecimalText
    texts_per_second_one_by_one: DecimalText


class EvaluatedSet(BaseModel):
    """`labels`: how many texts have each."""

    name: str
    part: str
    what: str
    licence: str
    labels: dict[str, int]
    texts: int


class EvaluationResult(BaseModel):
    """Of one model on one part of a set. `confusion`: rows are the people's labels, columns the model's."""

    model: str
    set: str
    part: str
    texts: int
    accuracy: DecimalText
    macro_f1: DecimalText
    calibration_error: DecimalText | None
    confusion: list[list[int]]
    was_trained_on: bool
    """Then it says little."""


class EvaluationTable(BaseModel):
    made_on: date
    machine: str
    labels: list[str]
    models: list[EvaluatedModel]
    sets: list[EvaluatedSet]
    results: list[EvaluationResult]
    in_use: str
    """The model that scores here."""


@router.get("/evaluation", operation_id="read_evaluation", responses=problems(NoEvaluationError))
async def read_evaluation(deps: Deps, response: Response) -> EvaluationTable:
    """Read the published table of accuracy and macro-F1."""
    try:
        text = await asyncio.to_thread(deps.evaluation.read_bytes)
    except FileNotFoundError:
        raise NoEvaluationError from None
    revalidate(response)
    return _Table.model_validate_json(text).served(deps.model.name)


class _Table(BaseModel):
    """What the file holds."""

    made_on: date
    machine: str
    labels: list[str]
    models: list[EvaluatedModel]
    sets: list[EvaluatedSet]
    results: list[EvaluationResult]

    def served(self, in_use: str) -> EvaluationTable:
        return EvaluationTable(**dict(self), in_use=in_use)
