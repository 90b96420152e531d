"""The topic of stories, read beside the platform: whether each story's newest state is there."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple
from uuid import UUID

from shared.events import DocumentV1
from shared.kafka import Reader, decoded
from shared.kafka.topics import DOCUMENTS

from drill.checks.documents import StoredDocument
from drill.checks.stored_rows import fetch
from drill.platform import DrillError, Platform

_CLIENT: Final = "drill-stories"
_MOST_LISTED: Final = 50


class Revisions(NamedTuple):
    """Of a story: its newest one, and the newest that the topic should have."""

    newest: int
    published: int


def fetch_revisions(platform: Platform) -> dict[UUID, Revisions]:
    rows = fetch(platform, "SELECT story_id, revision, published_revision FROM stories")
    return {row["story_id"]: Revisions(row["revision"], row["published_revision"]) for row in rows}


def read_stories(platform: Platform) -> dict[UUID, DocumentV1]:
    """The newest state of each story that the topic has."""
    return asyncio.run(_read(platform.env["KAFKA_BOOTSTRAP_SERVERS"]))


async def _read(servers: str) -> dict[UUID, DocumentV1]:
    newest: dict[UUID, DocumentV1] = {}
    reader = await Reader.open(servers, {DOCUMENTS: None}, client_id=_CLIENT)
    try:
        while not reader.caught_up:
            for records in (await reader.poll(timeout_ms=200)).values():
                for event in (decoded(one, DocumentV1) for one in records):
                    if event is not None and event.revision >= _revision(newest.get(event.story_id)):
                        newest[event.story_id] = event
    finally:
        await reader.close()
    return newest


def _revision(event: DocumentV1 | None) -> int:
    return 0 if event is None else event.revision


def check_topic(
    documents: Iterable[StoredDocument], revisions: Mapping[UUID, Revisions], newest: Mapping[UUID, DocumentV1]
) -> None:
    """Each story with something to show is on the topic as it stands; another is not, or as one that is gone."""
    told: dict[UUID, list[StoredDocument]] = defaultdict(list)
    for one in documents:
        told[one.story_id].append(one)
    for story_id, revision in revisions.items():
        if revision.published != revision.newest:
            raise DrillError(f"story {story_id} waits to be published: {revision}")
        shown = [one for one in told[story_id] if one.is_shown]
        if wrong := _difference(shown, revision, newest.get(story_id)):
            raise DrillError(f"the topic's newest state of story {story_id} {wrong}: {newest.get(story_id)}")
    if unknown := newest.keys() - revisions.keys():
        raise DrillError(f"the topic has {len(unknown)} stories that are not stored: {sorted(unknown)[:5]}")


def _difference(shown: list[StoredDocument], revision: Revisions, event: DocumentV1 | None) -> str:
    """What is wrong, '' if nothing is."""
    if not shown:
        return "still has documents" if event is not None and event.documents else ""
    if event is None or event.revision != revision.newest:
        return f"is not revision {revision.newest}"
    listed = {one.document_id for one in event.documents}
    ids = {one.document_id for one in shown}
    if listed - ids or len(listed) != min(len(ids), _MOST_LISTED):
        return f"should list {sorted(ids)}"
    reach = len({one.source for one in shown})
    return "" if event.reach == reach else f"should have a reach of {reach}"
