"""`python -m gateway.http.openapi [--check]`: merge the services' documents into `api-gateway/openapi.json`.

No server is started. Each service's document is made in a process of its own, since no service imports another.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from copy import deepcopy
from typing import Any, Final

from shared.events.values import Mode
from shared.http.parameters import PerUnit, row_cost
from shared.http.problem_codes import CODES
from shared.http.problems import problem_schema
from shared.http.tokens import Scope

from gateway.access.upstreams import ALL, UPSTREAMS, Upstream, UpstreamRequest, upstream_request
from gateway.committed_document import keep
from gateway.http.documents import REST_DOCUMENT
from gateway.http.own_routes import TIME_PATH, ServerTime
from gateway.http.reference.examples import add_examples
from gateway.settings import Settings

DOCUMENT: Final = REST_DOCUMENT
_SCHEMAS: Final = "#/components/schemas"
_PRINT_DOCUMENT: Final = """
import importlib, json, sys
from shared.jobs import Jobs
package, settings_class, factory = sys.argv[1:]
settings = getattr(importlib.import_module(f"{package}.settings"), settings_class)()
print(json.dumps(getattr(importlib.import_module(f"{package}.main"), factory)(settings, Jobs()).openapi()))
"""
# A package of several processes: the settings and the application of the one that answers REST.
_REST_PROCESS: Final = {"market_data": ("RestSettings", "create_rest_app")}
_ONLY_PROCESS: Final = ("Settings", "create_app")
_PROBLEMS: Final = {
    "400": "Bad Request",
    "401": "Unauthorized",
    "403": "Forbidden",
    "414": "URI Too Long",
    "429": "Too Many Requests",
    "431": "Request Header Fields Too Large",
    "502": "Bad Gateway",
    "503": "Service Unavailable",
    "504": "Gateway Timeout",
}
_OF_BODIES: Final = {"413": "Content Too Large", "415": "Unsupported Media Type"}
_SCHEMES: Final = {
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "The access token that login and refresh give, for ten minutes",
    },
    "apiKey": {
        "type": "apiKey",
        "in": "header",
        "name": "X-API-Key",
        "description": "For programs: any scope but `account`. Never together with `Authorization`",
    },
    "refreshCookie": {
        "type": "apiKey",
        "in": "cookie",
        "name": "tidemark_refresh",
        "description": "The browser's refresh token; what it may be sent with comes from an allowed origin only",
    },
}
_ROWS: Final = "rows a second, in answers and what they are computed from, as `x-cost` of an operation says"
_BY_COOKIE: Final = ("refresh", "logout")
_HEADERS: Final = {
    "X-Request-ID": {"schema": {"type": "string"}, "description": "Quote it when reporting a problem"},
    "X-Data-Mode": {"schema": {"type": "string", "enum": ["live", "simulated", "replay"]}},
    "RateLimit-Policy": {"schema": {"type": "string"}, "description": "What the client may do"},
    "RateLimit": {"schema": {"type": "string"}, "description": "What is left of it"},
}


_INFO: Final = {
    "title": "Tidemark",
    "version": "0.1.0",
    "description": "Decimals are text without exponent, times RFC 3339 in UTC, unknown is null with a reason. Every "
    "answer says in `X-Data-Mode` whether its data are live. Every GET route answers HEAD as well. Live updates: the "
    "WebSocket `/ws`, described in `/asyncapi.json`.",
    "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
}
_OWN: Final[dict[str, Any]] = {
    "paths": {},
    "components": {
        "schemas": {
            "Mode": {"title": "Mode", "type": "string", "enum": [mode.value for mode in Mode]},
            "Problem": problem_schema(),
            "ServerTime": {
                name: value
                for name, value in ServerTime.model_json_schema(ref_template="#/components/schemas/{model}").items()
                if name != "$defs"
            },
        }
    },
}


def document_of(package: str) -> dict[str, Any]:
    """A service's own document.

    Raises:
        CalledProcessError: it does not import; its errors are on stderr.
    """
    answer = subprocess.run(  # noqa: S603 - our own interpreter and packages
        [sys.executable, "-c", _PRINT_DOCUMENT, package, *_REST_PROCESS.get(package, _ONLY_PROCESS)],
        check=True,
        stdout=subprocess.PIPE,
        env={**os.environ, "MODE": "live", "DEPLOYMENT": "local"},
    )
    found: dict[str, Any] = json.loads(answer.stdout)
    return found


def merge(documents: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """One document of all services, as clients reach them through the gateway, and of what it answers itself.

    Raises:
        ValueError: two services give one name to different schemas.
    """
    paths: dict[str, Any] = {TIME_PATH: {"get": _time_operation()}}
    schemas: dict[str, Any] = {}
    for package, document in {"gateway": _OWN, **documents}.items():
        for path, methods in _public(document["paths"]).items():
            paths.setdefault(path, {}).update(methods)
        for name, schema in document.get("components", {}).get("schemas", {}).items():
            if schemas.setdefault(name, schema) != schema:
                raise ValueError(f"{package} has another schema called {name}: rename one")
    add_examples(paths, schemas)
    return {
        "openapi": "3.1.0",
        "info": _INFO,
        "servers": [{"url": "/", "description": "The gateway that this document comes from"}],
        "paths": dict(sorted(paths.items())),
        "components": {"schemas": dict(sorted(schemas.items())), "headers": _HEADERS, "securitySchemes": _SCHEMES},
        "x-codes": {code: about._asdict() for code, about in CODES.items()},
        "x-limits": _limits(),
    }


def _public(paths: dict[str, Any]) -> dict[str, Any]:
    """A service's operations by their public paths, without those that are for other services only."""
    found: dict[str, Any] = {}
    for path, operations in paths.items():
        for method, operation in operations.items():
            if what := upstream_request(method.upper(), f"/api{path}"):
                found.setdefault(f"/api{path}", {})[method] = _through_gateway(operation, what)
    return found


def _time_operation() -> dict[str, Any]:
    answer = {"description": "OK", "content": {"application/json": {"schema": {"$ref": f"{_SCHEMAS}/ServerTime"}}}}
    operation = {
        "tags": ["time"],
        "summary": "Read the time",
        "description": "Read the server's clock.",
        "operationId": "read_time",
        "responses": {"200": answer},
    }
    upstream = Upstream("gateway", Scope.MARKET_READ, frozenset((ALL,)))
    return _through_gateway(operation, UpstreamRequest(upstream, "GET", "time"))


def _limits() -> list[dict[str, Any]]:
    """What a client may do, as delivered: `most` of it, or over time and `at_once`."""
    settings = Settings.model_construct(**{name: field.get_default() for name, field in Settings.model_fields.items()})
    nobody, user, key = "an address without a credential", "a user", "an API key"
    return [
        _over_time(nobody, "requests a second", settings.request_rate, settings.request_burst),
        _over_time(user, "requests a second", settings.user_rate, settings.user_burst),
        _over_time(key, "requests a second", settings.key_rate, settings.key_burst),
        _over_time(nobody, _ROWS, settings.row_rate, settings.row_burst),
        _over_time(f"{user} or {key}", _ROWS, settings.holder_row_rate, settings.holder_row_burst),
        *(
            _over_time(f"an address that changes /api/users/{name}", "requests a minute", limit.per_minute, limit.burst)
            for name, limit in settings.route_limits.items()
        ),
        {"who": "an address", "what": "HTTP connections", "most": settings.connections_per_address},
        {"who": "a request", "what": "bytes of the body", "most": settings.body_limit},
        {"who": "a request that imports a file", "what": "bytes of the body", "most": settings.file_limit},
        {"who": "a request", "what": "bytes of the request line and the headers", "most": settings.head_limit},
        {"who": "a request", "what": "bytes of path and query", "most": settings.target_limit},
        {"who": "a request", "what": "headers", "most": settings.headers_limit},
    ]


def _over_time(who: str, what: str, most: float, at_once: int) -> dict[str, Any]:
    return {"who": who, "what": what, "most": most, "at_once": at_once}


def _through_gateway(operation: dict[str, Any], what: UpstreamRequest) -> dict[str, Any]:
    responses: dict[str, Any] = deepcopy(operation.get("responses", {}))
    references = {name: {"$ref": f"#/components/headers/{name}"} for name in _HEADERS}
    for status, title in (_PROBLEMS | (_OF_BODIES if "requestBody" in operation else {})).items():
        problem = {"application/problem+json": {"schema": {"$ref": f"{_SCHEMAS}/Problem"}}}
        responses.setdefault(status, {"description": title, "content": problem})
    return (
        _cost(operation)
        | operation
        | {
            "security": _security(what),
            "responses": {
                status: answer | {"headers": references | answer.get("headers", {})}
                for status, answer in sorted(responses.items())
            },
        }
    )


def _cost(operation: dict[str, Any]) -> dict[str, Any]:
    """A list costs its rows, unless its route says more."""
    parameters = operation.get("parameters", ())
    is_list = any(one["name"] == "limit" and "maximum" in one["schema"] for one in parameters)
    return row_cost(PerUnit("limit", 1)) if is_list else {}


def _security(what: UpstreamRequest) -> list[dict[str, list[str]]]:
    """The ways to authenticate, one of which is enough. `{}`: none is needed."""
    if what.rest in _BY_COOKIE:
        return [{}, {"refreshCookie": []}]
    if what.scope is Scope.ACCOUNT:
        return [{}] if what.public else [{"bearer": []}]
    credentials: list[dict[str, list[str]]] = [{"bearer": []}, {"apiKey": []}]
    return [{}, *credentials] if what.public else credentials


def build() -> str:
    """The text of the committed document."""
    packages = [service.package for service in UPSTREAMS.values()]
    return (
        json.dumps(merge({package: document_of(package) for package in packages}), indent=2, ensure_ascii=False) + "\n"
    )


if __name__ == "__main__":
    sys.exit(keep(DOCUMENT, build(), sys.argv[1:], command="python -m gateway.http.openapi"))
