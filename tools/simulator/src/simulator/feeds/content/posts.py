"""The made-up social stream: what happens in one step of time, decided by the seed and the step's number. Pure."""

from base64 import b32encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any, Final

from simulator.feeds.content import moods
from simulator.feeds.content.draws import Draws
from simulator.feeds.content.filling import Filling
from simulator.feeds.content.material import Material, material

POST: Final = "app.bsky.feed.post"
_LIKE: Final = "app.bsky.feed.like"
_STREAM, _AUTHOR, _THROW_AWAY, _TEXT = 3, 4, 5, 6
_LETTERS: Final = "234567abcdefghijklmnopqrstuvwxyz"
_AUTHORS: Final = 900
_KINDS: Final = ("coin", "off_topic", "foreign", "hostile")
_RUNNING_SHARES: Final = (0.66, 0.9, 0.995, 1.0)
_OPENER_SHARE, _ASIDE_SHARE, _CLOSER_SHARE = 0.5, 0.85, 0.4
_REPLY_SHARE: Final = 0.12
_EDIT_SHARE: Final = 0.004
# Posts are deleted a minute, five or thirty later, as measured in posts.
_DELETED_AFTER: Final = (60, 300, 1_800)
_DELETED_SHARE: Final = 0.01
# In each hour some accounts are thrown away: they post until the 40th minute; at the 45th one is gone for good and
# another only suspended, until ten minutes later.
_THROW_AWAY_SHARE: Final = 0.05
_MINUTE_US: Final = 60_000_000
_LAST_POST, _REMOVED, _BACK = 40, 45, 55


@dataclass(frozen=True, slots=True)
class Event:
    """One event of the stream; `body` is what stands under its kind. A post also says what it was made as."""

    time_us: int
    did: str
    kind: str
    body: dict[str, Any]
    tone: str | None = None
    coin: str | None = None

    @property
    def collection(self) -> str | None:
        return self.body.get("collection")

    def frame(self) -> dict[str, Any]:
        return {"did": self.did, "time_us": self.time_us, "kind": self.kind, self.kind: self.body}


@dataclass(frozen=True, slots=True)
class _Post:
    at_us: int
    did: str
    text: str
    language: str
    tone: str | None
    coin: str | None
    is_reply: bool


def events_at(seed: int, grid_us: int, slot: int) -> Iterator[Event]:
    """What happens from `slot * grid_us` on, before the next slot, in the order of time."""
    draws = Draws(seed, _STREAM, grid_us, slot)
    start_us = slot * grid_us
    post = _post_at(seed, grid_us, slot)
    yield created(post.at_us, post.did, post.text, post.language, post.tone, post.coin, is_reply=post.is_reply)
    if draws.chance(_EDIT_SHARE):
        body = _commit("update", POST, post.at_us, post.at_us + 1, record_of(post.text + " (edited)", post.at_us))
        yield Event(post.at_us + 1, post.did, "commit", body, post.tone, post.coin)
    at_us = start_us + grid_us * 17 // 20
    for count in _DELETED_AFTER:
        if slot >= count and Draws(seed, _STREAM, grid_us, slot - count, count).chance(_DELETED_SHARE):
            gone = _post_at(seed, grid_us, slot - count)
            yield deleted(at_us, gone.did, rkey_of(gone.at_us))
    yield Event(at_us + 1, _author(seed, draws), "commit", _like(at_us, post))
    yield from _account_events(seed, start_us, start_us + grid_us, at_us + 2)


def created(
    at_us: int,
    did: str,
    text: str,
    language: str,
    tone: str | None = None,
    coin: str | None = None,
    *,
    is_reply: bool = False,
) -> Event:
    record = record_of(text, at_us, language)
    if is_reply:
        parent = {"cid": cid_of(at_us + 1), "uri": f"at://{did}/{POST}/{rkey_of(at_us - 9_000_000)}"}
        record["reply"] = {"parent": parent, "root": parent}
    return Event(at_us, did, "commit", _commit("create", POST, at_us, at_us, record), tone, coin)


def deleted(at_us: int, did: str, rkey: str) -> Event:
    body = {"rev": rkey_of(at_us), "operation": "delete", "collection": POST, "rkey": rkey}
    return Event(at_us, did, "commit", body)


def account(at_us: int, did: str, status: str | None) -> Event:
    """`status`: `deleted`, `deactivated`, `suspended`, `takendown`; None: it is active (again)."""
    body = {"active": status is None, "did": did, "seq": at_us // 1_000, "time": _time(at_us)}
    return Event(at_us, did, "account", body if status is None else body | {"status": status})


def record_of(text: str, at_us: int, language: str = "en") -> dict[str, Any]:
    return {"$type": POST, "createdAt": _time(at_us), "langs": [language], "text": text}


def rkey_of(at_us: int) -> str:
    """A TID: the time in base 32, so that keys sort by time."""
    number = at_us << 10
    return "".join(_LETTERS[number >> shift & 31] for shift in range(60, -1, -5))


@lru_cache(maxsize=4_096)
def did_of(*keys: int) -> str:
    return f"did:plc:{Draws(*keys).letters(_LETTERS, 24)}"


def cid_of(number: int) -> str:
    digest = sha256(str(number).encode()).digest()
    return f"bafyrei{b32encode(digest).decode().lower()[:52]}"


def _commit(operation: str, collection: str, made_us: int, at_us: int, record: dict[str, Any]) -> dict[str, Any]:
    """`made_us` is the time of the record, which its key tells; `at_us` that of the commit."""
    return {
        "rev": rkey_of(at_us),
        "operation": operation,
        "collection": collection,
        "rkey": rkey_of(made_us),
        "record": record,
        "cid": cid_of(at_us),
    }


def _like(at_us: int, post: _Post) -> dict[str, Any]:
    subject = {"cid": cid_of(post.at_us), "uri": f"at://{post.did}/{POST}/{rkey_of(post.at_us)}"}
    record = {"$type": _LIKE, "createdAt": _time(at_us), "subject": subject}
    return _commit("create", _LIKE, at_us + 1, at_us + 1, record)


def _post_at(seed: int, grid_us: int, slot: int) -> _Post:
    draws = Draws(seed, _TEXT, grid_us, slot)
    at_us = slot * grid_us + int(0.8 * grid_us * draws.number())
    found = material()
    kind = _KINDS[draws.weighted(_RUNNING_SHARES)]
    did = _throw_away(seed, at_us, draws) or _author(seed, draws)
    is_reply = draws.chance(_REPLY_SHARE)
    if kind == "off_topic":
        text = _composed(found, draws, Filling(found, draws, None), "off_topic")
        return _Post(at_us, did, text, "en", None, None, is_reply)
    if kind == "foreign":
        language, sentence = draws.pick(found.foreign)
        return _Post(at_us, did, Filling(found, draws, None).fill(sentence), language, None, None, is_reply)
    coin = moods.subject(seed, at_us, draws)
    coin = found.coins[0] if coin.is_stable else coin
    tone = moods.tone(seed, coin.number, at_us, draws)
    text = _composed(found, draws, Filling(found, draws, coin), tone)
    if kind == "hostile":
        text = draws.pick(found.hostile_posts).replace("{text}", text)
    return _Post(at_us, did, text, "en", tone, coin.coin_id, is_reply)


def _composed(found: Material, draws: Draws, filling: Filling, mood: str) -> str:
    sentences = found.posts[mood]
    parts = [draws.pick(sentences.cores)]
    if draws.chance(_OPENER_SHARE):
        parts.insert(0, draws.pick(sentences.openers))
    if draws.chance(_ASIDE_SHARE):
        parts[-1] += "" if parts[-1][-1] in ".?!" else "."
        parts.append(draws.pick(found.asides))
    if draws.chance(_CLOSER_SHARE):
        parts.append(draws.pick(sentences.closers))
    return filling.fill(" ".join(parts))


def _author(seed: int, draws: Draws) -> str:
    """Few post much: the square brings low numbers up."""
    return did_of(seed, _AUTHOR, int(_AUTHORS * draws.number() ** 2))


def _throw_away(seed: int, at_us: int, draws: Draws) -> str | None:
    hour, within_us = divmod(at_us, moods.HOUR_US)
    if not draws.chance(_THROW_AWAY_SHARE) or within_us >= _LAST_POST * _MINUTE_US:
        return None
    return did_of(seed, _THROW_AWAY, hour, draws.below(2))


def _account_events(seed: int, start_us: int, stop_us: int, at_us: int) -> Iterator[Event]:
    """The ends (and one return) of throw-away accounts that fall into the step, and now and then a new handle."""
    hour = start_us // moods.HOUR_US
    for minute, number, status in ((_REMOVED, 0, "deleted"), (_REMOVED, 1, "suspended"), (_BACK, 1, None)):
        if start_us <= hour * moods.HOUR_US + minute * _MINUTE_US < stop_us:
            yield account(at_us + number, did_of(seed, _THROW_AWAY, hour, number), status)
    if start_us // _MINUTE_US != (stop_us - 1) // _MINUTE_US or start_us % _MINUTE_US == 0:
        did = did_of(seed, _AUTHOR, start_us // _MINUTE_US % _AUTHORS)
        handle = f"{did[-9:]}.bsky.invalid"
        body = {"did": did, "handle": handle, "seq": at_us // 1_000, "time": _time(at_us)}
        yield Event(at_us + 3, did, "identity", body)


def _time(at_us: int) -> str:
    at = datetime.fromtimestamp(at_us // 1_000_000, UTC)
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at_us // 1_000 % 1_000:03}Z"
