import asyncio
import threading
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import httpx
import pytest
from sentiment.api.analyze import analyzed
from sentiment.documents.tagging import Tagging
from sentiment.injection import Turns
from sentiment.models.model import Scored

from ..aggregates.stage import WordModel
from .visitor import Visitor


class SlowModel(WordModel):
    """Answers when it is let go."""

    def __init__(self) -> None:
        self.begun = threading.Semaphore(0)
        self.go = threading.Event()

    def score(self, texts: Sequence[str]) -> list[Scored]:
        self.begun.release()
        assert self.go.wait(30)
        return super().score(texts)


async def test_a_text_has_its_score_its_coins_and_its_words(visitor: Visitor) -> None:
    answer = await visitor.post({"texts": ["Bitcoin rises", "Ethereum was hacked", "gm"]})

    assert answer.status_code == httpx.codes.OK
    found = answer.json()
    assert found["model"] == {"name": "words", "version": "1"}
    good, bad, neither = found["items"]
    assert good == {
        "label": "positive",
        "score": "0.7500",
        "probabilities": {"positive": "0.7500", "neutral": "0.2500", "negative": "0.0000"},
        "coins": ["bitcoin"],
        "words": [{"text": "rises", "start": 8, "end": 13, "weight": "0.7500"}],
        "reason": None,
    }
    assert (bad["label"], bad["score"], bad["coins"]) == ("neutral", "-0.5000", ["ethereum"])
    assert (neither["label"], neither["score"], neither["words"]) == ("neutral", "0.0000", [])


async def test_a_model_can_be_named(visitor: Visitor) -> None:
    class OtherModel(WordModel):
        name = "other"

    visitor.have(models={"words": WordModel(), "other": OtherModel()})

    named = await visitor.post({"texts": ["gm"], "model": "other"})
    unknown = await visitor.post({"texts": ["gm"], "model": "gpt"})

    assert named.json()["model"]["name"] == "other"
    assert (unknown.status_code, unknown.json()["errors"]) == (
        400,
        [{"field": "model", "message": "is not loaded here; there are: other, words"}],
    )


@pytest.mark.parametrize(
    "body",
    [
        {"texts": []},
        {"texts": [""]},
        {"texts": ["a"] * 65},
        {"texts": ["a" * 10_001]},
        {"texts": "Bitcoin rises"},
        {"texts": [1]},
        {},
        [],
    ],
)
async def test_what_is_no_list_of_texts_is_refused(visitor: Visitor, body: Any) -> None:
    answer = await visitor.post(body)

    assert (answer.status_code, answer.json()["code"]) == (400, "validation_error")


async def test_the_most_that_may_be_sent_is_analysed(visitor: Visitor) -> None:
    answer = await visitor.post({"texts": ["rises " * 1_666] * 64})

    assert len(answer.json()["items"]) == 64


def test_when_time_is_up_texts_are_scored_without_their_words(tagging: Tagging) -> None:
    found = analyzed(WordModel(), tagging.tagger, ["Bitcoin rises", "gm"], words_within=0)

    assert [(one.score, one.words, one.reason) for one in found] == [
        (Decimal("0.75"), None, "no_time"),
        (Decimal(0), None, "no_time"),
    ]


async def test_others_are_answered_while_a_text_is_analysed(visitor: Visitor) -> None:
    slow = SlowModel()
    visitor.have(model=slow)
    waiting = asyncio.create_task(visitor.post({"texts": ["gm"]}))
    await asyncio.to_thread(slow.begun.acquire)

    assert await visitor.refusal("/evaluation") == (404, "no_evaluation")
    assert not waiting.done()
    slow.go.set()
    assert (await waiting).status_code == httpx.codes.OK


async def test_when_too_many_wait_the_caller_is_asked_to_come_back(visitor: Visitor) -> None:
    slow = SlowModel()
    visitor.have(model=slow, analyses=Turns(at_once=1, waiting=1))
    waiting = [asyncio.create_task(visitor.post({"texts": ["gm"]})) for _ in range(2)]
    await asyncio.to_thread(slow.begun.acquire)

    refused = await visitor.post({"texts": ["gm"]})
    slow.go.set()
    answers = await asyncio.gather(*waiting)

    assert (refused.status_code, refused.json()["code"], refused.headers["retry-after"]) == (503, "busy", "1")
    assert [answer.status_code for answer in answers] == [200, 200]
