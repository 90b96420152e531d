"""The gateway's own document: what is asked at random is answered as it says. The drill `document` asks for longer."""

from pathlib import Path

import httpx
import pytest
from drill.checks.document import misfits

from tests.people import Person

_SECONDS = 16


async def credentials(api: httpx.AsyncClient, who: str) -> dict[str, str]:
    if who == "nobody":
        return {}
    person = Person(api)
    await person.register()
    session = await person.login()
    return session.headers if who == "a session" else (await session.new_key("market:read", "analytics:read"))[1]


@pytest.mark.parametrize("who", ["nobody", "a session", "a key"])
async def test_the_api_keeps_its_document(who: str, api: httpx.AsyncClient, tmp_path: Path) -> None:
    headers = await credentials(api, who)

    assert misfits(str(api.base_url).rstrip("/"), headers, tmp_path, seconds=_SECONDS) == ""
