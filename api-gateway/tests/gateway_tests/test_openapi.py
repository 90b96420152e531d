"""The committed document is what the services say, and merging refuses what would lie."""

import pytest
from gateway.openapi import DOCUMENT, build, merge


def test_the_committed_document_is_what_the_services_say() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == build(), "run `python -m gateway.openapi`"


def test_two_services_may_not_give_one_name_to_different_schemas() -> None:
    first = {"paths": {}, "components": {"schemas": {"Price": {"type": "string"}}}}
    second = {"paths": {}, "components": {"schemas": {"Price": {"type": "number"}}}}

    with pytest.raises(ValueError, match="another schema called Price"):
        merge({"one": first, "two": second})


def test_every_operation_tells_the_gateways_own_problems() -> None:
    document = merge({"one": {"paths": {"/market/x": {"get": {"responses": {"200": {"description": "OK"}}}}}}})

    assert set(document["paths"]["/api/market/x"]["get"]["responses"]) == {"200", "429", "502", "503", "504"}
