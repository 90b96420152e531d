"""The feeds as their readers see them: conditional requests, each site's ways, the index, articles."""

import tomllib
import xml.etree.ElementTree as ET
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from simulator.feeds.sites import SITES
from simulator.testing import Running, Simulate

ATOM = "{http://www.w3.org/2005/Atom}"
QUIET = {"rate": 0, "news_seconds": 0, "posts_per_second": 0}


async def fetch(running: Running, path: str, **headers: str) -> tuple[int, Any, bytes]:
    async with running.http.get(running.base + path, headers=headers) as answer:
        return answer.status, answer.headers, await answer.read()


async def items_of(running: Running, site: str) -> list[ET.Element]:
    _, _, body = await fetch(running, f"/feeds/{site}/rss.xml")
    root = ET.fromstring(body)  # noqa: S314 - our own feed
    return root.findall(f"{ATOM}entry") if SITES[site].format == "atom" else root.findall("channel/item")


def text(item: ET.Element, name: str) -> str:
    found = item.find(name)
    if found is None:
        found = item.find(ATOM + name)
    assert found is not None
    return found.text or ""


@pytest.mark.parametrize("site", SITES)
async def test_a_feed_holds_what_the_control_says_that_it_published(simulate: Simulate, site: str) -> None:
    running = await simulate(**QUIET)
    items = await items_of(running, site)
    truth = (await running.get("/control/news", site=site))["items"][-len(items) :]

    assert len(items) > 20
    assert [text(item, "title") for item in items] == [each["title"] for each in reversed(truth)]
    wanted = "summary" if SITES[site].format == "atom" else "description"
    assert [each["summary"] in text(item, wanted) for item, each in zip(items, reversed(truth), strict=True)]


async def test_ids_are_what_the_control_says_and_some_sites_have_none(simulate: Simulate) -> None:
    running = await simulate(**QUIET)
    for site, name in (("ledgerpost", "guid"), ("coinharbour", "guid"), ("quillchain", "id"), ("nightdesk", "guid")):
        truth = {each["guid"] for each in (await running.get("/control/news", site=site))["items"]}
        assert {text(item, name) for item in await items_of(running, site)} <= truth
    assert {item.find("guid") for item in await items_of(running, "tokengazette")} == {None}


async def test_dates_are_times_whatever_their_zone(simulate: Simulate) -> None:
    running = await simulate(**QUIET)
    truth = (await running.get("/control/news", site="mintmark"))["items"]
    item = (await items_of(running, "mintmark"))[0]

    assert text(item, "pubDate").endswith("-0500")
    published = datetime.fromisoformat(truth[-1]["published_at"])
    assert parsedate_to_datetime(text(item, "pubDate")) == published.replace(microsecond=0)


async def test_a_feed_that_has_not_changed_is_304_by_tag_and_by_date(simulate: Simulate) -> None:
    running = await simulate(**QUIET)
    path = "/feeds/ledgerpost/rss.xml"
    _, headers, _ = await fetch(running, path)
    for known in ({"If-None-Match": headers["ETag"]}, {"If-Modified-Since": headers["Last-Modified"]}):
        status, again, body = await fetch(running, path, **known)
        assert (status, again["ETag"], body) == (304, headers["ETag"], b"")

    await running.post("/control/news", site="ledgerpost", title="News at last")
    status, _, body = await fetch(running, path, **{"If-None-Match": headers["ETag"]})
    assert status == 200
    assert b"News at last" in body


async def test_a_feed_in_another_charset_says_so_in_its_xml(simulate: Simulate) -> None:
    running = await simulate(**QUIET)
    await running.post("/control/news", site="chaincourier", title="Zürich — 比特币")
    _, _, body = await fetch(running, "/feeds/chaincourier/rss.xml")

    assert b'encoding="windows-1252"' in body
    assert "Zürich —".encode("cp1252") in body
    assert text((await items_of(running, "chaincourier"))[0], "title") == "Zürich — 比特币"


@pytest.mark.parametrize("site", ["ledgerpost", "coinharbour", "quillchain"])
async def test_hostile_titles_reach_the_reader_as_they_are(simulate: Simulate, site: str) -> None:
    running = await simulate(**QUIET)
    title = "<script>x</script> ]]> &amp;lt; \u0000\u202e"
    await running.post("/control/news", site=site, title=title)

    shown = text((await items_of(running, site))[0], "title")
    assert shown.lower() == title.replace("\u0000", "\ufffd").lower()


async def test_a_link_leads_to_its_article(simulate: Simulate) -> None:
    running = await simulate(**QUIET)
    made = await running.post("/control/news", site="tokengazette", title="Fees <fall>", summary="By half.")
    link = text((await items_of(running, "tokengazette"))[0], "link")
    status, headers, body = await fetch(running, link.removeprefix(running.base))

    assert link == made["url"]
    assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert b"<h1>Fees &lt;fall&gt;</h1>" in body
    assert (await fetch(running, "/feeds/articles/none"))[0] == 404
    assert (await fetch(running, "/feeds/nowhere/rss.xml"))[0] == 404


async def test_the_index_is_as_long_as_one_asks(simulate: Simulate) -> None:
    running = await simulate(**QUIET)
    today = (await running.get("/feeds/fear-greed"))["data"]
    month = (await running.get("/feeds/fear-greed", limit=30, format="json"))["data"]

    assert [len(today), len(month)] == [1, 30]
    assert today[0]["value"] == month[0]["value"]
    assert len((await running.get("/feeds/fear-greed/", limit=0))["data"]) > 365


async def test_the_list_of_sources_names_this_server(simulate: Simulate) -> None:
    running = await simulate(**QUIET)
    _, _, body = await fetch(running, "/feeds/sources.toml")
    sources = {each["name"]: each for each in tomllib.loads(body.decode())["source"]}

    assert set(sources) == {*SITES, "jetstream", "fear-greed"}
    assert sources["jetstream"]["url"] == running.base.replace("http:", "ws:") + "/feeds/jetstream/subscribe"
    for each in sources.values():
        assert each["url"].partition("://")[2].startswith(running.base.removeprefix("http://"))
        if each["kind"] != "jetstream":
            assert (await fetch(running, each["url"].removeprefix(running.base)))[0] == 200


async def test_news_come_by_themselves(simulate: Simulate) -> None:
    running = await simulate(rate=0, news_seconds=0.05, news_past_days=0)

    async def published() -> bool:
        return len((await running.get("/control/news"))["items"]) > 10

    await running.eventually(published)
    items = (await running.get("/control/news"))["items"]
    times = [datetime.fromisoformat(each["published_at"]) for each in items]
    assert times == sorted(times)
    assert times[-1] <= datetime.now(UTC)
