"""What the stream carries has the fields that the REST answers have."""

import json
from decimal import Decimal
from typing import Any
from uuid import uuid4

import msgspec
import pytest
from gateway.http.openapi import DOCUMENT
from gateway.stream.channels.items.sentiment_items import news_item, sentiment_item
from gateway.stream.channels.items.stream_items import candle_item, price_item, trade_item
from gateway.stream.channels.items.venue_items import best_states
from shared.clock import now_us
from shared.events import SuddenChange, VenueReason, VenueState

from ..feed import candle, price, sentiment, story, trade, venue

NOW = now_us()
SCHEMAS: dict[str, Any] = json.loads(DOCUMENT.read_text(encoding="utf-8"))["components"]["schemas"]


@pytest.mark.parametrize(
    ("schema", "item"),
    [
        ("TradeItem", trade_item(trade("bitcoin"))),
        ("CandleItem", candle_item(candle("bitcoin", 1))),
        ("Price", price_item(price("bitcoin"), NOW, 15_000_000)),
        ("VenuePrice", price_item(price("bitcoin"), NOW, 15_000_000).venues[0]),
        ("VenueItem", best_states([venue()], NOW, 15_000_000)[0]),
    ],
)
def test_an_item_of_the_stream_has_the_fields_of_the_rest_item(schema: str, item: Any) -> None:
    assert set(json.loads(item.encode())) == set(SCHEMAS[schema]["properties"])


def test_a_sentiment_shows_its_interval_its_model_and_its_sudden_change() -> None:
    change = SuddenChange(since_us=0, hours=3, before=Decimal("0.5"), after=Decimal("-0.1"), z=Decimal("3.2"))
    state = msgspec.structs.replace(sentiment("bitcoin", made_us=0), change=change)

    assert json.loads(sentiment_item(state, stale=False).encode()) == {
        "coin_id": "bitcoin",
        "score": "0.21",
        "positive_percent": "52.5",
        "neutral_percent": "27.5",
        "negative_percent": "20",
        "documents": 41,
        "stories": 18,
        "interval_95": ["0.11", "0.31"],
        "model": {"name": "transformer", "version": "1"},
        "window": "24h",
        "as_of": "1970-01-01T00:00:00Z",
        "stale": False,
        "reason": None,
        "change": {"since": "1970-01-01T00:00:00Z", "hours": 3, "before": "0.5", "after": "-0.1", "z": "3.2"},
    }


def test_a_story_shows_who_tells_it_and_a_deleted_one_nothing() -> None:
    shown, deleted = (news_item(story(uuid4(), sources=sources)) for sources in (2, 0))

    sent = json.loads(shown.encode())
    assert (sent["deleted"], sent["reach"], sent["kind"], sent["label"]) == (False, 2, "news", "positive")
    assert sent["probabilities"] == {"positive": "0.75", "neutral": "0.21", "negative": "0.04"}
    assert [set(one) for one in sent["documents"]] == [{"document_id", "source", "url"}] * 2
    assert (deleted.deleted, deleted.title, deleted.url, deleted.documents) == (True, "", None, ())


def test_the_best_state_of_a_venue_that_is_not_old_counts() -> None:
    old = venue("old", VenueState.LIVE, as_of_us=NOW - 16_000_000)
    slow, down = venue("a", VenueState.STALE, as_of_us=NOW), venue("b", VenueState.UNAVAILABLE, as_of_us=NOW)

    (found,) = best_states([down, old, slow], NOW, 15_000_000)
    (gone,) = best_states([old], NOW, 15_000_000)

    assert found.state is VenueState.STALE
    assert gone.reason is VenueReason.INGEST_DOWN


def test_venues_without_a_state_are_listed_as_down() -> None:
    found = best_states([], NOW, 15_000_000)

    assert {item.reason for item in found} == {VenueReason.INGEST_DOWN}
    assert len(found) == 3
