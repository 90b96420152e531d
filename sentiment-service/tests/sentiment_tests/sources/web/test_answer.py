from datetime import timedelta
from typing import Any

import pytest
from sentiment.sources.source import SourceError
from sentiment.sources.web.answer import Answer, in_words, require_ok, wait_of

from ..surroundings import NOW

PLACE = "https://news.example/feed"


def answer(status: int = 200, body: bytes = b"", headers: dict[str, str] | None = None) -> Answer:
    return Answer(status, headers or {}, body, PLACE)


def refused(one: Answer, *, has_key: bool = False) -> SourceError:
    with pytest.raises(SourceError) as error:
        require_ok(one, NOW, has_key=has_key)
    return error.value


@pytest.mark.parametrize(
    ("status", "has_key", "reason"),
    [
        (401, True, "key refused"),
        (403, True, "key refused"),
        (402, True, "key refused: payment required"),
        (401, False, "answered 401"),
        (403, False, "answered 403"),
        (404, True, "answered 404"),
        (410, False, "answered 410"),
        (500, False, "answered 500"),
        (204, False, "answered 204"),
    ],
)
def test_a_status_is_a_reason(status: int, has_key: bool, reason: str) -> None:
    error = refused(answer(status), has_key=has_key)

    assert (error.reason, error.is_key) == (reason, reason.startswith("key"))


def test_an_answer_with_what_was_asked_for_passes() -> None:
    require_ok(answer(200), NOW)


@pytest.mark.parametrize(
    ("headers", "reason", "wait"),
    [
        ({"retry-after": "360"}, "rate limit, retry in 6 min", timedelta(minutes=6)),
        ({"retry-after": "3600"}, "rate limit, retry in 1 h", timedelta(hours=1)),
        ({"retry-after": "Mon, 30 Nov 2026 12:10:00 GMT"}, "rate limit, retry in 10 min", timedelta(minutes=10)),
        ({"x-rate-limit-reset": str(int(NOW.timestamp()) + 120)}, "rate limit, retry in 2 min", timedelta(minutes=2)),
        ({"x-ratelimit-reset": "90"}, "rate limit, retry in 2 min", timedelta(seconds=90)),
        ({"retry-after": "0"}, "rate limit, retry in 1 min", timedelta(minutes=1)),
        ({"retry-after": "1e300"}, "rate limit, retry in 24 h", timedelta(days=1)),
        ({"retry-after": "-5"}, "rate limit, retry in 1 min", timedelta(minutes=1)),
        ({"retry-after": "nan"}, "rate limit, retry in 15 min", timedelta(minutes=15)),
        ({"retry-after": "soon"}, "rate limit, retry in 15 min", timedelta(minutes=15)),
        ({}, "rate limit, retry in 15 min", timedelta(minutes=15)),
    ],
)
def test_a_rate_limit_says_how_long_to_wait(headers: dict[str, str], reason: str, wait: timedelta) -> None:
    error = refused(answer(429, headers=headers))

    assert (error.reason, error.retry_after, error.is_key) == (reason, wait, False)


def test_a_source_that_is_unavailable_may_say_how_long() -> None:
    assert refused(answer(503, headers={"retry-after": "600"})).retry_after == timedelta(minutes=10)
    assert refused(answer(503)).retry_after is None


def test_after_a_redirect_an_error_says_where_it_led_to() -> None:
    moved = Answer(404, {}, b"", PLACE, is_moved=True)

    assert refused(moved).reason == f"moved to {PLACE}: answered 404"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<html>maintenance</html>", "unreadable: HTML instead of JSON"),
        (b"\n<!DOCTYPE html>\n<title>x", "unreadable: HTML instead of JSON"),
        (b"", "unreadable: empty"),
        (b"{", "unreadable: not JSON"),
        (b"[" * 100_000, "unreadable: not JSON"),
        (b"9" * 10_000, "unreadable: not JSON"),
    ],
)
def test_what_is_no_json_is_named(body: bytes, reason: str) -> None:
    with pytest.raises(SourceError, match=f"^{reason}$"):
        answer(body=body).json()


@pytest.mark.parametrize(
    ("body", "expected"),
    [(b'\xef\xbb\xbf{"a": 1}', {"a": 1}), (b'{"a": "\xff"}', {"a": "\ufffd"}), (b'{"a": "\\ud800"}', {"a": "\ud800"})],
)
def test_one_broken_character_does_not_spoil_the_rest(body: bytes, expected: Any) -> None:
    assert answer(body=body).json() == expected


def test_waits_are_said_in_words() -> None:
    assert [in_words(timedelta(seconds=each)) for each in (1, 59, 60, 61, 3_599, 3_601)] == [
        "1 s",
        "59 s",
        "1 min",
        "2 min",
        "60 min",
        "2 h",
    ]


def test_headers_that_say_nothing_of_a_wait_are_no_wait() -> None:
    assert wait_of({"content-type": "text/html"}, NOW) is None
