"""A client of the routes, as the gateway asks them."""

from dataclasses import replace
from typing import Any

import httpx
from fastapi import FastAPI


class Visitor:
    """Asks below /sentiment."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app
        self.client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://sentiment")

    def have(self, **changed: Any) -> None:
        """Change what the routes depend on."""
        self.app.state.dependencies = replace(self.app.state.dependencies, **changed)

    async def get(self, path: str, /, **query: Any) -> Any:
        answer = await self.client.get(f"/sentiment{path}", params=query)
        assert answer.status_code == httpx.codes.OK, answer.text
        return answer.json()

    async def refusal(self, path: str, /, **query: Any) -> tuple[int, str]:
        answer = await self.client.get(f"/sentiment{path}", params=query)
        return answer.status_code, answer.json()["code"]

    async def post(self, body: Any) -> httpx.Response:
        return await self.client.post("/sentiment/analyze", json=body)
