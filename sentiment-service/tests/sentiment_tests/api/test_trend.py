import math
import random
from datetime import UTC, datetime, timedelta

import pytest
from sentiment.aggregates.coin_sentiment import rounded
from sentiment.aggregates.hours import Hours
from sentiment.aggregates.sql.hourly_sentiments import HourlySentiment, replace_hours
from sentiment.aggregates.trend import last_end
from sentiment.aggregates.weights import Weighing
from sqlalchemy.ext.asyncio import AsyncEngine

from ..aggregates.stage import MODEL, Stage, add_closes
from .visitor import Visitor

HOUR = timedelta(hours=1)


def text(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


async def store(stage: Stage, scores: dict[datetime, float]) -> None:
    """Hours as they are kept, with the market's that mark them as computed."""
    rows = [
        HourlySentiment(
            coin_id=coin_id,
            time=at,
            score=rounded(score),
            interval_low=rounded(score - 0.1),
            interval_high=rounded(score + 0.1),
            positive=3,
            neutral=2,
            negative=1,
            documents=9,
        )
        for at, score in scores.items()
        for coin_id in ("", "bitcoin")
    ]
    async with stage.engine.begin() as conn:
        await replace_hours(conn, MODEL, list(scores), None, rows)


async def test_a_trend_has_every_hour_also_one_without_a_score(stage: Stage, visitor: Visitor) -> None:
    last = last_end(stage.at)
    await store(stage, {last: 0.3, last - 2 * HOUR: -0.1})

    found = await visitor.get("/trend/btc", start=text(last - 3 * HOUR))

    told = [(one["time"], one["score"], one["stories"], one["reason"]) for one in found["items"]]
    assert told == [
        (text(last - 3 * HOUR), None, 0, "not_enough"),
        (text(last - 2 * HOUR), "-0.1000", 6, None),
        (text(last - HOUR), None, 0, "not_enough"),
        (text(last), "0.3000", 6, None),
    ]
    newest = found["items"][-1]
    assert (newest["interval_95"], newest["positive"], newest["neutral"], newest["negative"]) == (
        ["0.2000", "0.4000"],
        3,
        2,
        1,
    )
    assert (found["coin_id"], found["interval"], found["as_of"]) == ("bitcoin", "1h", text(last))
    assert (found["stale"], found["reason"]) == (False, None)


async def test_days_end_at_midnight(stage: Stage, visitor: Visitor) -> None:
    midnight = datetime(2026, 2, 3, tzinfo=UTC)
    await store(stage, {midnight - HOUR: 0.9, midnight: 0.1, midnight + HOUR: 0.9})

    found = await visitor.get("/trend/bitcoin", interval="1d", start="2026-02-02T12:00:00Z", end="2026-02-04T12:00:00Z")

    assert [(one["time"][:10], one["score"]) for one in found["items"]] == [
        ("2026-02-03", "0.1000"),
        ("2026-02-04", None),
    ]


async def test_a_trend_whose_last_hour_was_never_computed_is_stale(stage: Stage, visitor: Visitor) -> None:
    await store(stage, {last_end(stage.at) - 3 * HOUR: 0.3})

    now = await visitor.get("/trend/bitcoin")
    past = await visitor.get("/trend/bitcoin", end=text(stage.ago(2)))

    assert [(found["stale"], found["reason"]) for found in (now, past)] == [(True, "overdue"), (False, None)]


async def test_what_the_hours_hold_is_what_the_trend_shows(stage: Stage, visitor: Visitor) -> None:
    for _ in range(5):
        await stage.story(0.25, hours=4)
    weighing = Weighing({}, timedelta(hours=24), timedelta(hours=8))
    await Hours(stage.engine, MODEL, weighing, kept=timedelta(days=9)).close(stage.at)

    found = await visitor.get("/trend/bitcoin", start=text(stage.ago(8)))

    scores = [one["score"] for one in found["items"]]
    assert scores.count("0.2500") == len(scores) - scores.count(None) == 4


@pytest.mark.parametrize("path", ["/trend/bitcoin", "/trend/bitcoin/price-test"])
async def test_a_span_that_is_too_long_is_refused(visitor: Visitor, path: str) -> None:
    refused = await visitor.refusal(path, start="2020-01-01T00:00:00Z", end="2026-01-01T00:00:00Z")

    assert refused == (400, "validation_error")


async def test_a_score_that_leads_the_price_is_found(stage: Stage, admin: AsyncEngine, visitor: Visitor) -> None:
    chance = random.Random(1)
    last = last_end(stage.at)
    scores = [chance.uniform(-0.5, 0.5) for _ in range(200)]
    returns = [chance.gauss(0, 0.01) + (0.05 * scores[at - 2] if at >= 2 else 0) for at in range(200)]
    price, closes = 100.0, {}
    for at in range(200):
        price *= math.exp(returns[at])
        closes[last - (199 - at) * HOUR] = price
    await store(stage, {last - (199 - at) * HOUR: scores[at] for at in range(200)})
    async with admin.begin() as conn:
        await add_closes(conn, closes)

    found = await visitor.get("/trend/BTC/price-test")

    assert [one["lag_hours"] for one in found["items"]] == list(range(25))
    assert (found["strongest_lag_hours"], found["reason"], found["as_of"]) == (2, None, text(last))
    assert found["verdict"].startswith("Strongest at 2 h: r = 0.")
    strongest = found["items"][2]
    assert (strongest["n"], strongest["p_value"]) == (198, "0.0000")


async def test_without_prices_nothing_can_be_said(stage: Stage, admin: AsyncEngine, visitor: Visitor) -> None:
    await store(stage, {last_end(stage.at): 0.3})
    async with admin.begin() as conn:
        await add_closes(conn, {stage.at.replace(minute=0, second=0) - timedelta(days=300): 1})

    found = await visitor.get("/trend/bitcoin/price-test")

    assert found["verdict"] == "Not enough to tell: 0 hours with a score and a return, at least 30 are needed."
    assert (found["reason"], found["strongest_lag_hours"], found["as_of"]) == ("not_enough", None, None)
    assert {one["p_value"] for one in found["items"]} == {None}
