"""A source that closes says so in its own way, and is left in peace; what it says of the key goes nowhere."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from sentiment.sources.definition import SourceKind
from sentiment.sources.kinds import Needs, make_runners
from sentiment.sources.source import SourceError, SourceState, StateName
from stack.testing import eventually

from ..feeds.feeds import item, rss
from ..surroundings import KEY, MemoryStore, defined, local, now, wait_of, web_client
from ..web_server import Reply, WebServer, serving
from .asking import PATHS, SETTINGS, fetched

KINDS = list(PATHS)
COINDESK = {"Data": {}, "Err": {"type": 1, "message": "An API key is needed here", "other_info": {}}}
CRYPTOCOMPARE = {"Response": "Error", "Message": "You need a valid auth key or api key", "Type": 1, "Data": {}}
OVER_LIMIT = {"Response": "Error", "Message": "You are over your rate limit please upgrade!", "Type": 99, "Data": {}}
NEWSAPI = {"status": "error", "code": "apiKeyInvalid", "message": "Your API key is invalid or incorrect."}
EXHAUSTED = {"status": "error", "code": "apiKeyExhausted", "message": "Your API key has no more requests available."}
X = {"title": "Unauthorized", "type": "about:blank", "status": 401, "detail": "Unauthorized"}
X_PLAN = {"errors": [{"title": "Client Forbidden", "detail": "Attach a project that is enrolled", "required": "basic"}]}
REDDIT = {"error": "invalid_grant"}
HOUR, QUARTER = timedelta(hours=1), timedelta(minutes=15)


async def state_after(kind: SourceKind, reply: Reply, key: str = KEY) -> tuple[SourceState, SourceState, WebServer]:
    """How a source is after one answer, how its neighbour is, and what it asked for."""
    store = MemoryStore()
    async with serving(reply) as server, serving(Reply(rss(item()))) as feed, web_client() as web:
        definitions = [defined(kind, f"{server.url}{PATHS[kind]}"), defined(SourceKind.RSS, feed.url, name="feed")]
        runners = make_runners(definitions, Needs(web, local(), now, dict.fromkeys(SETTINGS, key), 2_000), store)
        tasks = [asyncio.create_task(runner.run()) for runner in runners]
        await eventually(lambda: store.newest(kind) and store.newest("feed"))
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
    asked, neighbour = store.newest(kind), store.newest("feed")
    assert asked is not None
    assert neighbour is not None
    return asked, neighbour, server


CLOSED = [
    (Reply(COINDESK, 401), "key refused", HOUR),
    (Reply(CRYPTOCOMPARE), "key refused", HOUR),
    (Reply({}, 429, {"Retry-After": "3600"}), "rate limit, retry in 1 h", HOUR),
    (Reply("<html>maintenance</html>"), "unreadable: HTML instead of JSON", timedelta(0)),
]


@pytest.mark.parametrize(("kind", "reply", "reason", "least"), [(kind, *answer) for kind in KINDS for answer in CLOSED])
async def test_a_source_that_has_closed_says_why_and_is_left_in_peace(
    kind: SourceKind, reply: Reply, reason: str, least: timedelta
) -> None:
    state, neighbour, server = await state_after(kind, reply)

    assert (state.state, state.reason) == (StateName.DEGRADED, reason)
    assert wait_of(state) >= least
    assert neighbour.state is StateName.OK
    assert 1 <= len(server.asked) <= 2
    assert all(KEY not in asked.target for asked in server.asked)


@pytest.mark.parametrize(
    ("reply", "reason", "least"),
    [
        (Reply(COINDESK), "key refused", HOUR),
        (Reply(NEWSAPI, 401), "key refused", HOUR),
        (Reply(NEWSAPI), "key refused", HOUR),
        (Reply(NEWSAPI, 400), "key refused", HOUR),
        (Reply(X, 401), "key refused", HOUR),
        (Reply(X_PLAN, 403), "key refused", HOUR),
        (Reply(X_PLAN), "key refused", HOUR),
        (Reply(REDDIT), "key refused", HOUR),
        (Reply("", 403), "key refused", HOUR),
        (Reply("<html>forbidden</html>", 403), "key refused", HOUR),
        (Reply({}, 402), "key refused: payment required", HOUR),
        (Reply(OVER_LIMIT), "rate limit, retry in 15 min", QUARTER),
        (Reply(EXHAUSTED, 401), "rate limit, retry in 15 min", QUARTER),
        (Reply({"Response": "Error", "Message": f"{KEY} met a fault"}), "answered an error: … met a fault", HOUR),
        (Reply({"error": {}, "status": "error"}), "answered an error: error", HOUR),
        (Reply("[]"), "unreadable: no JSON object", timedelta(0)),
        (Reply(""), "unreadable: empty", timedelta(0)),
        (Reply({}, 500), "answered 500", timedelta(0)),
    ],
)
async def test_refusals_are_told_apart_whoever_words_them(reply: Reply, reason: str, least: timedelta) -> None:
    async with serving(reply) as server:
        with pytest.raises(SourceError) as error:
            await fetched(SourceKind.COINDESK, server)

    assert error.value.reason == reason
    assert error.value.is_key == reason.startswith("key refused")
    assert error.value.is_key or (error.value.retry_after or timedelta(0)) >= least


@pytest.mark.parametrize("kind", KINDS)
async def test_without_a_key_nothing_is_asked(kind: SourceKind) -> None:
    state, neighbour, server = await state_after(kind, Reply({}), key="")

    assert (state.state, state.reason, state.next_attempt_at) == (StateName.DISABLED, "no key", None)
    assert (neighbour.state, server.asked) == (StateName.OK, [])


@pytest.mark.parametrize("kind", KINDS)
async def test_no_key_is_in_what_is_logged(kind: SourceKind, capfd: pytest.CaptureFixture[str]) -> None:
    await state_after(kind, Reply(CRYPTOCOMPARE))

    assert KEY not in "".join(capfd.readouterr())


@pytest.mark.parametrize(
    "body",
    [
        {"Data": {}, "Err": {}},
        {"data": None, "meta": 7},
        {"data": {"children": "x"}},
        {"articles": 7},
        {"Data": ["x", 7, None, {}]},
        {"errors": "x"},
        {"title": [], "detail": {}},
        {"error": {"message": ["x"]}},
    ],
)
@pytest.mark.parametrize("kind", KINDS)
async def test_json_of_another_shape_is_a_reason_and_no_crash(kind: SourceKind, body: dict[str, Any]) -> None:
    async with serving(Reply(body)) as server:
        with pytest.raises(SourceError):
            await fetched(kind, server)
