"""What the stream carries has the fields that the REST answers have."""

import json
from typing import Any

import pytest
from gateway.http.openapi import DOCUMENT
from gateway.stream.channels.stream_items import candle_item, price_item, trade_item
from gateway.stream.channels.venue_items import best_states
from shared.clock import now_us
from shared.events import VenueReason, VenueState

from ..feed import candle, price, trade, venue

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
