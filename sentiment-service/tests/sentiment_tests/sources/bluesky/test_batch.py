from typing import Any

import pytest
from sentiment.sources.bluesky.batch import Batch
from sentiment.sources.bluesky.events import EventReader
from sentiment.sources.bluesky.place import Place
from sentiment.sources.fetched import Fetched, RemovedAuthor
from sentiment.sources.source import SourceError
from shared.events import DocumentKind

from ..surroundings import NOW
from .frames import ADA, BEN, US, account, encoded, identity, post

HOST = "jetstream.example"
READER = EventReader("bluesky", DocumentKind.SOCIAL, lambda _text: True)
HOUR = 3_600_000_000


def filled(*frames: Any, begun: Place | None = None) -> Batch:
    batch = Batch(begun or Place(HOST), READER)
    for frame in frames:
        batch.add(encoded(frame), NOW)
    return batch


def items(batch: Batch) -> tuple[Fetched, ...]:
    fetch = batch.take()
    return fetch.items if fetch else ()


def test_items_come_in_the_order_of_the_stream_with_the_place_after_them() -> None:
    batch = filled(post(key="a", cursor=5), post(key="a", operation="delete", at=1, cursor=6), identity(at=2, cursor=7))
    fetch = batch.take()

    assert fetch is not None
    assert [type(item).__name__ for item in fetch.items] == ["FetchedDocument", "DeletedDocument"]
    assert fetch.position == {"host": HOST, "sequence": 7, "time_us": US + 2}
    assert batch.take() is None


def test_a_place_without_items_is_handed_on_now_and_then() -> None:
    batch = filled(identity(), begun=Place(HOST, time_us=US))

    assert batch.take() is None
    batch.add(encoded(identity(at=10_000_000)), NOW)
    fetch = batch.take()
    assert fetch is not None
    assert (fetch.items, fetch.position["time_us"]) == ((), US + 10_000_000)
    assert batch.take() is None


def test_an_unreadable_frame_is_left_out_alone() -> None:
    batch = filled(post(key="a"), b"rubbish", post(text=7), post(key="b"))  # type: ignore[arg-type] # the third

    assert (len(items(batch)), batch.unreadable) == (2, 2)


def test_nothing_but_unreadable_frames_are_another_protocol() -> None:
    with pytest.raises(SourceError, match=r"^unreadable: not the frames of Jetstream's /subscribe$"):
        filled(*([{"$type": "message", "payload": {}}] * 30))


def test_unreadable_frames_after_a_readable_one_are_only_counted() -> None:
    assert filled(identity(), *([b"rubbish"] * 100)).unreadable == 100


def test_a_repeated_removal_does_not_remove_what_its_author_has_written_since() -> None:
    begun = Place(HOST, time_us=US + HOUR)
    early = filled(account(active=False, status="deactivated"), account(active=True, at=1), begun=begun)
    fresh = filled(account(active=False, status="deactivated", at=HOUR - 1_000_000), begun=begun)

    assert items(early) == ()
    assert items(fresh) == (RemovedAuthor(source="bluesky", author=ADA),)


def test_by_their_numbers_repeats_are_told_from_events_whose_times_are_early() -> None:
    begun = Place(HOST, sequence=5_000, time_us=US + HOUR)
    batch = filled(
        account(active=False, did=ADA, cursor=4_900, at=HOUR), account(active=False, did=BEN, cursor=5_001), begun=begun
    )

    assert items(batch) == (RemovedAuthor(source="bluesky", author=BEN),)


def test_when_numbers_begin_anew_the_time_is_gone_on_from() -> None:
    begun = Place(HOST, sequence=5_000, time_us=US)
    batch = Batch(begun, READER)
    with pytest.raises(SourceError, match="begin anew"):
        batch.add(encoded(post(cursor=12)), NOW)
    fetch = batch.take()

    assert fetch is not None
    assert (fetch.items, fetch.position) == ((), {"host": HOST, "time_us": US})


def test_a_batch_is_full_at_500_items() -> None:
    batch = filled(*(post(key=f"k{number}") for number in range(499)))

    assert not batch.is_full
    batch.add(encoded(post(key="last")), NOW)
    assert batch.is_full
