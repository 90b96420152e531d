"""What the fuzz counts as a failure."""

import asyncio

import pytest
from drill.fuzz.attack import fuzz_requests
from drill.platform import DrillError


async def test_a_sound_request_without_an_answer_is_a_failure() -> None:
    async def hang_up(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        with pytest.raises(DrillError, match="no answer"):
            await fuzz_requests(f"http://127.0.0.1:{port}", 9, 200)
