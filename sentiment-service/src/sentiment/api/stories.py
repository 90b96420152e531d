"""GET /sentiment/news and /social: stories, newest first, with what their first document says."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel
from shared.errors import UnknownCoinError
from shared.events import DocumentKind, Label
from shared.events.decimals import DecimalText
from shared.http.cursors import CursorText, ListCursor, Page, page_answer
from shared.http.parameters import Span
from shared.http.problems import problems
from shared.http.representations import revalidate
from sqlalchemy.ext.asyncio import AsyncConnection

from sentiment.aggregates.coin_sentiment import THE_MARKET, NamedModel
from sentiment.api.answers import Probabilities
from sentiment.api.parameters import OfCoin
from sentiment.api.story_list import StoryFilter, StoryKey, fetch_stories
from sentiment.injection import Conn, Deps

router = APIRouter(prefix="/sentiment", tags=["sentiment"])


_CURSOR: Final = ListCursor("stories", StoryKey)


class StoryDocumentItem(BaseModel):
    document_id: UUID
    source: str
    url: str | None


class StoryItem(BaseModel):
    """Title, url and source are its first document's; score, label and probabilities those of the first scored one.

    They are of the text as a whole; with `coin`, of what it says of that coin. `reach`: how many sources have it.
    """

    story_id: UUID
    kind: DocumentKind
    title: str
    url: str | None
    source: str
    published_at: datetime
    label: Label | None
    score: DecimalText | None
    probabilities: Probabilities | None
    coins: list[str]
    reach: int
    documents: list[StoryDocumentItem]
    revision: int
    as_of: datetime
    reason: Literal["not_scored"] | None


class StoryPage(Page[StoryItem]):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What both lists can be asked for."""

    coin: OfCoin
    span: Span
    label: Annotated[Label | None, Query(description="Only stories that say this")] = None
    source: Annotated[str | None, Query(min_length=1, max_length=40, description="Only stories that it has, too")] = (
        None
    )
    limit: Annotated[int, Query(ge=1, le=200)] = 50
    cursor: CursorText = None


_Query = Annotated[_Asked, Depends()]


@router.get("/news", operation_id="list_news", response_model=StoryPage, responses=problems(UnknownCoinError))
async def list_news(deps: Deps, conn: Conn, asked: _Query) -> Response:
    """List stories of the press."""
    return await _list(conn, deps.model, DocumentKind.NEWS, asked)


@router.get("/social", operation_id="list_social", response_model=StoryPage, responses=problems(UnknownCoinError))
async def list_social(deps: Deps, conn: Conn, asked: _Query) -> Response:
    """List stories of the crowd: posts, alike ones together."""
    return await _list(conn, deps.model, DocumentKind.SOCIAL, asked)


async def _list(conn: AsyncConnection, model: NamedModel, kind: DocumentKind, asked: _Asked) -> Response:
    coin_id = asked.coin.coin_id if asked.coin else THE_MARKET
    of = (kind, coin_id, asked.label, asked.source)
    rows = await fetch_stories(
        conn, model, StoryFilter(*of, asked.span), after=_CURSOR.read(asked.cursor, *of), limit=asked.limit + 1
    )
    page, following = _CURSOR.cut(rows, asked.limit, lambda row: StoryKey(row.published_at, row.story_id), *of)
    answer = page_answer(page, following)
    revalidate(answer)
    return answer
