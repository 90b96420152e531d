from datetime import timedelta

import pytest
from sentiment.aggregates.sql.scored_documents import fetch_marks, fetch_scored, fetch_shown
from sentiment.tables import documents
from sqlalchemy import update

from ..stage import MODEL, Stage, WordModel

DAY = timedelta(days=1)


class NewerModel(WordModel):
    version = "2"


async def scored(stage: Stage, **more: object) -> dict[str, int]:
    """How many documents each coin has of the last day."""
    async with stage.engine.connect() as conn:
        found = await fetch_scored(conn, MODEL, since=stage.at - DAY, **more)  # type: ignore[arg-type]
    return {coin_id: len(of_coin) for coin_id, of_coin in found.items()}


async def test_a_document_counts_for_each_coin_that_it_speaks_of_and_for_the_market(stage: Stage) -> None:
    await stage.story(0.5, coins=("bitcoin", "ethereum"))
    await stage.story(0.5, coins=())

    assert await scored(stage) == {"": 2, "bitcoin": 1, "ethereum": 1}
    assert await scored(stage, coin_ids=["ethereum", "solana"]) == {"ethereum": 1}


async def test_a_document_has_the_time_of_its_story_and_its_own(stage: Stage) -> None:
    story = await stage.story(-0.25, hours=5)
    await stage.story(0.5, of=story, hours=2, source="decrypt")

    async with stage.engine.connect() as conn:
        found = (await fetch_scored(conn, MODEL, since=stage.at - DAY, coin_ids=["bitcoin"]))["bitcoin"]

    told = sorted((one.source, one.story_at, one.published_at, one.score) for one in found)
    assert told == [
        ("coindesk", stage.ago(5), stage.ago(5), -0.25),
        ("decrypt", stage.ago(5), stage.ago(2), 0.5),
    ]


async def test_what_is_old_left_out_parked_or_not_scored_yet_does_not_count(stage: Stage) -> None:
    await stage.story(0.5, hours=25)
    await stage.story(0.5, state="left_out", reason="language")
    await stage.story(0.5, state="parked", reason="broken")
    await stage.story(None)

    assert await scored(stage) == {}


async def test_a_deleted_document_does_not_count_any_more(stage: Stage) -> None:
    story = await stage.story(0.5)
    await stage.delete(story)

    assert await scored(stage) == {}


async def test_an_edited_document_does_not_count_until_its_new_text_is_scored(stage: Stage) -> None:
    await stage.story(0.5, state="new")
    assert await scored(stage) == {"": 1, "bitcoin": 1}

    async with stage.engine.begin() as conn:
        await conn.execute(update(documents).values(text_hash="other"))

    assert await scored(stage) == {}


async def test_a_coin_that_an_edit_has_taken_out_does_not_count(stage: Stage) -> None:
    await stage.story(0.5, coins=("bitcoin", "ethereum"))
    async with stage.engine.begin() as conn:
        await conn.execute(update(documents).values(coins=["bitcoin"]))

    assert await scored(stage) == {"": 1, "bitcoin": 1}


async def test_another_models_scores_do_not_count(stage: Stage) -> None:
    await stage.story(0.5)
    async with stage.engine.connect() as conn:
        assert await fetch_scored(conn, NewerModel(), since=stage.at - DAY) == {}


async def test_until_a_time_only_what_was_published_before_it_counts(stage: Stage) -> None:
    await stage.story(0.5, hours=3)
    await stage.story(0.5, hours=1)

    assert await scored(stage, until=stage.ago(1)) == {"": 1, "bitcoin": 1}


@pytest.mark.parametrize("change", ["comes", "changes", "goes"])
async def test_the_mark_of_a_coin_differs_when_a_document(stage: Stage, change: str) -> None:
    story = await stage.story(0.5)
    await stage.story(0.5, coins=("ethereum",))
    async with stage.engine.connect() as conn:
        before = await fetch_marks(conn, stage.at - DAY)

    match change:
        case "comes":
            await stage.story(0.1)
        case "changes":
            async with stage.engine.begin() as conn:
                await stage.touch(conn, story)
        case "goes":
            await stage.delete(story)
    async with stage.engine.connect() as conn:
        after = await fetch_marks(conn, stage.at - DAY)

    assert before["bitcoin"] != after.get("bitcoin")
    assert before[""] != after[""]
    assert before["ethereum"] == after["ethereum"]


async def test_a_post_is_shown_by_its_text(stage: Stage) -> None:
    story = await stage.story(0.5, title="", body="gm " * 1_000, url=None)
    (document_id,) = await stage.documents_of(story)

    async with stage.engine.connect() as conn:
        shown = (await fetch_shown(conn, [document_id]))[document_id]

    assert (shown.title, shown.url) == ("gm " * 200, None)
