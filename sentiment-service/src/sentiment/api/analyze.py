"""POST /sentiment/analyze: what the models say of a caller's own texts, word by word."""

import asyncio
import time
from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Final, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field
from shared.errors import InvalidFieldError
from shared.events import Label
from shared.events.decimals import DecimalText
from shared.http.problems import problems

from sentiment.aggregates.coin_sentiment import rounded
from sentiment.api.answers import ModelItem, Probabilities
from sentiment.injection import BusyError, Dependencies, Deps
from sentiment.models.model import Model, Scored, WordWeight, likeliest
from sentiment.texts.coin_tags import CoinTagger

router = APIRouter(prefix="/sentiment", tags=["sentiment"])

_MOST_TEXTS: Final = 64
_LONGEST: Final = 10_000
_WORDS_WITHIN: Final = 3.0
"""Seconds: what words add is found by scoring a text again without each. The gateway waits 15 s, others their turn."""
_NO_TIME: Final = "no_time"
_Text = Annotated[str, Field(min_length=1, max_length=_LONGEST)]


class AnalyzeBody(BaseModel):
    texts: Annotated[list[_Text], Field(min_length=1, max_length=_MOST_TEXTS)]
    model: Annotated[str | None, Field(max_length=200)] = None
    """One that is loaded; without it the one that scores."""


class WordItem(BaseModel):
    """A word or phrase, `text[start:end]` in characters of what was sent, and how much of the score it makes."""

    text: str
    start: int
    end: int
    weight: DecimalText


class AnalyzedText(BaseModel):
    """Of the text as a whole, in the order of the texts. `words` is null, with `reason`, once time is up."""

    label: Label
    score: DecimalText
    probabilities: Probabilities
    coins: list[str]
    words: list[WordItem] | None
    reason: Literal["no_time"] | None


class Analysis(BaseModel):
    model: ModelItem
    items: list[AnalyzedText]


@router.post("/analyze", operation_id="analyze_texts", responses=problems(BusyError))
async def analyze_texts(deps: Deps, body: AnalyzeBody) -> Analysis:
    """Score up to 64 texts, and say which words make the score."""
    model = _model(deps, body.model)
    async with deps.analyses.turn():
        items = await asyncio.to_thread(analyzed, model, deps.tagging.tagger, body.texts)
    return Analysis(model=ModelItem(name=model.name, version=model.version), items=items)


def _model(deps: Dependencies, name: str | None) -> Model:
    if name is None:
        return deps.model
    if name not in deps.models:
        raise InvalidFieldError("model", f"is not loaded here; there are: {', '.join(sorted(deps.models))}")
    return deps.models[name]


def analyzed(
    model: Model, tagger: CoinTagger, texts: Sequence[str], words_within: float = _WORDS_WITHIN
) -> list[AnalyzedText]:
    """All texts scored; the words of as many as can be begun within so many seconds."""
    until = time.monotonic() + words_within
    found = []
    for text, scored in zip(texts, model.score(texts), strict=True):
        words = model.words(text) if time.monotonic() < until else None
        found.append(_item(scored, words, [mention.coin_id for mention in tagger.tags(text)]))
    return found


def _item(scored: Scored, words: Sequence[WordWeight] | None, coins: list[str]) -> AnalyzedText:
    positive, negative = rounded(scored.positive), rounded(scored.negative)
    neutral = Decimal(1) - positive - negative
    return AnalyzedText(
        label=likeliest(positive, neutral, negative),
        score=positive - negative,
        probabilities=Probabilities(positive=positive, neutral=neutral, negative=negative),
        coins=coins,
        words=None if words is None else [_word(one) for one in words],
        reason=_NO_TIME if words is None else None,
    )


def _word(one: WordWeight) -> WordItem:
    return WordItem(text=one.text, start=one.start, end=one.end, weight=rounded(one.weight))
