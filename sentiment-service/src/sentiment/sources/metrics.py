"""Metrics of the sources."""

from typing import Final

from prometheus_client import Counter, Gauge

from sentiment.sources.source import StateName

STATE: Final = Gauge("sentiment_source_state", "1 for the state that a source is in, 0 for others", ["source", "state"])
DOCUMENTS: Final = Counter("sentiment_documents_total", "Documents of a source that were new or edited", ["source"])
UNREADABLE: Final = Counter("sentiment_unreadable_items_total", "Items of a source that were left out", ["source"])


def on_state(source: str, state: StateName) -> None:
    for each in StateName:
        STATE.labels(source, each.value).set(each is state)


def on_stored(source: str, documents: int) -> None:
    DOCUMENTS.labels(source).inc(documents)


def on_unreadable(source: str, items: int) -> None:
    UNREADABLE.labels(source).inc(items)
