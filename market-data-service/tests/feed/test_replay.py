"""Recordings played to market-ingest: exactly their trades are published; an unreadable one shows in the state."""

from collections.abc import AsyncIterator, Iterator, Mapping
from functools import partial
from pathlib import Path

import pytest
from shared.events import Feed, GapKind
from stack.test_servers import worker_database
from stack.test_servers.captures import OWN, extra
from stack.testing import eventually, server, worker

from .conftest import MakeIngester, MakeSimulator
from .ingester import Published, published, sent_trade_ids

PLAYED = [
    tuple(OWN / "handmade" / f"{venue}.jsonl" for venue in ("coinbase", "kraken")),
    tuple(OWN / "simulated" / f"{venue}.jsonl" for venue in ("coinbase", "kraken")),
    *filter(None, [tuple(extra("ws/coinbase/2021-04-17.jsonl", "ws/kraken/2026-07-07.jsonl"))]),
]
RETIRED = [OWN / "handmade" / "kraken_v1.jsonl", *extra("ws/kraken_v1/2021-04-17.jsonl")]


def name_of(path: Path) -> str:
    return f"{path.parent.name}-{path.stem}"


def names_of(paths: tuple[Path, ...]) -> str:
    return "+".join(map(name_of, paths))


@pytest.fixture
def captures(request: pytest.FixtureRequest) -> tuple[Path, ...]:
    found: tuple[Path, ...] = request.param
    return found


# Ids of different captures, and of generated trades, are not in one order: each needs topics and tables without any.
@pytest.fixture
def own_database() -> Iterator[str]:
    with worker_database.fresh(server("postgres", "postgres")) as url:
        worker_database.migrate(url)
        yield url


@pytest.fixture
def own_kafka(captures: tuple[Path, ...]) -> str:
    address = server("kafka", f"kafka-{names_of(captures)}-{worker()}")
    worker_database.make_topics(address)
    return address


@pytest.fixture
def services_env(services_env: dict[str, str], own_database: str, own_kafka: str) -> dict[str, str]:
    return {**services_env, "DATABASE_URL": own_database, "KAFKA_BOOTSTRAP_SERVERS": own_kafka}


@pytest.fixture
async def topics(own_kafka: str) -> AsyncIterator[Published]:
    async with published(own_kafka) as found:
        yield found


@pytest.mark.parametrize("captures", PLAYED, indirect=True, ids=names_of)
async def test_a_capture_is_published_whole_and_played_again_it_adds_nothing(
    simulate: MakeSimulator, ingest: MakeIngester, topics: Published, captures: tuple[Path, ...]
) -> None:
    for _ in range(2):
        simulator = await simulate(mode="replay", captures=captures, speed=None)
        topics.venues.clear()
        ingester = await ingest(simulator, MODE="replay")
        await eventually(lambda: is_through(topics, "coinbase", "kraken"), timeout=60)
        truth = sent_trade_ids(await simulator.truth())
        await eventually(partial(holds, topics, truth))
        await ingester.stop()

    assert topics.state("binance") == "disabled:None"
    assert len(topics.trades) == sum(map(len, truth.values())) > 50
    assert {gap.venue for gap in (await topics.read()).gaps if gap.kind is GapKind.ENDED} == {"coinbase", "kraken"}


@pytest.mark.parametrize("captures", [(path,) for path in RETIRED], indirect=True, ids=names_of)
async def test_a_retired_protocol_gives_no_trade_but_a_count_and_a_state(
    simulate: MakeSimulator, ingest: MakeIngester, topics: Published, captures: tuple[Path, ...]
) -> None:
    simulator = await simulate(mode="replay", captures=captures, speed=None)
    await ingest(simulator, MODE="replay")

    async def refused() -> bool:
        await topics.read()
        return topics.state("kraken") == "unavailable:protocol_unknown"

    await eventually(refused, timeout=60)
    await eventually(lambda: is_through(topics, "kraken"), timeout=60)

    assert topics.trades == []
    assert topics.venues["kraken:market-ingest"].unparsed >= len(frames_of(captures[0]))
    assert topics.state("kraken") == "unavailable:protocol_unknown"


def frames_of(path: Path) -> list[str]:
    return [line for line in path.read_text().splitlines()[1:] if '"frame"' in line]


async def holds(topics: Published, truth: Mapping[str, set[str]]) -> bool:
    """Whether the published trades are those that were sent."""
    await topics.read()
    assert topics.trade_ids() == truth
    return True


async def is_through(topics: Published, *venues: str) -> bool:
    await topics.read()
    states = [topics.venues.get(f"{venue}:market-ingest") for venue in venues]
    return all(one and one.feed is Feed.FINISHED and one.resumed and not one.unacked for one in states)
