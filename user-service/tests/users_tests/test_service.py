import httpx
from stack.testing import eventually


async def test_the_service_is_ready_when_database_and_broker_are_there(client: httpx.AsyncClient) -> None:
    async def is_ready() -> bool:
        return (await client.get("/health/ready")).status_code == 200

    await eventually(is_ready, timeout=30)
    assert (await client.get("/health/live")).status_code == 200
