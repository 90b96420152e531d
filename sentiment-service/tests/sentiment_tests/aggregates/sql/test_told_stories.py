from sentiment.aggregates.sql.told_stories import StorySpan, fetch_titles, fetch_told
from shared.events import DocumentKind

from ..stage import MODEL, Stage


async def titles(
    stage: Stage, coin_id: str = "", kind: DocumentKind | None = None, *, hours: float = 24, most: int = 100
) -> list[str]:
    span = StorySpan(coin_id, kind, stage.ago(hours), stage.at, most)
    async with stage.engine.connect() as conn:
        told = await fetch_told(conn, MODEL, span)
        assert sorted(await fetch_titles(conn, span)) == sorted(one.title for one in told)
    return sorted(one.title for one in told)


async def test_a_story_has_the_title_and_the_score_of_its_first_document(stage: Stage) -> None:
    story = await stage.story(0.5, hours=2, title="First", url="https://first.example/")
    await stage.story(-0.5, of=story, hours=1, title="Second")
    async with stage.engine.connect() as conn:
        (told,) = await fetch_told(conn, MODEL, StorySpan("", None, stage.ago(24), stage.at, 100))

    assert (told.story_id, told.title, told.url, told.score) == (story, "First", "https://first.example/", 0.5)


async def test_a_story_that_is_not_scored_yet_has_no_score(stage: Stage) -> None:
    await stage.story(None)
    async with stage.engine.connect() as conn:
        (told,) = await fetch_told(conn, MODEL, StorySpan("bitcoin", None, stage.ago(24), stage.at, 100))

    assert told.score is None


async def test_stories_can_be_of_a_coin_of_a_kind_or_of_a_time(stage: Stage) -> None:
    await stage.story(0.1, title="a")
    await stage.story(0.1, title="b", coins=("ethereum",))
    await stage.story(0.1, title="", body="c", kind="social", coins=())
    await stage.story(0.1, title="d", hours=30)

    assert await titles(stage) == ["a", "b", "c"]
    assert await titles(stage, "ethereum") == ["b"]
    assert await titles(stage, kind=DocumentKind.SOCIAL) == ["c"]
    assert await titles(stage, hours=48) == ["a", "b", "c", "d"]


async def test_of_too_many_stories_the_same_part_is_read_each_time(stage: Stage) -> None:
    for number in range(60):
        await stage.story(0.1, title=f"{number}")

    part = await titles(stage, most=20)

    assert 5 < len(part) < 40
    assert part == await titles(stage, most=20)
