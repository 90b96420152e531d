"""An example for each answer of the OpenAPI document, made from its schema. No I/O.

Values come from a field's name, else from its own examples, else from its type; so each example fits its schema.
"""

from typing import Any, Final

Schema = dict[str, Any]
Schemas = dict[str, Schema]

_BY_NAME: Final[dict[str, Any]] = {
    "coin_id": "bitcoin",
    "coin_id_1": "bitcoin",
    "coin_id_2": "ethereum",
    "symbol": "BTC",
    "name": "Bitcoin",
    "market_cap_rank": 1,
    "currency": "USD",
    "source": "composite",
    "reason": None,
    "instrument_id": "BTC-USDT.BINANCE",
    "instrument_id_1": "BTC-USD.COMPOSITE",
    "instrument_id_2": "ETH-USD.COMPOSITE",
    "composite_id": "BTC-USD.COMPOSITE",
    "base": "BTC",
    "quote": "USDT",
    "trade_id": "70634401",
    "first_id": "70634401",
    "last_id": "70634409",
    "gap_id": "BTC-USD.KRAKEN/70634401",
    "weight": "0.31",
    "score": "0.21",
    "interval_95": "0.11",
    "before": "-0.12",
    "after": "0.21",
    "z": "3.4",
    "window": "24h",
    "half_life_hours": "8.0000",
    "model": "transformer",
    "version": "2026-11-30-1a4fa5cd",
    "value": "67010.2",
    "percent": "99.72",
    "complete_24h_percent": "99.72",
    "description": "The first cryptocurrency.",
    "size": "0.05",
    "tick": "0.01",
    "lot": "0.00001",
    "quote_usd": "0.9998",
    "message_rate": "12.3",
    "status": "complete",
    "next": "WyJjYW5kbGVz…",
    "username": "alice",
    "email": "alice@example.com",
    "prefix": "abcdefgh",
    "address": "192.0.2.1",
    "device": "Firefox on Linux",
    "access_token": "eyJ…",
    "refresh_token": "tmr_…",
    "api_key": "tmk_abcdefgh_…",
}
_BY_ENDING: Final = (
    ("percent", "-1.25"),
    ("volume", "905123456.78"),
    ("volume_24h", "905123456.78"),
    ("_usd", "67000.1"),
    ("_bp", "1.8"),
)
_BY_FORMAT: Final = {
    "date-time": "2026-01-01T12:00:00Z",
    "date": "2026-01-01",
    "uuid": "01982e3c-6f2a-7c41-9d0e-5b6a7c8d9e0f",
    "email": "alice@example.com",
}
_BY_TYPE: Final[dict[str, Any]] = {"integer": 17, "number": 1.5, "boolean": False, "null": None, "string": "67000.1"}


def example_of(schema: Schema, schemas: Schemas, name: str = "") -> Any:
    """A value that fits `schema`; `name`: of the field that it is for."""
    if "$ref" in schema:
        return example_of(schemas[schema["$ref"].rpartition("/")[2]], schemas, name)
    if (examples := schema.get("examples")) and _named(schema, name) is None:
        return examples[0]
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            return _of_options(schema[several], schemas, name)
    if schema.get("type") == "object" or "properties" in schema:
        return _of_object(schema, schemas)
    if schema.get("type") == "array":
        items = schema.get("prefixItems", [schema.get("items", {})])
        return [example_of(item, schemas, name) for item in items]
    return _of_plain(schema, name)


def _of_options(options: list[Schema], schemas: Schemas, name: str) -> Any:
    nullable = any(option.get("type") == "null" for option in options)
    if nullable and name in _BY_NAME and _BY_NAME[name] is None:
        return None
    return example_of(next(option for option in options if option.get("type") != "null"), schemas, name)


def _of_object(schema: Schema, schemas: Schemas) -> dict[str, Any]:
    found = {field: example_of(about, schemas, field) for field, about in schema.get("properties", {}).items()}
    extra = schema.get("additionalProperties")
    return {"24h": example_of(extra, schemas)} if not found and isinstance(extra, dict) else found


def _of_plain(schema: Schema, name: str) -> Any:
    if "const" in schema or "enum" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    if (known := _named(schema, name)) is not None:
        return known
    kind = schema.get("type", "string")
    return _BY_FORMAT.get(schema.get("format", ""), _BY_TYPE["string"]) if kind == "string" else _BY_TYPE[kind]


def _named(schema: Schema, name: str) -> Any:
    """What stands for a field of this name and type: text without a format, or a number."""
    is_text, known = schema.get("type") == "string", _BY_NAME.get(name)
    if {"enum", "const", "format"} & schema.keys() or (known is not None and isinstance(known, str) != is_text):
        return None
    return known or (next((one for end, one in _BY_ENDING if name.endswith(end)), None) if is_text else None)


def problem_example() -> dict[str, Any]:
    return {
        "type": "about:blank",
        "title": "Bad Request",
        "status": 400,
        "code": "validation_error",
        "detail": "limit: Input should be less than or equal to 1000",
        "instance": "/api/market/coins",
        "request_id": "01982e3c-6f2a-7c41-9d0e-5b6a7c8d9e0f",
        "errors": [{"field": "limit", "message": "Input should be less than or equal to 1000"}],
    }


def add_examples(paths: dict[str, Any], schemas: Schemas) -> None:
    """Give each answer of the operations, and each body, an example."""
    schemas["Problem"]["examples"] = [problem_example()]
    for operation in (operation for methods in paths.values() for operation in methods.values()):
        for holder in (*operation["responses"].values(), operation.get("requestBody", {})):
            content = holder.get("content", {}).get("application/json")
            if content and "example" not in content and "examples" not in content:
                content["example"] = example_of(content["schema"], schemas)
