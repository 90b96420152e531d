from datetime import timedelta

from sentiment.tables import fear_greed
from sqlalchemy import insert

from ..aggregates.stage import Stage
from .visitor import Visitor


async def test_the_overview_has_every_coin_the_market_and_the_index(stage: Stage, visitor: Visitor) -> None:
    for score in (0.1, 0.2, 0.3, 0.4, 0.5):
        await stage.story(score)
    await stage.story(-0.9, coins=())
    async with stage.engine.begin() as conn:
        day = stage.at.date()
        await conn.execute(insert(fear_greed).values(day=day - timedelta(days=1), value=20, classification="Fear"))
        await conn.execute(insert(fear_greed).values(day=day, value=47, classification="Neutral"))

    found = await visitor.get("/overview")

    by_coin = {one["coin_id"]: one for one in found["items"]}
    assert by_coin.keys() >= {"bitcoin", "ethereum", "solana"}
    assert (by_coin["bitcoin"]["score"], by_coin["bitcoin"]["stories"]) == ("0.3000", 5)
    assert (by_coin["ethereum"]["score"], by_coin["ethereum"]["reason"]) == (None, "not_enough")
    assert (found["market"]["score"], found["market"]["stories"]) == ("0.1000", 6)
    assert found["fear_greed"] == {
        "day": day.isoformat(),
        "value": 47,
        "classification": "Neutral",
        "stale": False,
    }


async def test_an_old_index_is_stale_and_none_is_null(stage: Stage, visitor: Visitor) -> None:
    assert (await visitor.get("/overview"))["fear_greed"] is None

    async with stage.engine.begin() as conn:
        day = stage.at.date() - timedelta(days=3)
        await conn.execute(insert(fear_greed).values(day=day, value=20, classification="Fear"))

    assert (await visitor.get("/overview"))["fear_greed"]["stale"] is True


async def test_coins_are_compared_in_the_order_in_which_they_are_named(stage: Stage, visitor: Visitor) -> None:
    for score in (0.1, 0.2, 0.3, 0.4, 0.5):
        await stage.story(score, coins=("bitcoin",))
        await stage.story(-score, coins=("ethereum",))

    found = await visitor.get("/compare", coins="ETH, btc,ethereum,solana")

    told = [(one["coin_id"], one["score"]) for one in found["items"]]
    assert told == [("ethereum", "-0.3000"), ("bitcoin", "0.3000"), ("solana", None)]


async def test_what_cannot_be_compared_is_refused(visitor: Visitor) -> None:
    assert await visitor.refusal("/compare", coins="bitcoin,dogecash") == (404, "unknown_coin")
    assert await visitor.refusal("/compare", coins=",") == (400, "validation_error")
    assert await visitor.refusal("/compare", coins=",".join(["bitcoin"] * 21)) == (400, "validation_error")
    assert await visitor.refusal("/compare") == (400, "validation_error")
