from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sentiment.sources.bluesky.events import EventReader, UnreadableFrameError, read_frame
from sentiment.sources.fetched import DeletedDocument, Fetched, FetchedDocument, RemovedAuthor
from shared.events import DocumentKind

from ..surroundings import NOW
from .frames import ADA, account, encoded, identity, like, post

READER = EventReader("bluesky", DocumentKind.SOCIAL, lambda text: "bitcoin" in text.lower())


def read(frame: Any) -> Fetched | None:
    return READER.read(read_frame(encoded(frame)), NOW)


def test_a_post_that_speaks_of_crypto_becomes_a_document() -> None:
    assert read(post("Bitcoin > gold & <b>all</b>")) == FetchedDocument(
        source="bluesky",
        native_id=f"{ADA}/3lb1",
        kind=DocumentKind.SOCIAL,
        title="Bitcoin &gt; gold &amp; &lt;b&gt;all&lt;/b&gt;",
        url=f"https://bsky.app/profile/{ADA}/post/3lb1",
        author=ADA,
        published_at=NOW - timedelta(seconds=10),
        language="en",
    )


@pytest.mark.parametrize(
    "frame", [post("Nice weather"), like(), identity(), {"did": ADA, "time_us": 1, "kind": "sync"}]
)
def test_all_else_is_nothing_to_us(frame: Any) -> None:
    assert read(frame) is None


def test_a_deleted_post_is_deleted_whatever_it_was_about() -> None:
    assert read(post(operation="delete")) == DeletedDocument(source="bluesky", native_id=f"{ADA}/3lb1")


def test_an_edited_post_is_handed_on_again_or_deleted_when_it_speaks_of_crypto_no_longer() -> None:
    edited = read(post("Bitcoin is down", operation="update"))

    assert isinstance(edited, FetchedDocument)
    assert edited.title == "Bitcoin is down"
    assert isinstance(read(post("Nice weather", operation="update")), DeletedDocument)


@pytest.mark.parametrize("status", ["deleted", "deactivated", "takendown", "suspended", "something new", None])
def test_an_account_that_is_not_active_is_removed(status: str | None) -> None:
    assert read(account(active=False, status=status)) == RemovedAuthor(source="bluesky", author=ADA)


@pytest.mark.parametrize("status", ["desynchronized", "throttled"])
def test_an_account_that_a_host_is_behind_with_is_not_removed(status: str) -> None:
    assert read(account(active=False, status=status)) is None


def test_an_account_that_is_active_again_is_back() -> None:
    assert read(account(active=True)) == RemovedAuthor(source="bluesky", author=ADA, is_back=True)


@pytest.mark.parametrize(
    ("created", "expected"),
    [
        ("2026-11-30T13:59:50+02:00", NOW - timedelta(seconds=10)),
        ("2099-01-01T00:00:00Z", NOW - timedelta(seconds=5)),
        ("2020-01-01T00:00:00Z", datetime(2020, 1, 1, tzinfo=UTC)),
        ("0001-01-01T00:00:00Z", NOW),
        ("yesterday", NOW - timedelta(seconds=5)),
    ],
)
def test_a_post_is_as_old_as_its_author_says_but_not_younger_than_it_came(created: str, expected: datetime) -> None:
    frame = post()
    frame["commit"]["record"]["createdAt"] = created
    document = read(frame)

    assert isinstance(document, FetchedDocument)
    assert document.published_at == expected


@pytest.mark.parametrize(("langs", "language"), [(["en-GB"], "en-GB"), (["en", "de"], None), ([], None), (None, None)])
def test_the_language_is_the_one_that_is_named(langs: Any, language: str | None) -> None:
    frame = post()
    frame["commit"]["record"]["langs"] = langs
    document = read(frame)

    assert isinstance(document, FetchedDocument)
    assert document.language == language


@pytest.mark.parametrize(
    "frame",
    [
        b"",
        b"\xff",
        b"[" * 10_000,
        {"did": ADA},
        {"$type": "message", "payload": {"$type": "network.bsky.jetstream.subscribeEvents#commit", "seq": 1}},
        post(did="javascript:alert(1)"),
        post(key="../../x"),
        post() | {"time_us": "1"},
        post(text=7),  # type: ignore[arg-type] # that is the point
        {"did": "x", "time_us": 1, "kind": "account", "account": {"active": False}},
    ],
)
def test_what_is_no_frame_of_these_is_unreadable(frame: Any) -> None:
    with pytest.raises(UnreadableFrameError):
        read(frame)


@given(st.text(st.characters(codec="utf-8"), max_size=400), st.integers(-(2**62), 2**62))
def test_any_text_at_any_time_is_read(text: str, time_us: int) -> None:
    document = read(post(f"bitcoin {text}") | {"time_us": time_us})

    assert isinstance(document, FetchedDocument)
    assert len(document.title) <= 1_000
    assert document.published_at <= NOW
