import asyncio
from pathlib import Path

import pytest
from sentiment.sources.definition import SourceKind, read_sources
from simulator.testing import simulated
from stack.commands.up import UpError, write_sources
from stack.machine.ports import free_port
from stack.platform.modes import Choice
from stack.platform.plan import Folders, Plan
from stack.platform.settings import PORTS, Settings

GIVEN = {"DATABASE_URL": "postgresql://x", "REDIS_URL": "redis://x", "KAFKA_BOOTSTRAP_SERVERS": "x:1"}


def plan_of(mode: str, folder: Path, simulator_port: int = 8109) -> Plan:
    ports = Settings(Choice(mode, mode)).ports | {"SIMULATOR_PORT": simulator_port}
    return Plan(Settings(Choice(mode, mode), ports=ports, servers=GIVEN), Folders(folder))


@pytest.mark.parametrize("mode", ["simulated", "replay"])
def test_what_reads_news_is_given_the_simulators_feeds_and_may_reach_this_machine(mode: str, tmp_path: Path) -> None:
    parts = {part.name: part for part in plan_of(mode, tmp_path).services}

    environment = parts["sentiment"].environment
    assert environment["SENTIMENT_SOURCES"] == str(tmp_path / "sources.toml")
    assert environment["ALLOW_PRIVATE_ADDRESSES"] == "1"
    assert not any("SENTIMENT_SOURCES" in part.environment for part in parts.values() if part.name != "sentiment")


def test_in_live_mode_nothing_is_said_about_sources(tmp_path: Path) -> None:
    parts = {part.name: part for part in plan_of("live", tmp_path).services}

    assert not {"SENTIMENT_SOURCES", "ALLOW_PRIVATE_ADDRESSES"} & parts["sentiment"].environment.keys()
    assert plan_of("live", tmp_path).simulator == ()


def test_sentiment_has_its_port_and_others_know_where_it_is(tmp_path: Path) -> None:
    parts = {part.name: part for part in plan_of("simulated", tmp_path).services}

    assert PORTS["SENTIMENT_PORT"] == 8108
    assert parts["gateway"].environment["SENTIMENT_URL"] == parts["sentiment"].url == "http://127.0.0.1:8108"


async def test_the_simulators_list_of_feeds_is_one_that_the_service_reads(tmp_path: Path) -> None:
    async with simulated(rate=0) as running:
        plan = plan_of("simulated", tmp_path, int(running.base.rpartition(":")[2]))
        await asyncio.to_thread(write_sources, plan)

    sources = read_sources(plan.folders.sources)
    assert {source.kind for source in sources} == {SourceKind.RSS, SourceKind.JETSTREAM, SourceKind.FEAR_GREED}
    assert all(source.url.partition("://")[2].startswith(running.base.removeprefix("http://")) for source in sources)


def test_a_simulator_without_a_list_stops_the_start_with_its_reason(tmp_path: Path) -> None:
    with pytest.raises(UpError, match=r"exchange-simulator gives no list of its feeds at .*sources\.toml: .*refused"):
        write_sources(plan_of("simulated", tmp_path, free_port()))
