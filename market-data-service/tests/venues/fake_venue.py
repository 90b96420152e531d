"""A venue's REST in the test's loop that answers whatever a test wants."""

import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from market_data.venues.rest import VenueClient, make_client

Answer = Callable[[Mapping[str, str]], Any]
"""From a request's query to the JSON of the answer."""


@dataclass
class FakeVenue:
    """`answers` by path; a path without one is 404. `status` and `headers` go with every answer."""

    answers: dict[str, Answer] = field(default_factory=dict)
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)

    async def handle(self, request: web.Request) -> web.Response:
        query = dict(request.query)
        self.asked.append(query)
        answer = self.answers.get(request.path)
        if answer is None:
            return web.json_response({"message": "NotFound"}, status=404)
        return web.Response(
            text=json.dumps(answer(query)), status=self.status, headers=self.headers, content_type="application/json"
        )


@asynccontextmanager
async def serving(venue: FakeVenue) -> AsyncIterator[VenueClient]:
    """A client of a running venue."""
    app = web.Application()
    app.router.add_get("/{path:.*}", venue.handle)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        async with make_client(f"http://{host}:{port}", 1_000) as client:
            yield client
    finally:
        await runner.cleanup()
