"""The committed document equals that of the services; merging refuses contradicting schemas."""

from typing import Any

import pytest
from gateway.http.openapi import DOCUMENT, build, merge


def test_the_committed_document_is_what_the_services_say() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == build(), "run `python -m gateway.http.openapi`"


def test_two_services_may_not_give_one_name_to_different_schemas() -> None:
    first = {"paths": {}, "components": {"schemas": {"Price": {"type": "string"}}}}
    second = {"paths": {}, "components": {"schemas": {"Price": {"type": "number"}}}}

    with pytest.raises(ValueError, match="another schema called Price"):
        merge({"one": first, "two": second})


def operation(path: str, method: str = "get", **more: object) -> dict[str, Any]:
    """An operation of a service, as the gateway's document tells it."""
    document = merge({"one": {"paths": {path: {method: {"responses": {"200": {"description": "OK"}}, **more}}}}})
    found: dict[str, Any] = document["paths"].get(f"/api{path}", {}).get(method, {})
    return found


def test_every_operation_lists_the_gateways_own_problems() -> None:
    everywhere = {"200", "400", "401", "403", "429", "502", "503", "504"}

    assert set(operation("/market/x")["responses"]) == everywhere
    assert set(operation("/users/login", "post", requestBody={})["responses"]) == everywhere | {"413"}


@pytest.mark.parametrize(
    ("path", "method", "security"),
    [
        ("/market/x", "get", [{}, {"bearer": []}, {"apiKey": []}]),
        ("/users/me", "get", [{"bearer": []}]),
        ("/users/login", "post", [{}]),
        ("/users/refresh", "post", [{}, {"refreshCookie": []}]),
    ],
)
def test_every_operation_lists_how_to_authenticate(
    path: str, method: str, security: list[dict[str, list[str]]]
) -> None:
    assert operation(path, method)["security"] == security


@pytest.mark.parametrize("path", ["/internal/api-keys/exchange", "/health/live", "/nowhere/x"])
def test_routes_for_other_services_are_not_in_the_document(path: str) -> None:
    assert operation(path, "post") == {}
    assert f'"/api{path}"' not in DOCUMENT.read_text(encoding="utf-8")
