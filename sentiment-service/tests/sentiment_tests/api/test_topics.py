from decimal import Decimal

import pytest
from sentiment.injection import Turns

from ..aggregates.stage import Stage
from .visitor import Visitor

WORDS = ("market", "trader", "holder", "chart", "wallet", "miner", "fund", "court", "broker", "token")


async def tell(stage: Stage) -> None:
    """Forty stories of everything now and before, and ten of one thing now."""
    for number in range(40):
        title = f"{WORDS[number % 10]} of the {WORDS[number // 10]} {number}"
        await stage.story(0.1, title=title, hours=number % 20)
        await stage.story(0.1, title=title, hours=30 + number)
    for number in range(10):
        await stage.story(-0.5, title=f"Twitter hack {number}", hours=number, url=f"https://a.example/{number}")


async def test_topics_rise_against_their_own_week(stage: Stage, visitor: Visitor) -> None:
    await tell(stage)

    found = await visitor.get("/topics")

    (topic,) = found["items"]
    assert (topic["topic"], topic["stories"], topic["stories_before"]) == ("Twitter hack", 10, 0)
    assert Decimal(topic["rise_percent"]) > 100
    assert Decimal(topic["p_value"]) < Decimal("0.05")
    assert topic["score"] == "-0.5000"
    assert [one["url"] for one in topic["examples"]] == [f"https://a.example/{number}" for number in range(3)]
    assert (found["window"], found["baseline_days"], found["reason"]) == ("24h", 7, None)


async def test_topics_can_be_of_a_coin_or_of_a_kind(stage: Stage, visitor: Visitor) -> None:
    await tell(stage)

    assert (await visitor.get("/topics", coin="eth"))["reason"] == "not_enough"
    assert (await visitor.get("/topics", kind="social"))["reason"] == "not_enough"
    assert len((await visitor.get("/topics", coin="BTC", kind="news"))["items"]) == 1


async def test_with_too_few_stories_there_are_no_topics(stage: Stage, visitor: Visitor) -> None:
    await stage.story(0.5)

    found = await visitor.get("/topics")

    assert (found["items"], found["reason"]) == ([], "not_enough")


async def test_topics_are_kept_for_a_while(stage: Stage, visitor: Visitor) -> None:
    await tell(stage)
    before = await visitor.get("/topics")
    for number in range(30):
        await stage.story(0.1, title=f"Solana outage {number}")

    assert await visitor.get("/topics", limit=1) == before


async def test_when_too_many_wait_for_topics_the_caller_is_asked_to_come_back(stage: Stage, visitor: Visitor) -> None:
    del stage
    visitor.have(topics=Turns(at_once=0, waiting=0))

    assert await visitor.refusal("/topics") == (503, "busy")


@pytest.mark.parametrize("query", [{"coin": "dogecash"}, {"kind": "rumour"}, {"window": "31d"}, {"limit": 0}])
async def test_what_is_not_known_is_refused(visitor: Visitor, query: dict[str, str]) -> None:
    assert (await visitor.refusal("/topics", **query))[0] in (400, 404)
