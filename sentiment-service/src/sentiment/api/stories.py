"""GET /sentiment/news and /social: stories, newest first, with what their first document says."""

from datetime import datetime
from typing import Annotated, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response
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
_Limit = Annotated[int, Query(ge=1, le=200)]
_OfLabel = Annotated[Label | None, Query(description="Only stories that say this")]
_OfSource = Annotated[str | None, Query(min_length=1, max_length=40, description="Only stories that it has, too")]


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


@router.get("/news", operation_id="list_news", response_model=StoryPage, responses=problems(UnknownCoinError))
async def list_news(
    *,
    deps: Deps,
    conn: Conn,
    coin: OfCoin,
    span: Span,
    label: _OfLabel = None,
    source: _OfSource = None,
    limit: _Limit = 50,
    cursor: CursorText = None,
) -> Response:
    """List stories of the press."""
    wanted = StoryFilter(DocumentKind.NEWS, coin.coin_id if coin else THE_MARKET, label, source, span)
    return await _list(conn, deps.model, wanted, limit, cursor)


@router.get("/social", operation_id="list_social", response_model=StoryPage, responses=problems(UnknownCoinError))
async def list_social(
    *,
    deps: Deps,
    conn: Conn,
    coin: OfCoin,
    span: Span,
    label: _OfLabel = None,
    source: _OfSource = None,
    limit: _Limit = 50,
    cursor: CursorText = None,
) -> Response:
    """List stories of the crowd: posts, alike ones together."""
    wanted = StoryFilter(DocumentKind.SOCIAL, coin.coin_id if coin else THE_MARKET, label, source, span)
    return await _list(conn, deps.model, wanted, limit, cursor)


async def _list(
    conn: AsyncConnection, model: NamedModel, wanted: StoryFilter, limit: int, cursor: str | None
) -> Response:
    of = (wanted.kind, wanted.coin_id, wanted.label, wanted.source)
    rows = await fetch_stories(conn, model, wanted, after=_CURSOR.read(cursor, *of), limit=limit + 1)
    page, following = _CURSOR.cut(rows, limit, lambda row: StoryKey(row.published_at, row.story_id), *of)
    answer = page_answer(page, following)
    revalidate(answer)
    return answer
