"""The control API of the feeds: what it answers, and what it refuses with a reason."""

from typing import Any

import pytest
from simulator.testing import Simulate

QUIET = {"rate": 0, "news_seconds": 0, "posts_per_second": 0, "news_past_days": 0}


async def test_news_from_outside_are_listed_as_they_stand(simulate: Simulate) -> None:
    running = await simulate(**QUIET)
    made = await running.post("/control/news", site="hashline", title="One", summary="Two.", coin="bitcoin")
    async with running.http.patch(f"{running.base}/control/news/{made['id']}", json={"title": "Three"}) as answer:
        edited = await answer.json()
    listed = await running.get("/control/news")

    assert (made["title"], made["coins"], made["edited_at"]) == ("One", ["bitcoin"], None)
    assert (edited["title"], edited["first_title"], edited["guid"]) == ("Three", "One", made["guid"])
    assert listed == {"items": [edited], "next": None}
    assert (await running.get("/control/news", site="mintmark"))["items"] == []


async def test_one_site_gives_an_edited_item_another_id(simulate: Simulate) -> None:
    running = await simulate(**QUIET)
    made = await running.post("/control/news", site="nightdesk", title="One")
    async with running.http.patch(f"{running.base}/control/news/{made['id']}", json={"title": "Two"}) as answer:
        edited = await answer.json()

    assert edited["guid"] != made["guid"]
    assert edited["url"] == made["url"]


async def test_pages_of_news_lead_from_one_to_the_next(simulate: Simulate) -> None:
    running = await simulate(**QUIET)
    made = [await running.post("/control/news", site="hashline", title=f"Number {number}") for number in range(5)]
    first = await running.get("/control/news", limit=3)
    second = await running.get("/control/news", limit=3, after=first["next"])

    assert first["items"] + second["items"] == made
    assert second["next"] is None


async def test_posts_that_stand_are_listed_in_pages(simulate: Simulate) -> None:
    running = await simulate(**QUIET)
    made = [await running.post("/control/posts", text=f"Number {number}") for number in range(3)]
    page = await running.get("/control/posts", limit=2)

    assert [each["text"] for each in page["items"]] == ["Number 0", "Number 1"]
    assert [each["rkey"] for each in page["items"]] == [each["rkey"] for each in made[:2]]
    assert page["next"] == "2"
    assert (await running.get("/control/posts", start_us=made[2]["time_us"]))["items"][0]["text"] == "Number 2"


async def test_a_post_with_half_a_character_is_listed_like_others(simulate: Simulate) -> None:
    running = await simulate(**QUIET)
    running.simulation.feeds.timeline.post("Broken \ud83d", None, "en")

    assert [each["text"] for each in (await running.get("/control/posts"))["items"]] == ["Broken ?"]


async def test_rates_change_while_it_runs(simulate: Simulate) -> None:
    running = await simulate(**QUIET)
    state = await running.post("/control/feeds", news_seconds=0.02)
    assert (state["news_seconds"], state["posts_per_second"], state["published"]) == (0.02, 0.0, 0)
    await running.post("/control/feeds", posts_per_second=50)

    async def lively() -> bool:
        posts = (await running.get("/control/posts"))["items"]
        return bool(posts) and (await running.get("/control/feeds"))["published"] > 5

    await running.eventually(lively)
    quiet = await running.post("/control/feeds", news_seconds=0, posts_per_second=0)
    assert (quiet["news_seconds"], quiet["posts_per_second"]) == (0, 0)


@pytest.mark.parametrize(
    ("path", "body", "detail"),
    [
        ("news", {"site": "nowhere", "title": "x"}, "ledgerpost"),
        ("news", {"site": "hashline", "title": " "}, "title is empty"),
        ("news", {"site": "hashline"}, "title"),
        ("posts", {"text": 1}, "Expected `str`"),
        ("accounts", {"did": "x", "status": "bored"}, "takendown"),
        ("feeds", {"news_seconds": -1}, "news_seconds"),
        ("feeds", {"news_seconds": 0.001}, "news_seconds"),
        ("feeds", {"posts_per_second": 1e9}, "posts_per_second"),
        ("feed-faults", {"site": "nowhere", "fault": "403"}, "jetstream"),
        ("feed-faults", {"site": "hashline", "fault": "cut"}, "hashline has 401"),
        ("feed-faults", {"site": "jetstream", "fault": "endless"}, "jetstream has 401"),
        ("feed-faults", {"site": "hashline", "fault": "403", "seconds": 0}, "seconds"),
    ],
)
async def test_bad_input_is_refused_with_a_reason(
    simulate: Simulate, path: str, body: dict[str, Any], detail: str
) -> None:
    running = await simulate(**QUIET)
    async with running.http.post(f"{running.base}/control/{path}", json=body) as answer:
        assert answer.status == 400
        assert detail in (await answer.json())["detail"]


async def test_what_is_not_there_cannot_be_edited(simulate: Simulate) -> None:
    running = await simulate(**QUIET)
    async with running.http.patch(f"{running.base}/control/news/none", json={"title": "x"}) as answer:
        assert answer.status == 400
    assert "site" in (await running.get("/control/news", site="nowhere"))["detail"]
    assert "start_us" in (await running.get("/control/posts", start_us="x"))["detail"]
