"""The committed document equals that of the services; merging refuses contradicting schemas."""

import json
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
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
    everywhere = {"200", "400", "401", "403", "414", "429", "431", "502", "503", "504"}

    assert set(operation("/market/x")["responses"]) == everywhere
    assert set(operation("/users/login", "post", requestBody={})["responses"]) == everywhere | {"413", "415"}


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


COMMITTED = json.loads(DOCUMENT.read_text(encoding="utf-8"))


def contents() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every JSON answer and body of the document, by its operation."""
    for path, methods in COMMITTED["paths"].items():
        for method, operation in methods.items():
            for holder in (*operation["responses"].values(), operation.get("requestBody", {})):
                if content := holder.get("content", {}).get("application/json"):
                    yield f"{method} {path}", content


def test_every_answer_and_body_has_an_example_that_fits_its_schema() -> None:
    checked = 0
    for where, content in contents():
        schema = {**content["schema"], "components": COMMITTED["components"]}
        examples = [content["example"]] if "example" in content else content["schema"]["examples"]
        for example in examples:
            errors = [error.message for error in jsonschema_rs.validator_for(schema).iter_errors(example)]
            assert not errors, (where, errors)
            checked += 1
    assert checked > 40


def test_the_document_says_where_the_api_is_and_what_the_codes_and_limits_are() -> None:
    assert COMMITTED["servers"][0]["url"] == "/"
    assert COMMITTED["x-codes"]["unknown_parameter"]["statuses"] == [400]
    assert {limit["who"] for limit in COMMITTED["x-limits"]} >= {"an API key", "a user"}
    limited = " ".join(limit["who"] + limit["what"] for limit in COMMITTED["x-limits"])
    for word in ("rows a second", "/api/users/login", "/api/users/me/api-keys", "connections", "body", "query"):
        assert word in limited
    assert "/api/time" in COMMITTED["paths"]


def test_the_reasons_of_a_figure_are_listed_but_for_those_of_a_gap_a_span_and_a_source() -> None:
    free_text = {
        name
        for name, schema in COMMITTED["components"]["schemas"].items()
        if {"type": "string"} in schema.get("properties", {}).get("reason", {}).get("anyOf", [])
    }

    assert free_text == {"GapItem", "SourceItem", "CompletenessSpan", "Opportunity"}
    assert {"no_rate", "outlier", "venues_disagree"} < set(COMMITTED["components"]["schemas"]["PriceReason"]["enum"])
