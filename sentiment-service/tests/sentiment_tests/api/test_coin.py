from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from ..aggregates.stage import Stage
from .visitor import Visitor


async def tell(stage: Stage, *scores: float, **document: Any) -> None:
    for number, score in enumerate(scores):
        await stage.story(score, hours=1 + number, **document)


def total(items: list[Any]) -> Decimal:
    return sum((Decimal(one["weight"]) * Decimal(one["score"]) for one in items), Decimal(0))


async def test_a_coin_has_its_score_and_what_it_is_of(stage: Stage, visitor: Visitor) -> None:
    await tell(stage, 0.9, 0.9, 0.1, -0.1, -0.9, 0.0)
    await stage.heard()

    found = await visitor.get("/bitcoin")

    low, high = map(Decimal, found["interval_95"])
    assert low <= Decimal(found["score"]) <= high
    shares = [Decimal(found[f"{label}_percent"]) for label in ("positive", "neutral", "negative")]
    assert sum(shares) == 100
    assert (found["coin_id"], found["window"], found["half_life_hours"]) == ("bitcoin", "24h", "8.0000")
    assert (found["documents"], found["stories"]) == (6, 6)
    assert found["model"] == {"name": "words", "version": "1"}
    assert found["sources"] == [{"source": "coindesk", "documents": 6, "weight": "2.0000", "share_percent": "100.0000"}]
    assert (found["stale"], found["reason"], found["change"]) == (False, None, None)
    assert datetime.fromisoformat(found["as_of"]) == stage.ago(1) + timedelta(seconds=5)


async def test_fewer_than_five_stories_are_not_enough(stage: Stage, visitor: Visitor) -> None:
    await tell(stage, 0.5, 0.5, 0.5, 0.5)

    found = await visitor.get("/bitcoin")

    assert (found["score"], found["interval_95"], found["positive_percent"]) == (None, None, None)
    assert (found["reason"], found["stories"], found["documents"]) == ("not_enough", 4, 4)


async def test_without_any_story_there_is_no_time_either(stage: Stage, visitor: Visitor) -> None:
    del stage
    found = await visitor.get("/ethereum")

    assert (found["as_of"], found["stale"], found["reason"], found["sources"]) == (None, True, "not_enough", [])


async def test_while_no_source_answers_a_score_is_stale(stage: Stage, visitor: Visitor) -> None:
    await tell(stage, 0.5, 0.5, 0.5, 0.5, 0.5)
    await stage.heard(hours=1)

    found = await visitor.get("/bitcoin")

    assert (found["score"], found["stale"], found["reason"]) == ("0.5000", True, "sources_away")


@pytest.mark.parametrize("name", ["bitcoin", "BTC", "btc", "Bitcoin", "XBT", "xbt"])
async def test_a_coin_is_known_by_its_id_or_symbol_in_any_case(stage: Stage, visitor: Visitor, name: str) -> None:
    del stage
    assert (await visitor.get(f"/{name}"))["coin_id"] == "bitcoin"


@pytest.mark.parametrize("path", ["/dogecash", "/dogecash/explain", "/trend/dogecash", "/trend/dogecash/price-test"])
async def test_a_coin_that_is_not_known_is_said_to_be_so(visitor: Visitor, path: str) -> None:
    assert await visitor.refusal(path) == (404, "unknown_coin")


async def test_a_longer_window_has_older_stories_and_a_longer_half_life(stage: Stage, visitor: Visitor) -> None:
    await tell(stage, 0.5, 0.5, 0.5)
    for hours in (30, 40):
        await stage.story(0.5, hours=hours)

    found = await visitor.get("/bitcoin", window="2d")

    assert (found["window"], found["half_life_hours"], found["stories"]) == ("48h", "16.0000", 5)


@pytest.mark.parametrize("window", ["0h", "31d", "721h", "24", "1w", "-1h", "1.5h", "h", ""])
async def test_a_window_is_one_hour_to_thirty_days(visitor: Visitor, window: str) -> None:
    assert await visitor.refusal("/bitcoin", window=window) == (400, "validation_error")


async def test_the_score_follows_from_the_explained_weights(stage: Stage, visitor: Visitor) -> None:
    await tell(stage, 0.9, 0.25, -0.5, 0.1, -0.9)
    story = await stage.story(0.75, hours=3, source="bluesky", kind="social", title="", body="to the moon")
    await stage.story(-0.25, hours=2, of=story)

    found = await visitor.get("/bitcoin/explain")

    weight = sum(Decimal(one["weight"]) for one in found["items"])
    assert weight == Decimal(found["total_weight"])
    assert round(total(found["items"]) / weight, 4) == Decimal(found["score"])
    assert found["rest"]["documents"] == 0
    assert found["score"] == (await visitor.get("/bitcoin"))["score"]
    post = next(one for one in found["items"] if one["source"] == "bluesky")
    assert (post["title"], post["label"], post["score"]) == ("to the moon", "positive", "0.7500")
    assert post["probabilities"] == {"positive": "0.7500", "neutral": "0.2500", "negative": "0.0000"}
    assert post["published_at"] == post["story_published_at"]


async def test_what_is_not_listed_is_still_in_the_arithmetic(stage: Stage, visitor: Visitor) -> None:
    await tell(stage, 0.9, 0.25, -0.5, 0.1, -0.9, 0.3)

    found = await visitor.get("/bitcoin/explain", limit=2)

    rest = found["rest"]
    weights = [Decimal(one["weight"]) for one in found["items"]]
    assert (len(weights), rest["documents"]) == (2, 4)
    assert weights == sorted(weights, reverse=True)
    assert sum(weights) + Decimal(rest["weight"]) == Decimal(found["total_weight"])
    mean = (total(found["items"]) + Decimal(rest["weight_times_score"])) / Decimal(found["total_weight"])
    assert round(mean, 4) == Decimal(found["score"])


async def test_too_few_stories_are_explained_too(stage: Stage, visitor: Visitor) -> None:
    await tell(stage, 0.9)

    found = await visitor.get("/bitcoin/explain")

    assert (found["score"], found["reason"], len(found["items"])) == (None, "not_enough", 1)
    assert found["items"][0]["share_percent"] == "100.0000"


async def test_a_sudden_change_is_told(stage: Stage, visitor: Visitor) -> None:
    for hours, score in ((12, 0.5), (2, -0.5)):
        for number in range(6):
            await stage.story(score + number / 100, hours=hours)

    change = (await visitor.get("/bitcoin"))["change"]

    assert (change["before"], change["after"], change["hours"]) == ("0.5250", "-0.4750", 6)
    assert Decimal(change["z"]) < -3


async def test_an_answer_that_has_not_changed_is_not_sent_again(stage: Stage, visitor: Visitor) -> None:
    await tell(stage, 0.9)
    first = await visitor.client.get("/sentiment/bitcoin")
    second = await visitor.client.get("/sentiment/bitcoin", headers={"If-None-Match": first.headers["etag"]})

    assert (first.status_code, second.status_code) == (200, 304)
