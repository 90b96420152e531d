"""What a reader of a feed meets under each fault, and that no other feed meets it."""

import asyncio
import gzip
from typing import Any

import aiohttp
import pytest
from simulator.feeds.faulty_answers import PRIVATE_ADDRESS
from simulator.testing import Running, Simulate

QUIET = {"rate": 0, "news_seconds": 0, "posts_per_second": 0}
PATH = "/feeds/ledgerpost/rss.xml"


async def fault(running: Running, kind: str, site: str = "ledgerpost", **more: Any) -> str:
    return str((await running.post("/control/feed-faults", site=site, fault=kind, **more))["id"])


async def lift(running: Running, fault_id: str) -> None:
    async with running.http.delete(f"{running.base}/control/feed-faults/{fault_id}") as answer:
        assert await answer.json() == {"id": fault_id, "removed": True}


async def fetch(running: Running, path: str = PATH) -> tuple[int, Any, bytes]:
    async with running.http.get(running.base + path, allow_redirects=False, auto_decompress=False) as answer:
        return answer.status, answer.headers, await answer.read()


@pytest.mark.parametrize(
    ("kind", "status", "content"),
    [
        ("401", 401, b"apiKeyInvalid"),
        ("403", 403, b"Just a moment"),
        ("429", 429, b"too many"),
        ("html", 200, b"<!doctype html>"),
        ("error_body", 200, b'"Response": "Error"'),
        ("broken_xml", 200, b"R&D & more</b"),
        ("wrong_charset", 200, b"Z\xfcrich"),
        ("bomb", 200, b"<!ENTITY a9"),
    ],
)
async def test_a_fault_is_the_answer_of_its_site_alone(
    simulate: Simulate, kind: str, status: int, content: bytes
) -> None:
    running = await simulate(**QUIET)
    _, _, sound = await fetch(running)
    fault_id = await fault(running, kind)
    found, headers, body = await fetch(running)

    assert found == status
    assert content in body
    assert ("Retry-After" in headers) == (kind == "429")
    assert (await fetch(running, "/feeds/hashline/rss.xml"))[0] == 200
    await lift(running, fault_id)
    assert (await fetch(running))[2] == sound


async def test_the_index_has_faults_of_its_own(simulate: Simulate) -> None:
    running = await simulate(**QUIET)
    await fault(running, "403", "fear-greed")

    assert (await fetch(running, "/feeds/fear-greed"))[0] == 403
    assert (await fetch(running))[0] == 200


@pytest.mark.parametrize("site", ["ledgerpost", "fear-greed"])
async def test_what_has_moved_is_at_its_new_address(simulate: Simulate, site: str) -> None:
    running = await simulate(**QUIET)
    await fault(running, "moved", site)
    path = PATH if site == "ledgerpost" else f"/feeds/{site}"
    status, headers, _ = await fetch(running, f"{path}?limit=2")

    assert (status, headers["Location"]) == (301, f"/feeds/moved/{site}?limit=2")
    assert (await fetch(running, headers["Location"]))[0] == 200
    assert (await fetch(running, "/feeds/moved/nowhere"))[0] == 404


async def test_a_move_to_a_private_address_leads_nowhere(simulate: Simulate) -> None:
    running = await simulate(**QUIET)
    await fault(running, "moved_to_private")
    status, headers, _ = await fetch(running)

    assert (status, headers["Location"]) == (302, PRIVATE_ADDRESS)
    with pytest.raises(aiohttp.ClientConnectionError):
        await running.http.get(running.base + PATH)


async def test_a_packed_bomb_is_small_on_the_wire_and_large_unpacked(simulate: Simulate) -> None:
    running = await simulate(**QUIET)
    await fault(running, "gzip_bomb")
    _, headers, body = await fetch(running)

    assert headers["Content-Encoding"] == "gzip"
    assert len(body) < 200_000
    assert len(gzip.decompress(body)) > 60_000_000


async def test_an_endless_feed_goes_on_until_the_fault_ends(simulate: Simulate) -> None:
    running = await simulate(**QUIET)
    fault_id = await fault(running, "endless")
    async with running.http.get(running.base + PATH) as answer:
        received = 0
        while received < 3_000_000:
            received += len(await answer.content.readany())
        await lift(running, fault_id)
        await answer.read()


async def test_a_slow_feed_is_not_whole_after_a_while(simulate: Simulate) -> None:
    running = await simulate(**QUIET)
    await fault(running, "slow")
    async with running.http.get(running.base + PATH) as answer:
        assert await answer.content.readexactly(2) == b"<?"


async def test_a_silent_feed_answers_nothing_until_the_fault_ends(simulate: Simulate) -> None:
    running = await simulate(**QUIET)
    fault_id = await fault(running, "silent")
    request = asyncio.create_task(fetch(running))
    done, _ = await asyncio.wait([request], timeout=0.5)
    assert not done
    await lift(running, fault_id)

    assert (await request)[0] == 503


async def test_the_server_ends_although_answers_do_not(simulate: Simulate) -> None:
    running = await simulate(**QUIET)
    await fault(running, "silent")
    await fault(running, "endless", "hashline")
    waiting = [asyncio.create_task(fetch(running, path)) for path in (PATH, "/feeds/hashline/rss.xml")]
    done, _ = await asyncio.wait(waiting, timeout=0.3)

    assert not done
    running.simulation.feeds.close()
    await asyncio.gather(*waiting)


async def test_a_fault_ends_by_itself_and_the_newest_decides(simulate: Simulate) -> None:
    running = await simulate(**QUIET)
    await fault(running, "403")
    await fault(running, "401", seconds=0.2)
    assert [each["fault"] for each in (await running.get("/control/feed-faults"))["items"]] == ["403", "401"]

    async def over() -> bool:
        return (await fetch(running))[0] == 403

    await running.eventually(over)
    assert [each["seconds_left"] for each in (await running.get("/control/feed-faults"))["items"]] == [None]
