"""`/openapi.json` and `/docs`: the committed document, and a page made from it that needs no script. Pure ASGI."""

import json
from html import escape
from pathlib import Path
from typing import Any, Final

from starlette.types import Receive, Scope, Send

from gateway.errors import GatewayProblem
from gateway.http.openapi import DOCUMENT
from gateway.http.responses import MetricsRoute, send_bytes

_STYLE: Final = b"""
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #10161d }
code { background: #eceff3; padding: .1em .3em; border-radius: 4px }
section { border-top: 1px solid #dfe4ea; padding: .5rem 0 }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; padding: .2rem .6rem .2rem 0; vertical-align: top }
@media (prefers-color-scheme: dark) {
  body { color: #e9edf2; background: #0a0d12 }
  code { background: #1a2028 }
  section { border-color: #222932 }
  a { color: #b6a4ff }
}
"""
_POLICY: Final = b"default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_COMMON: Final = [(b"cache-control", b"no-cache")]


class Documents:
    """Answers the paths in `paths`. The document is read when the process starts."""

    paths = ("/openapi.json", "/docs", "/docs/style.css")

    def __init__(self, document: Path = DOCUMENT) -> None:
        text = document.read_bytes()
        page = _page(json.loads(text)).encode()
        html = [(b"content-security-policy", _POLICY), (b"content-type", b"text/html; charset=utf-8")]
        self._answers = {
            "/openapi.json": (text, [(b"content-type", b"application/json")]),
            "/docs": (page, html),
            "/docs/style.css": (_STYLE, [(b"content-type", b"text/css; charset=utf-8")]),
        }

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        """Answer GET and HEAD.

        Raises:
            GatewayProblem: another method.
        """
        if scope["method"] not in ("GET", "HEAD"):
            raise GatewayProblem(405, "Method Not Allowed", "method_not_allowed", "Read only", {"Allow": "GET, HEAD"})
        scope["route"] = MetricsRoute(scope["path"])
        body, headers = self._answers[scope["path"]]
        await send_bytes(scope, send, 200, [*headers, *_COMMON], body)


def _page(document: dict[str, Any]) -> str:
    info = document["info"]
    operations = "".join(
        _operation(path, method, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    )
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(info["title"])} API</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<link rel="stylesheet" href="/docs/style.css"></head><body><main>'
        f"<h1>{escape(info['title'])} API</h1><p>{escape(info['description'])}</p>"
        '<p>For programs: <a href="/openapi.json">openapi.json</a></p>'
        f"{operations}</main></body></html>"
    )


def _operation(path: str, method: str, operation: dict[str, Any]) -> str:
    rows = "".join(_parameter(parameter) for parameter in operation.get("parameters", []))
    table = f"<table><tr><th>Parameter</th><th>In</th><th>Values</th></tr>{rows}</table>" if rows else ""
    statuses = ", ".join(f"{status} {answer['description']}" for status, answer in operation["responses"].items())
    return (
        f"<section><h2><code>{method.upper()} {escape(path)}</code></h2>"
        f"<p>{escape(operation.get('description') or operation.get('summary', ''))}</p>{table}"
        f"<p>Answers: {escape(statuses)}</p></section>"
    )


def _parameter(parameter: dict[str, Any]) -> str:
    required = " (required)" if parameter.get("required") else ""
    return (
        f"<tr><td><code>{escape(parameter['name'])}</code>{required}</td><td>{escape(parameter['in'])}</td>"
        f"<td>{escape(_values(parameter.get('schema', {})))} {escape(parameter.get('description', ''))}</td></tr>"
    )


def _values(schema: dict[str, Any]) -> str:
    """What a parameter may be, in words."""
    if "anyOf" in schema:
        return " or ".join(_values(option) for option in schema["anyOf"])
    kind = schema.get("$ref", "").rpartition("/")[2] or schema.get("type", "any")
    bounds = [f"{name} {schema[name]}" for name in ("minimum", "maximum", "pattern", "default") if name in schema]
    return ", ".join([" | ".join(map(str, schema.get("enum", [kind]))), *bounds])
