"""One dependency is stopped for a minute: sessions and keys go on, and what must be refused stays refused."""

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from drill.clients.stream_listener import Listener
from drill.clients.visitor import OK, Headers, Session, Visitor, never_valid
from drill.platform import DrillError, Platform, wait

_AWAY_SECONDS: Final = 60
_EVERY: Final = 0.5
# Every coin is published at least every two seconds; the rest is for a machine that does this beside it.
_LONGEST_SILENCE: Final = 10.0
_MARKET: Final = ("/api/market/prices/bitcoin", "/api/market/coins?limit=5", "/api/market/candles/bitcoin?limit=5")
_PRICE: Final = _MARKET[0]
_OWN: Final = "/api/users/me"
_ALWAYS: Final = frozenset({OK})
_OR_503: Final = frozenset({OK, 503})
_GONE: Final = frozenset({503})
_REFUSED: Final = frozenset({401})
_NOT_IN: Final = frozenset({401, 503})


@dataclass(frozen=True)
class Promise:
    """What may be answered while it is away: to the session, to the key, to a refresh, on each path."""

    session: Mapping[str, frozenset[int]]
    key: frozenset[int]
    refresh: frozenset[int]


def users_away(platform: Platform) -> Iterator[str]:
    """user-service stopped for 60 s: market data go on, keys too while their token lasts, nobody is logged out."""
    # A key's token lives 60 s; after it only user-service can say whether the key still holds.
    market = dict.fromkeys(_MARKET, _ALWAYS)
    yield from _away(
        platform, "users", Promise({**market, _OWN: frozenset({502, 503})}, _OR_503, frozenset({502, 503}))
    )


def redis_away(platform: Platform) -> Iterator[str]:
    """Redis stopped for 60 s: it costs latency, never an answer."""
    yield from _away(platform, "redis", Promise(dict.fromkeys((*_MARKET, _OWN), _ALWAYS), _ALWAYS, _ALWAYS))


def postgres_away(platform: Platform) -> Iterator[str]:
    """PostgreSQL stopped for 60 s: live prices and the stream go on, what reads tables is 503, nobody is logged out."""
    session = {_PRICE: _ALWAYS, _MARKET[1]: _OR_503, _MARKET[2]: _GONE, _OWN: _GONE}
    yield from _away(platform, "postgres", Promise(session, _OR_503, _GONE))


def _away(platform: Platform, name: str, promise: Promise) -> Iterator[str]:
    platform.start(SIMULATED="1", RATE="20")
    wait(lambda: platform.get(_PRICE)["price"] is not None, "priced", 60)
    visitor = Visitor(platform)
    session, idle = visitor.login(), visitor.login()
    _, key = visitor.new_key(session)
    refused = {**never_valid(session), **_revoked(visitor, session)}
    _check_before(visitor, session, key, refused)
    with Listener(platform.env["GATEWAY_URL"], session.access) as listener:
        platform.halt(name)
        counts = _watch(visitor, session, key, refused, promise)
        _expect(f"refresh while {name} is away", visitor.refresh(idle), promise.refresh)
        platform.resume(name)
        back = platform.wait_ready(180)
        listener.check(_LONGEST_SILENCE)
        heard, silence = listener.updates, listener.longest_silence
    yield f"{name} away for {_AWAY_SECONDS} s, all ready {back:.0f} s after it was back"
    yield from (f"{who}: {_in_words(found)}" for who, found in counts.items())
    yield f"the stream sent {heard} prices, at most {silence:.1f} s apart"
    yield from _check_after(visitor, session, idle, key, refused)


def _revoked(visitor: Visitor, session: Session) -> dict[str, Headers]:
    """A session that was logged out and a key that was revoked, both used before."""
    gone = visitor.login()
    key_id, key = visitor.new_key(session)
    for headers in (gone.headers, key):
        _expect("what will be revoked", visitor.ask(_PRICE, headers), _ALWAYS)
    visitor.logout(gone)
    visitor.revoke_key(session, key_id)
    return {"a session that was logged out": gone.headers, "a revoked key": key}


def _check_before(visitor: Visitor, session: Session, key: Headers, refused: Mapping[str, Headers]) -> None:
    time.sleep(1)  # a revocation may take a second to arrive
    for path in (*_MARKET, _OWN):
        _expect(f"{path} before", visitor.ask(path, session.headers), _ALWAYS)
    _expect("the key before", visitor.ask(_PRICE, key), _ALWAYS)
    for what, headers in refused.items():
        _expect(f"{what} before", visitor.ask(_PRICE, headers), _REFUSED)


def _watch(
    visitor: Visitor, session: Session, key: Headers, refused: Mapping[str, Headers], promise: Promise
) -> dict[str, Counter[int]]:
    """Ask everything again and again for a minute; return how often each status was answered."""
    counts: dict[str, Counter[int]] = {}
    ends = time.monotonic() + _AWAY_SECONDS
    while time.monotonic() < ends:
        for path, allowed in promise.session.items():
            _count(counts, f"session, {path}", visitor.ask(path, session.headers), allowed)
        _count(counts, f"key, {_PRICE}", visitor.ask(_PRICE, key), promise.key)
        _count(counts, f"nobody, {_PRICE}", visitor.ask(_PRICE, {}), _ALWAYS)
        _count(counts, f"nobody, {_OWN}", visitor.ask(_OWN, {}), _REFUSED)
        for what, headers in refused.items():
            # Whether a key exists only user-service can tell; a token is judged by the gateway alone.
            allowed = _NOT_IN if "X-API-Key" in headers else _REFUSED
            _count(counts, what, visitor.ask(_PRICE, headers), allowed)
        time.sleep(_EVERY)
    return counts


def _count(counts: dict[str, Counter[int]], what: str, status: int, allowed: frozenset[int]) -> None:
    _expect(what, status, allowed)
    counts.setdefault(what, Counter())[status] += 1


def _check_after(
    visitor: Visitor, session: Session, idle: Session, key: Headers, refused: Mapping[str, Headers]
) -> Iterator[str]:
    for renewed in (session, idle):
        _expect("refresh afterwards", visitor.refresh(renewed), _ALWAYS)
        _expect("the account afterwards", visitor.ask(_OWN, renewed.headers), _ALWAYS)
    _expect("the key afterwards", visitor.ask(_PRICE, key), _ALWAYS)
    for what, headers in refused.items():
        _expect(f"{what} afterwards", visitor.ask(_PRICE, headers), _REFUSED)
    yield f"both sessions and the key go on; {len(refused)} kinds of bad credentials stay refused"


def _expect(what: str, status: int, allowed: frozenset[int]) -> None:
    if status not in allowed:
        raise DrillError(f"{what}: answered {status}, not {' or '.join(map(str, sorted(allowed)))}")


def _in_words(found: Counter[int]) -> str:
    return ", ".join(f"{count} times {status}" for status, count in sorted(found.items()))
