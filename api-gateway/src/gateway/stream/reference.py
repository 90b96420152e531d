"""`python -m gateway.stream.reference [--check]`: write the stream's AsyncAPI document, `api-gateway/asyncapi.json`.

Its messages are those that the code reads and writes; what a channel is for stands here. No server is started.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import msgspec
from shared.events.values import Interval
from shared.http.problem_codes import CODES

from gateway.committed_document import keep
from gateway.errors import StreamError
from gateway.settings import Settings
from gateway.stream.channels.account import RevocationItem
from gateway.stream.channels.items.alert_items import AlertItem
from gateway.stream.channels.items.portfolio_items import PortfolioItem
from gateway.stream.channels.items.quote_items import BooksItem
from gateway.stream.channels.items.sentiment_items import NewsItem, SentimentItem
from gateway.stream.channels.items.stream_items import CandleItem, IndicatorItem, PriceItem, TradeItem
from gateway.stream.channels.items.venue_items import VenueItem
from gateway.stream.close_codes import CloseCode
from gateway.stream.reference_messages import RECEIVED, SENT, Message
from gateway.stream.sessions.operations import Auth, Ping, Subscribe, Unsubscribe

DOCUMENT: Final = Path(__file__).parents[3] / "asyncapi.json"
_REF: Final = "#/components/schemas/{name}"
_PARAMETERS: Final = {
    "coin": {"description": "A coin's id, or its symbol in any case; `ack` names the id", "examples": ["bitcoin"]},
    "interval": {"description": "Length of the candles", "enum": list(Interval)},
    "portfolio_id": {
        "description": "Of the list of your portfolios",
        "examples": ["01978a5e-0000-7000-8000-000000000001"],
    },
    "instrument_id": {"description": "One instrument instead of the composite", "examples": ["BTC-USDT.BINANCE"]},
}
_STATE: Final = "State: an update is the whole state, the newest at most every 100 ms. Resuming sends the snapshot."
_LOG: Final = "Log: nothing is left out within the resume window; after it `resync` says so and a snapshot follows."
_COST: Final = (
    "A message costs 1 for each channel that it names and 1 for each message that it is answered with at once, as a "
    "snapshot or because it resumes, and 10 for each portfolio; over the limit the answer is `rate_limited` with "
    "`retry_after_ms`"
)
# Name, address, parameters, items, what it is.
_CHANNELS: Final = (
    ("price", "price:{coin}", ("coin",), PriceItem, f"The live composite price with what it is made of. {_STATE}"),
    (
        "quotes",
        "quotes:{coin}",
        ("coin",),
        BooksItem,
        f"Best bid and ask with sizes of each of a coin's instruments. It is `stale` after 15 s without one. {_STATE}",
    ),
    ("trades", "trades:{coin}", ("coin",), TradeItem, f"A coin's trades at all venues. {_LOG}"),
    (
        "candles",
        "candles:{coin}:{interval}",
        ("coin", "interval"),
        CandleItem,
        f"The composite's candles: the open one as a state, closed and revised ones as a log. {_LOG}",
    ),
    (
        "instrument_candles",
        "candles:{coin}:{interval}:{instrument_id}",
        ("coin", "interval", "instrument_id"),
        CandleItem,
        f"The candles of one instrument. {_LOG}",
    ),
    (
        "indicators",
        "indicators:{coin}",
        ("coin",),
        IndicatorItem,
        f"A coin's newest indicators; what is revised of older candles is read over REST. {_LOG}",
    ),
    ("venues", "venues", (), VenueItem, f"How the connection to each venue is. {_STATE}"),
    (
        "account",
        "account",
        (),
        RevocationItem,
        f"Your own revoked sessions and keys; only after `auth`, and it ends with its token. {_LOG}",
    ),
    (
        "portfolio",
        "portfolio:{portfolio_id}",
        ("portfolio_id",),
        PortfolioItem,
        f"What a portfolio of yours is worth; only after `auth`. Without news for 15 s it is `stale`. {_STATE}",
    ),
    (
        "alerts",
        "alerts",
        (),
        AlertItem,
        f"Your own alerts that fired; only after `auth`, and it ends with its token. {_LOG}",
    ),
    (
        "sentiment",
        "sentiment:{coin}",
        ("coin",),
        SentimentItem,
        f"What is said of a coin, as a score with its interval. It is `stale` when nobody computes it anew. {_STATE}",
    ),
    (
        "news",
        "news",
        (),
        NewsItem,
        f"Stories about all coins: new, told by one more, edited, deleted. The higher `revision` counts. {_LOG}",
    ),
)


def document(settings: Settings) -> dict[str, Any]:
    """The document, with the limits of `settings`."""
    items = [channel[3] for channel in _CHANNELS]
    operations = [Subscribe, Unsubscribe, Ping, Auth]
    _, schemas = msgspec.json.schema_components([*items, *operations], ref_template=_REF)
    messages = [*RECEIVED, *SENT]
    return {
        "asyncapi": "3.0.0",
        "info": _info(),
        "defaultContentType": "application/json",
        "servers": {
            "gateway": {
                "host": "{host}",
                "protocol": "ws",
                "description": "`wss` where the gateway is reached over TLS",
                "variables": {"host": {"default": "127.0.0.1:8100"}},
            }
        },
        "channels": {"connection": _connection(messages), **{channel[0]: _channel(*channel) for channel in _CHANNELS}},
        "operations": {message.name: _operation(message) for message in messages},
        "components": {
            "messages": {message.name: _message(message) for message in messages},
            "schemas": dict(sorted((schemas | _item_union(items)).items())),
        },
        "x-limits": _limits(settings),
        "x-close-codes": [{"code": int(code), "meaning": code.meaning} for code in CloseCode],
        "x-error-codes": [{"code": code, "what_to_do": CODES[code].what_to_do} for code in _error_codes()],
    }


def _info() -> dict[str, Any]:
    return {
        "title": "Tidemark stream",
        "version": "0.1.0",
        "description": "One WebSocket carries all channels. After `hello`, subscribe: each channel begins with a "
        "`snapshot` (or, resumed, with what was missed), then `update` frames follow. `seq` only grows within a "
        "channel and `stream`, and has holes. After a cut, subscribe with the last `seq` of each channel and with the "
        "`stream` of `hello`. An error never closes the connection. Decimals are text, times RFC 3339 in UTC.",
        "license": {"name": "Apache-2.0"},
    }


def _connection(messages: list[Message]) -> dict[str, Any]:
    references = {message.name: {"$ref": f"#/components/messages/{message.name}"} for message in messages}
    return {"address": "/ws", "description": "The connection, which carries the channels below", "messages": references}


def _channel(_name: str, address: str, parameters: tuple[str, ...], item: type, about: str) -> dict[str, Any]:
    return {
        "address": address,
        "description": about,
        "parameters": {name: _PARAMETERS[name] for name in parameters},
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in ("snapshot", "update", "resync")},
        "x-data": {"$ref": _REF.format(name=item.__name__)},
    }


def _operation(message: Message) -> dict[str, Any]:
    return {
        "action": "receive" if message in RECEIVED else "send",
        "channel": {"$ref": "#/channels/connection"},
        "messages": [{"$ref": f"#/channels/connection/messages/{message.name}"}],
        "summary": message.summary,
    }


def _message(message: Message) -> dict[str, Any]:
    return {
        "name": message.name,
        "summary": message.summary,
        "payload": message.payload,
        "examples": [{"payload": message.example}],
    }


def _item_union(items: Sequence[type]) -> dict[str, Any]:
    names = sorted({item.__name__ for item in items})
    return {
        "Item": {"description": "As its channel says", "anyOf": [{"$ref": _REF.format(name=name)} for name in names]}
    }


def _limits(settings: Settings) -> list[dict[str, Any]]:
    window = int(settings.resume_window.total_seconds())
    return [
        {"what": "connections of an address", "most": settings.websocket_connections},
        {"what": "connections of a user or an API key", "most": settings.websocket_holder_connections},
        _over_time("connections a second that an address opens", settings, "handshake"),
        {"what": "channels of a connection", "most": settings.websocket_channels},
        {"what": "channels that a message names", "most": settings.websocket_channels},
        _over_time(f"subscriptions a second of an address or a user. {_COST}", settings, "subscription"),
        _over_time("the same of an API key", settings, "key_subscription"),
        _over_time("names a second of coins that are not known here", settings, "lookup"),
        {"what": "bytes of a message to the server", "most": settings.websocket_message_bytes},
        {
            "what": "messages a second to the server",
            "most": settings.websocket_messages,
            "at_once": 2 * settings.websocket_messages,
        },
        {"what": "seconds that can be resumed", "most": window},
        {"what": "seconds without a message, a token and a channel", "most": settings.websocket_idle},
        {"what": "seconds between two pings of the server", "most": settings.heartbeat},
    ]


def _over_time(what: str, settings: Settings, name: str) -> dict[str, Any]:
    rate, burst = getattr(settings, f"{name}_rate"), getattr(settings, f"{name}_burst")
    return {"what": what, "most": rate, "at_once": burst}


def _error_codes() -> list[str]:
    """The codes of `error` messages: the stream's own, and those of a token or key that is refused."""
    own = {error.code for error in StreamError.__subclasses__()}
    credentials = {"invalid_token", "token_expired", "session_ended", "invalid_api_key", "auth_unavailable"}
    return [code for code in CODES if code in own | credentials]


def build() -> str:
    """The text of the committed document, with the limits as delivered."""
    settings = Settings.model_construct(**{name: field.get_default() for name, field in Settings.model_fields.items()})
    return json.dumps(document(settings), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.exit(keep(DOCUMENT, build(), sys.argv[1:], command="python -m gateway.stream.reference"))
