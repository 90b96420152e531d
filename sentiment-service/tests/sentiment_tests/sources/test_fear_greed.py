from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sentiment.sources.definition import SourceKind
from sentiment.sources.fear_greed import FearGreed
from sentiment.sources.fetched import IndexValue
from sentiment.sources.source import Fetch, SourceError

from .surroundings import NOW, defined, now, web_client
from .web_server import Reply, WebServer, serving

DAY = int(datetime(2026, 11, 30, tzinfo=UTC).timestamp())


def row(value: Any, days_ago: int = 0, **more: Any) -> dict[str, Any]:
    return {"value": value, "value_classification": "Neutral", "timestamp": str(DAY - days_ago * 86_400), **more}


def body(*rows: Any) -> dict[str, Any]:
    return {"name": "Fear and Greed Index", "data": list(rows), "metadata": {"error": None}}


async def fetched(server: WebServer, position: dict[str, Any] | None = None, since: str = "") -> Fetch:
    async with web_client() as web:
        definition = defined(SourceKind.FEAR_GREED, f"{server.url}/fng/", every="1h", since=since)
        source = FearGreed(definition, web, now)
        return await source.fetch(position or {})


async def test_the_first_fetch_brings_the_last_month_and_later_ones_the_days_missed() -> None:
    async with serving(Reply(body(row("47", time_until_update="1800"), row("40", 1)))) as server:
        first = await fetched(server)
        await fetched(server, first.position)
        await fetched(server, {"day": (NOW - timedelta(days=9)).isoformat()})

    assert first.items == (
        IndexValue(source="fear_greed", day=datetime(2026, 11, 30, tzinfo=UTC), value=47, classification="Neutral"),
        IndexValue(source="fear_greed", day=datetime(2026, 11, 29, tzinfo=UTC), value=40, classification="Neutral"),
    )
    assert [asked.query["limit"] for asked in server.asked] == ["30", "2", "10"]
    assert first.next_after == timedelta(minutes=31)


async def test_all_days_since_the_day_asked_for_come_once() -> None:
    async with serving(Reply(body(row("47")))) as server:
        first = await fetched(server, since="2026-11-01")
        second = await fetched(server, first.position, since="2026-11-01")
        moved = await fetched(server, second.position, since="2025-11-30")
        await fetched(server, moved.position, since="2025-11-30")

    assert [asked.query["limit"] for asked in server.asked] == ["31", "2", "367", "2"]


async def test_a_value_that_is_none_is_left_out_alone() -> None:
    rows = [row("47"), row("101"), row("-1"), row(None), row("x"), row("50", -1), {"value": "3"}, 7, None]
    async with serving(Reply(body(*rows))) as server:
        fetch = await fetched(server)

    assert [item.value for item in fetch.items if isinstance(item, IndexValue)] == [47]


@pytest.mark.parametrize("left", ["-5", "1e300", "nan", "soon", None, {}, "999999"])
async def test_a_wait_that_makes_no_sense_leaves_the_schedule_as_it_is(left: Any) -> None:
    async with serving(Reply(body(row("47", time_until_update=left)))) as server:
        assert (await fetched(server)).next_after is None


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply({"data": [], "metadata": {"error": None}}), "unreadable: no values"),
        (Reply({"data": None}), "unreadable: not the index's JSON"),
        (Reply([]), "unreadable: not the index's JSON"),
        (Reply({"data": [], "metadata": {"error": "down"}}), "answered an error"),
        (Reply("<html>maintenance</html>"), "unreadable: HTML instead of JSON"),
        (Reply(status=502), "answered 502"),
    ],
)
async def test_what_is_no_index_is_a_reason(reply: Reply, reason: str) -> None:
    async with serving(reply) as server:
        with pytest.raises(SourceError) as error:
            await fetched(server)

    assert error.value.reason == reason
