"""The page `/docs`: every route of the OpenAPI document with its parameters, bodies, fields and values. No I/O."""

import json
from collections.abc import Iterable
from html import escape
from typing import Any, Final

STYLE: Final = b"""
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #10161d }
code { background: #eceff3; padding: .1em .3em; border-radius: 4px; overflow-wrap: anywhere }
pre { background: #eceff3; padding: .6rem; border-radius: 4px; overflow-x: auto }
pre code { padding: 0 }
section { border-top: 1px solid #dfe4ea; padding: .5rem 0 }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 }
th, td { text-align: left; padding: .2rem .6rem .2rem 0; vertical-align: top }
@media (prefers-color-scheme: dark) {
  body { color: #e9edf2; background: #0a0d12 }
  code, pre { background: #1a2028 }
  section { border-color: #222932 }
  a { color: #b6a4ff }
}
"""
_LIMITS: Final = (
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "pattern",
    "format",
    "default",
)

Schema = dict[str, Any]


def reference_page(document: dict[str, Any]) -> str:
    info, schemas = document["info"], document["components"]["schemas"]
    operations = [
        (path, method, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(info["title"])} API</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<link rel="stylesheet" href="/docs/style.css"></head><body><main>'
        f"<h1>{escape(info['title'])} API</h1><p>{escape(info['description'])}</p>"
        '<p>For programs: <a href="/openapi.json">openapi.json</a>; the stream: '
        '<a href="/asyncapi.json">asyncapi.json</a>. With words around it: <a href="/api-docs">the guide</a>.</p>'
        f"<h2>Routes</h2>{''.join(_operation(*one) for one in operations)}"
        f"<h2>Bodies and values</h2>{''.join(_named(name, schema) for name, schema in schemas.items())}"
        "</main></body></html>"
    )


def _operation(path: str, method: str, operation: dict[str, Any]) -> str:
    about = escape(operation.get("description") or operation.get("summary", ""))
    parameters = _table(
        ("Parameter", "In", "Values", ""),
        (
            (
                f"<code>{escape(one['name'])}</code>{' (required)' if one.get('required') else ''}",
                escape(one["in"]),
                _values(one.get("schema", {})),
                escape(one.get("description", "")),
            )
            for one in operation.get("parameters", [])
        ),
    )
    body = operation.get("requestBody", {}).get("content", {}).get("application/json")
    sent = f"<p>Body: {_values(body['schema'])}</p>" if body else ""
    return (
        f"<section><h3><code>{method.upper()} {escape(path)}</code></h3><p>{about}</p>{parameters}{sent}"
        f"{_answers(operation['responses'])}{_example(operation['responses'])}</section>"
    )


def _answers(responses: dict[str, Any]) -> str:
    def row(status: str, answer: dict[str, Any]) -> tuple[str, ...]:
        kinds = {kind: _values(content["schema"]) for kind, content in answer.get("content", {}).items()}
        return status, escape(answer["description"]), ", ".join(kinds.values()), escape(", ".join(kinds))

    return _table(("Answer", "", "Body", "Type"), (row(*one) for one in responses.items()))


def _example(responses: dict[str, Any]) -> str:
    contents = [answer.get("content", {}).get("application/json", {}) for answer in responses.values()]
    example = next((content["example"] for content in contents if "example" in content), None)
    if example is None:
        return ""
    text = escape(json.dumps(example, indent=2, ensure_ascii=False))
    return f"<details><summary>Example</summary><pre><code>{text}</code></pre></details>"


def _named(name: str, schema: Schema) -> str:
    required = schema.get("required", [])
    fields = _table(
        ("Field", "Values", ""),
        (
            (
                f"<code>{escape(field)}</code>{'' if field in required else ' (optional)'}",
                _values(about),
                escape(about.get("description", "")),
            )
            for field, about in schema.get("properties", {}).items()
        ),
    )
    values = "" if "properties" in schema else f"<p>{_values(schema)}</p>"
    about = escape(schema.get("description", ""))
    return f'<section id="{escape(name)}"><h3><code>{escape(name)}</code></h3><p>{about}</p>{fields}{values}</section>'


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    if not body:
        return ""
    return f"<table><tr>{''.join(f'<th>{cell}</th>' for cell in head)}</tr>{body}</table>"


def _values(schema: Schema) -> str:
    """What a value may be, in words and links."""
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            return " or ".join(_values(option) for option in schema[several]) + _limits(schema)
    if "$ref" in schema:
        name = escape(schema["$ref"].rpartition("/")[2])
        return f'<a href="#{name}">{name}</a>{_limits(schema)}'
    if "enum" in schema or "const" in schema:
        options = schema.get("enum", [schema.get("const")])
        return " | ".join(f"<code>{escape(str(option))}</code>" for option in options) + _limits(schema)
    if schema.get("type") == "array":
        return f"list of {_values(schema.get('items', {}))}{_limits(schema)}"
    if isinstance(schema.get("additionalProperties"), dict):
        return f"object of {_values(schema['additionalProperties'])}"
    return escape(str(schema.get("type", "any"))) + _limits(schema)


def _limits(schema: Schema) -> str:
    found = [f"{name} <code>{escape(str(schema[name]))}</code>" for name in _LIMITS if name in schema]
    return f" ({', '.join(found)})" if found else ""
