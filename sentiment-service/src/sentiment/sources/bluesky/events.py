"""Jetstream's frames as documents, deletions and removals. No I/O and no clock.

`{"did","time_us","cursor"?,"kind":"commit"|"identity"|"account","commit"?|"account"?}`: the same on hosts of both
versions at `/subscribe`, but for `cursor`. The other endpoint of version 2 frames its messages otherwise.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import msgspec
from shared.clock import from_us
from shared.events import DocumentKind

from sentiment.sources.bounded import LONGEST_TITLE, escaped, published, text_of, time_of_text
from sentiment.sources.fetched import DeletedDocument, Fetched, FetchedDocument, RemovedAuthor

POSTS: Final = "app.bsky.feed.post"
_DID: Final = re.compile(r"did:[a-z]{1,20}:[A-Za-z0-9._:%-]{1,200}")
_KEY: Final = re.compile(r"[A-Za-z0-9._:~-]{1,200}")
_DELETE: Final = "delete"
_WRITTEN: Final = ("create", "update")
# Of an account that a host is only behind with, the posts are still there.
_STILL_THERE: Final = ("desynchronized", "throttled")
_LONGEST_LANGUAGE: Final = 20


class Post(msgspec.Struct, gc=False, rename="camel"):
    text: str = ""
    created_at: str = ""
    langs: list[str] | None = None


class Commit(msgspec.Struct, gc=False):
    operation: str = ""
    collection: str = ""
    rkey: str = ""
    record: msgspec.Raw = msgspec.Raw()


class Account(msgspec.Struct, gc=False):
    active: bool
    status: str | None = None


class Frame(msgspec.Struct, gc=False):
    """What is needed of a frame; an event that is none of the kinds says nothing but where one is."""

    did: str
    time_us: int
    kind: str
    cursor: int | None = None
    commit: Commit | None = None
    account: Account | None = None


_FRAMES: Final = msgspec.json.Decoder(Frame)
_RECORDS: Final = msgspec.json.Decoder(Post)


class UnreadableFrameError(Exception):
    """Not such a frame, or not such a post."""


def read_frame(data: bytes | str) -> Frame:
    """Read a frame.

    Raises:
        UnreadableFrameError: it is not one.
    """
    try:
        return _FRAMES.decode(data)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise UnreadableFrameError(str(error)) from error


@dataclass(frozen=True, slots=True)
class EventReader:
    """`mentions`: whether a post's text may speak of crypto; other posts are left out, but not their deletions."""

    source: str
    kind: DocumentKind
    mentions: Callable[[str], bool]

    def read(self, frame: Frame, now: datetime) -> Fetched | None:
        """What a frame tells, None if that is nothing to us.

        Raises:
            UnreadableFrameError: it is a post's or an account's, but says nothing that can be used.
        """
        if frame.kind == "account" and frame.account is not None:
            return self._account(frame.did, frame.account)
        if frame.kind == "commit" and frame.commit is not None and frame.commit.collection == POSTS:
            return self._commit(frame, frame.commit, now)
        return None

    def _account(self, did: str, account: Account) -> RemovedAuthor | None:
        _require(_DID.fullmatch(did), "no DID")
        if account.active:
            return RemovedAuthor(source=self.source, author=did, is_back=True)
        return None if account.status in _STILL_THERE else RemovedAuthor(source=self.source, author=did)

    def _commit(self, frame: Frame, commit: Commit, now: datetime) -> Fetched | None:
        _require(_DID.fullmatch(frame.did) and _KEY.fullmatch(commit.rkey), "no address of a post")
        native_id = f"{frame.did}/{commit.rkey}"
        gone = DeletedDocument(source=self.source, native_id=native_id)
        if commit.operation == _DELETE:
            return gone
        if commit.operation not in _WRITTEN:
            return None
        post = _post(commit.record)
        if self.mentions(post.text[:LONGEST_TITLE]):
            return self._document(native_id, frame, post, now)
        # Its former text may have spoken of crypto.
        return gone if commit.operation == "update" else None

    def _document(self, native_id: str, frame: Frame, post: Post, now: datetime) -> FetchedDocument:
        did, _, key = native_id.partition("/")
        return FetchedDocument(
            source=self.source,
            native_id=native_id,
            kind=self.kind,
            title=escaped(post.text),
            url=f"https://bsky.app/profile/{did}/post/{key}",
            author=did,
            published_at=published(_earlier(time_of_text(post.created_at), _time(frame.time_us)), now),
            language=_language(post.langs),
        )


def _post(record: msgspec.Raw) -> Post:
    try:
        return _RECORDS.decode(record)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise UnreadableFrameError(str(error)) from error


def _language(langs: list[str] | None) -> str | None:
    """The one language that its author has named."""
    return text_of(langs[0], _LONGEST_LANGUAGE) or None if langs and len(langs) == 1 else None


def _time(time_us: int) -> datetime | None:
    try:
        return from_us(time_us)
    except OverflowError:
        return None


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    """Authors' clocks may be ahead; what they say of the past (posts moved from elsewhere) is believed."""
    return min(one, other) if one and other else one or other


def _require(is_right: object, problem: str) -> None:
    if not is_right:
        raise UnreadableFrameError(problem)
