"""The stream's reference is what the code says, and real messages fit it."""

import json
from typing import Any
from uuid import uuid4

import jsonschema_rs
from gateway.stream.close_codes import CloseCode
from gateway.stream.reference import DOCUMENT, build

from ..feed import Feed, feeding, price, sentiment, story, trade, venue
from ..listener import listening

REFERENCE: dict[str, Any] = json.loads(DOCUMENT.read_text(encoding="utf-8"))
MESSAGES = REFERENCE["components"]["messages"]


def misfits(message: dict[str, Any]) -> list[str]:
    """What a message has that its description does not allow."""
    name = message.get("type") or message["op"]
    schema = {**MESSAGES[name]["payload"], "components": REFERENCE["components"]}
    return [error.message for error in jsonschema_rs.validator_for(schema).iter_errors(message)]


def test_the_committed_reference_is_what_the_stream_says() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == build(), "run `python -m gateway.stream.reference`"


def test_every_reference_leads_somewhere_and_every_example_fits() -> None:
    for name, message in MESSAGES.items():
        assert misfits(message["examples"][0]["payload"]) == [], name
    for reference in _references(REFERENCE):
        at: Any = REFERENCE
        for part in reference.removeprefix("#/").split("/"):
            at = at[part]


def test_it_has_channels_operations_limits_and_close_codes() -> None:
    addresses = {channel["address"] for channel in REFERENCE["channels"].values()}

    assert REFERENCE["asyncapi"] == "3.0.0"
    assert {"/ws", "price:{coin}", "trades:{coin}", "candles:{coin}:{interval}", "venues", "account"} <= addresses
    assert {"sentiment:{coin}", "news", "portfolio:{portfolio_id}", "alerts"} <= addresses
    assert {"subscribe", "unsubscribe", "ping", "auth", "snapshot", "resync"} <= REFERENCE["operations"].keys()
    assert {one["code"] for one in REFERENCE["x-close-codes"]} == set(CloseCode)
    limited = " ".join(limit["what"] for limit in REFERENCE["x-limits"])
    for word in ("connections a second", "subscriptions a second", "API key", "names a second", "a message names"):
        assert word in limited
    assert {"unknown_channel", "rate_limited", "token_expired"} <= {one["code"] for one in REFERENCE["x-error-codes"]}


_CHANNELS = ("trades:refcoin", "sentiment:refcoin", "news", "venues")


async def test_what_the_gateway_sends_fits_the_reference(address: str, kafka_bootstrap: str) -> None:
    async with feeding(kafka_bootstrap) as feed, listening(address) as listener:
        await _put(feed)
        await listener.shown("price:refcoin")
        seen = [listener.hello]
        await listener.say(op="subscribe", id=1, channels=[*_CHANNELS, "nonsense"])
        await listener.say(op="ping", id=2)
        while not {"ack", "error", "snapshot", "pong", "update"} <= {message["type"] for message in seen}:
            seen.append(await listener.any())
            if seen[-1]["type"] == "pong":
                await _put(feed)

    assert {json.dumps(message): misfits(message) for message in seen if misfits(message)} == {}


async def _put(feed: Feed) -> None:
    await feed.put(trade("refcoin"), price("refcoin"), venue(), sentiment("refcoin"), story(uuid4()))


def _references(at: Any) -> list[str]:
    if isinstance(at, dict):
        own = [at["$ref"]] if isinstance(at.get("$ref"), str) else []
        return own + [found for value in at.values() for found in _references(value)]
    return [found for value in at for found in _references(value)] if isinstance(at, list) else []
