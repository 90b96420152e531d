import asyncio
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from sentiment.documents.intake import Intake
from sentiment.documents.scoring import Scoring
from sentiment.documents.sql.scores import renew_unscored
from sentiment.documents.sql.stories import ModelVersion
from sentiment.documents.tagging import Tagging
from sentiment.models.model import Scored, WordWeight
from sentiment.models.vader import Vader
from sentiment.tables import scores
from shared.clock import now
from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncEngine

from .feed import SAME_STORY_WITHIN, Feed

POISON = "poisoned"


class Delicate:
    """VADER under another name, which a certain word breaks."""

    def __init__(self, version: str = "1") -> None:
        self.name, self.version = "delicate", version
        self._vader = Vader.load()

    def score(self, texts: Sequence[str]) -> list[Scored]:
        if any(POISON in text for text in texts):
            raise ValueError("cannot be read")
        return self._vader.score(texts)

    def words(self, text: str) -> list[WordWeight]:
        return self._vader.words(text)


@pytest.fixture
def feed(engine: AsyncEngine, tagging: Tagging) -> Feed:
    return Feed(Intake(engine, tagging, same_story_within=SAME_STORY_WITHIN), engine)


async def score_all(scoring: Scoring) -> None:
    while await scoring.score():
        pass


async def scores_of(engine: AsyncEngine, document_id: UUID) -> Sequence[Row[Any]]:
    async with engine.connect() as conn:
        rows = await conn.execute(
            select(scores).where(scores.c.document_id == document_id).order_by(scores.c.coin_id, scores.c.model_version)
        )
        return rows.all()


def title(words: str) -> str:
    return f"{words} {uuid4().hex[:8]} {uuid4().hex[:8]}"


async def test_a_document_is_scored_as_a_whole_and_for_each_of_its_coins(
    feed: Feed, engine: AsyncEngine, tagging: Tagging
) -> None:
    await feed.tell(feed.item("1", title("Bitcoin surges to a great record high while Solana crashes in panic")))

    await score_all(Scoring(engine, Delicate(), tagging))

    (row,) = await feed.stored()
    found = {score.coin_id: score for score in await scores_of(engine, row.document_id)}
    assert row.state == "scored"
    assert found.keys() == {"", "bitcoin", "solana"}
    assert all(score.positive + score.neutral + score.negative == 1 for score in found.values())
    assert found["bitcoin"].positive > found["solana"].positive
    assert found["bitcoin"].negative < found["solana"].negative


async def test_a_document_that_cannot_be_scored_is_parked_alone(
    feed: Feed, engine: AsyncEngine, tagging: Tagging
) -> None:
    await feed.tell(
        feed.item("1", title("Bitcoin rises again")),
        feed.item("2", title(f"Bitcoin {POISON} title")),
        feed.item("3", title("Solana falls again")),
    )

    await score_all(Scoring(engine, Delicate(), tagging))

    rows = await feed.stored()
    assert [row.state for row in rows] == ["scored", "parked", "scored"]
    assert rows[1].reason == "ValueError: cannot be read"


async def test_an_edited_document_has_the_score_of_its_new_text(
    feed: Feed, engine: AsyncEngine, tagging: Tagging
) -> None:
    scoring = Scoring(engine, Delicate(), tagging)
    await feed.tell(feed.item("1", title("Bitcoin surges to a great record high")))
    await score_all(scoring)
    (before,) = await feed.stored()

    await feed.tell(feed.item("1", title("Bitcoin crashes in a terrible panic")))
    await score_all(scoring)

    (after,) = await feed.stored()
    whole, _ = await scores_of(engine, after.document_id)
    assert whole.text_hash == after.text_hash != before.text_hash
    assert whole.negative > whole.positive


async def test_a_newer_model_scores_again_and_the_older_scores_stay(
    feed: Feed, engine: AsyncEngine, tagging: Tagging
) -> None:
    await feed.tell(feed.item("1", title("Bitcoin surges to a great record high")))
    await score_all(Scoring(engine, Delicate("1"), tagging))

    async with engine.begin() as conn:
        await renew_unscored(conn, ModelVersion("delicate", "1"), now() - SAME_STORY_WITHIN)
    assert [row.state for row in await feed.stored()] == ["scored"]
    async with engine.begin() as conn:
        await renew_unscored(conn, ModelVersion("delicate", "2"), now() - SAME_STORY_WITHIN)
    await score_all(Scoring(engine, Delicate("2"), tagging))

    (row,) = await feed.stored()
    versions = [score.model_version for score in await scores_of(engine, row.document_id) if score.coin_id == ""]
    assert versions == ["1", "2"]


async def test_two_processes_score_each_document_once(feed: Feed, engine: AsyncEngine, tagging: Tagging) -> None:
    await score_all(Scoring(engine, Delicate(), tagging))
    await feed.tell(*(feed.item(str(number), title("Bitcoin rises")) for number in range(3)))
    processes = [Scoring(engine, Delicate(), tagging) for _ in range(2)]

    taken = await asyncio.gather(*(process.score() for process in processes))

    assert sum(taken) == 3
    assert {row.state for row in await feed.stored()} == {"scored"}


async def test_shares_have_four_places(feed: Feed, engine: AsyncEngine, tagging: Tagging) -> None:
    await feed.tell(feed.item("1", title("Bitcoin surges to a great record high")))

    await score_all(Scoring(engine, Delicate(), tagging))

    (row,) = await feed.stored()
    whole, *_ = await scores_of(engine, row.document_id)
    assert whole.positive == whole.positive.quantize(Decimal("0.0001"))
