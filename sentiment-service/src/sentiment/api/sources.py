"""GET /sentiment/sources: how each source is, and why."""

from datetime import datetime, timedelta
from typing import Final

from fastapi import APIRouter, Response
from pydantic import BaseModel
from shared.clock import now
from shared.events import DocumentKind
from shared.events.decimals import DecimalText
from shared.http.cursors import Page
from shared.http.problems import problems
from shared.http.representations import revalidate

from sentiment.aggregates.coin_sentiment import rounded
from sentiment.aggregates.sql.source_activity import Given, StoredState, fetch_given, fetch_states
from sentiment.injection import Conn, Deps
from sentiment.sources.definition import SourceDefinition, SourceKind
from sentiment.sources.source import StateName

router = APIRouter(prefix="/sentiment", tags=["sentiment"])

_DAY: Final = timedelta(days=1)
_NOTHING: Final = Given(0, None, {})
_NOT_YET: Final = StoredState(StateName.DEGRADED.value, "not asked yet", None, None)


class SourceItem(BaseModel):
    """`reason` is for people to read. `weight`: how much it is trusted, beside the others' 1."""

    source: str
    kind: SourceKind
    kind_of_document: DocumentKind
    state: StateName
    reason: str | None
    last_success_at: datetime | None
    next_attempt_at: datetime | None
    documents_24h: int
    """Published in the last 24 hours, and in the scores."""
    newest_at: datetime | None
    """When the newest of those came in."""
    left_out_24h: dict[str, int]
    """How many more are in no score, by reason: `language`, `off_topic`."""
    weight: DecimalText


class SourcePage(Page[SourceItem]):
    pass


@router.get("/sources", operation_id="list_sources", responses=problems())
async def list_sources(deps: Deps, conn: Conn, response: Response) -> SourcePage:
    """List the sources in the order of their file."""
    states = await fetch_states(conn)
    given = await fetch_given(conn, now() - _DAY)
    revalidate(response)
    return SourcePage(
        items=[_item(one, states.get(one.name, _NOT_YET), given.get(one.name, _NOTHING)) for one in deps.sources]
    )


def _item(source: SourceDefinition, stored: StoredState, given: Given) -> SourceItem:
    return SourceItem(
        source=source.name,
        kind=source.kind,
        kind_of_document=source.kind_of_document,
        state=StateName(stored.state),
        reason=stored.reason,
        last_success_at=stored.last_success_at,
        next_attempt_at=stored.next_attempt_at,
        documents_24h=given.documents,
        newest_at=given.newest_at,
        left_out_24h=dict(given.left_out),
        weight=rounded(source.weight),
    )
