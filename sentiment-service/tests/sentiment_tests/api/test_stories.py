from typing import Any

import pytest
from sentiment.tables import documents
from sqlalchemy import update

from ..aggregates.stage import Stage
from .visitor import Visitor


def titles(page: Any) -> list[str]:
    return [one["title"] for one in page["items"]]


async def test_news_are_of_the_press_and_social_is_of_the_crowd(stage: Stage, visitor: Visitor) -> None:
    await stage.story(0.75, title="An article")
    await stage.story(0.75, kind="social", title="", body="A post")

    assert titles(await visitor.get("/news")) == ["An article"]
    assert titles(await visitor.get("/social")) == ["A post"]


async def test_a_story_has_its_reach_and_all_its_documents(stage: Stage, visitor: Visitor) -> None:
    story = await stage.story(0.75, hours=3, title="First", url="https://a.example/")
    await stage.story(-0.5, hours=2, of=story, title="Second", source="decrypt", url=None, coins=("ethereum",))
    await stage.story(-0.5, hours=1, of=story, title="Third")

    (item,) = (await visitor.get("/news"))["items"]

    assert (item["story_id"], item["kind"], item["title"], item["url"]) == (
        str(story),
        "news",
        "First",
        "https://a.example/",
    )
    assert (item["label"], item["score"], item["reason"]) == ("positive", "0.75", None)
    assert item["probabilities"] == {"positive": "0.75", "neutral": "0.25", "negative": "0"}
    assert (item["coins"], item["reach"], item["source"]) == (["bitcoin", "ethereum"], 2, "coindesk")
    told = [(one["source"], one["url"]) for one in item["documents"]]
    assert told == [
        ("coindesk", "https://a.example/"),
        ("decrypt", None),
        ("coindesk", "https://news.example/story"),
    ]
    assert (item["revision"], item["published_at"][:13]) == (3, f"{stage.ago(3):%Y-%m-%dT%H}")


async def test_of_a_coin_a_story_has_what_it_says_of_that_coin(stage: Stage, visitor: Visitor) -> None:
    story = await stage.story(0.75, hours=2, coins=("bitcoin",))
    await stage.story(-0.75, hours=1, of=story, coins=("ethereum",))

    labels = [(await visitor.get("/news", coin=coin))["items"][0]["label"] for coin in ("btc", "ETH")]

    assert labels == ["positive", "negative"]
    assert (await visitor.get("/news", coin="solana"))["items"] == []


async def test_stories_can_be_chosen_by_label_source_and_time(stage: Stage, visitor: Visitor) -> None:
    await stage.story(0.75, hours=1, title="good")
    await stage.story(0.25, hours=2, title="flat", source="decrypt")
    await stage.story(-0.75, hours=3, title="bad")
    await stage.story(None, hours=4, title="new")

    assert titles(await visitor.get("/news")) == ["good", "flat", "bad", "new"]
    for label, title in (("positive", "good"), ("neutral", "flat"), ("negative", "bad")):
        assert titles(await visitor.get("/news", label=label)) == [title]
    assert titles(await visitor.get("/news", source="decrypt")) == ["flat"]
    span = {"start": stage.ago(3).isoformat(), "end": stage.ago(1).isoformat()}
    assert titles(await visitor.get("/news", **span)) == ["flat", "bad"]


async def test_a_story_that_is_not_scored_yet_says_so(stage: Stage, visitor: Visitor) -> None:
    await stage.story(None)

    (item,) = (await visitor.get("/news"))["items"]

    assert (item["label"], item["score"], item["probabilities"], item["reason"]) == (None, None, None, "not_scored")


async def test_deleted_and_left_out_stories_are_not_listed(stage: Stage, visitor: Visitor) -> None:
    await stage.delete(await stage.story(0.5))
    await stage.story(None, state="left_out", reason="language")

    assert (await visitor.get("/news"))["items"] == []


async def test_an_edited_story_waits_for_its_score(stage: Stage, visitor: Visitor) -> None:
    await stage.story(0.75)
    async with stage.engine.begin() as conn:
        await conn.execute(update(documents).values(text_hash="other", state="new"))

    assert (await visitor.get("/news"))["items"][0]["label"] is None


@pytest.mark.parametrize("together", [1, 2, 3, 7])
async def test_pages_follow_each_other_without_a_gap(stage: Stage, visitor: Visitor, together: int) -> None:
    for number in range(7):
        await stage.story(0.5, hours=number // 3, title=f"{number}")

    pages: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = await visitor.get("/news", limit=together, coin="bitcoin", **cursor)
        pages += titles(page)
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}

    assert pages == titles(await visitor.get("/news", coin="bitcoin"))
    assert sorted(pages) == [f"{number}" for number in range(7)]


async def test_a_cursor_is_of_one_list_only(stage: Stage, visitor: Visitor) -> None:
    for _ in range(2):
        await stage.story(0.5)
    cursor = (await visitor.get("/news", limit=1))["next"]

    for path, query in (("/social", {}), ("/news", {"coin": "bitcoin"}), ("/news", {"label": "positive"})):
        assert await visitor.refusal(path, cursor=cursor, **query) == (400, "validation_error")
    assert await visitor.refusal("/news", cursor="x") == (400, "validation_error")


async def test_what_is_not_known_is_refused(visitor: Visitor) -> None:
    assert await visitor.refusal("/news", coin="dogecash") == (404, "unknown_coin")
    assert await visitor.refusal("/social", label="good") == (400, "validation_error")
    assert await visitor.refusal("/news", limit=201) == (400, "validation_error")
    assert await visitor.refusal("/news", coins="bitcoin") == (400, "unknown_parameter")
