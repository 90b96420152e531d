"""All operations as the OpenAPI document lists them."""

from typing import Any

import pytest
from sentiment.documents.tagging import Tagging
from sqlalchemy.ext.asyncio import AsyncEngine

from .visitor import Visitor

PATHS = (
    "/overview",
    "/news",
    "/social",
    "/topics",
    "/compare",
    "/sources",
    "/evaluation",
    "/analyze",
    "/trend/{coin_id}",
    "/trend/{coin_id}/price-test",
    "/{coin_id}",
    "/{coin_id}/explain",
)


def operations(visitor: Visitor) -> dict[str, Any]:
    paths = visitor.app.openapi()["paths"]
    return {path: operation for path, methods in paths.items() for operation in methods.values()}


async def test_these_are_all_routes(visitor: Visitor) -> None:
    assert operations(visitor).keys() == {f"/sentiment{path}" for path in PATHS}


async def test_each_operation_has_a_name_a_summary_and_its_problems(visitor: Visitor) -> None:
    found = operations(visitor)

    assert len({one["operationId"] for one in found.values()}) == len(PATHS)
    for path, one in found.items():
        assert one["summary"]
        assert {"400", "503"} <= one["responses"].keys()
        assert ("404" in one["responses"]) == ("coin" in str(one.get("parameters")) or path.endswith("evaluation"))


async def test_a_list_of_coins_that_is_not_known_yet_is_unavailable(visitor: Visitor, engine: AsyncEngine) -> None:
    visitor.have(tagging=Tagging(engine))

    assert await visitor.refusal("/bitcoin") == (503, "unavailable")


@pytest.mark.parametrize("name", ["a" * 65, "%00", "a%20b"])
async def test_what_cannot_be_a_coin_is_refused_before_anything_is_read(visitor: Visitor, name: str) -> None:
    assert await visitor.refusal(f"/{name}") == (400, "validation_error")
