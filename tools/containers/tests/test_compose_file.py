"""docker-compose.yml runs what processes.toml lists, locked up, and from nothing that may change under it."""

from typing import Any

import pytest
import yaml
from containers.compose import FILE, Service, built, in_order, read, read_variables
from simulator.feeds.source_list import source_list
from stack.machine.places import ROOT
from stack.platform.process_list import Process, read_processes

SIMULATED = read_variables(ROOT / "docker" / "simulated.env")
SERVICES = read(SIMULATED)
RAW: dict[str, dict[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))["services"]
# A second ingester is `docker compose up --scale`, not a service.
PROCESSES = [process for process in read_processes() if process.ingesters == 1]
JOBS = {name for name, service in SERVICES.items() if service.is_job}


def service_of(process: Process) -> Service:
    return SERVICES[process.name]


@pytest.mark.parametrize("process", PROCESSES, ids=lambda process: process.name)
def test_every_process_is_a_service_on_its_own_port(process: Process) -> None:
    service = service_of(process)

    assert service.environment["PORT"] == str(process.port)
    if process.internal_port_variable:
        assert service.environment["INTERNAL_PORT"] == str(process.port + 10_000)
    if process.id_variable:
        assert service.environment[process.id_variable] == process.name


@pytest.mark.parametrize("process", PROCESSES, ids=lambda process: process.name)
def test_a_service_runs_the_process_s_command(process: Process) -> None:
    service = service_of(process)
    dockerfile = next(each.dockerfile for each in SERVICES.values() if each.image == service.image and each.dockerfile)
    command = ", ".join(f'"{word}"' for word in ("python", "-m", *process.command))

    given = service.command == ("python", "-m", *process.command)
    assert given or f"CMD [{command}]" in (ROOT / dockerfile).read_text(encoding="utf-8")


@pytest.mark.parametrize("process", PROCESSES, ids=lambda process: process.name)
def test_a_service_finds_what_its_process_needs(process: Process) -> None:
    service = service_of(process)
    urls = {name: other for other in PROCESSES for name in other.url_variables if name.endswith("_URL")}

    assert set(process.needs) <= set(service.needs) | {"postgres", "redis", "kafka"}
    for name, value in service.environment.items():
        if name in urls and name not in {"GATEWAY_URL", "PUBLIC_URL"}:
            assert value == f"http://{urls[name].name}:{urls[name].port}"


def test_only_user_service_sees_its_signing_keys() -> None:
    readers = {name for name, each in SERVICES.items() if any("secrets-users" in volume for volume in each.volumes)}

    assert readers == {"secrets", "signing-keys", "users"}


def test_no_process_starts_before_the_migration() -> None:
    waits = {process.name for process in PROCESSES if "postgres" in process.needs}

    for name in waits:
        assert RAW[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}, name


@pytest.mark.parametrize("name", RAW)
def test_every_container_is_locked_up_and_limited(name: str) -> None:
    assert SERVICES[name].is_locked
    assert {"cpus", "memory", "pids"} <= set(RAW[name]["deploy"]["resources"]["limits"])


@pytest.mark.parametrize("name", RAW)
def test_every_image_is_pinned_or_ours(name: str) -> None:
    image = SERVICES[name].image

    assert image.rpartition(":")[2] not in {"", "latest"}
    assert image.startswith("docker.io/") or image in {service.image for service in built(SERVICES)}


def test_only_entrances_are_published_and_only_on_this_machine_unless_asked() -> None:
    published = [port for fields in RAW.values() for port in fields.get("ports", ())]

    assert all("127.0.0.1" in port for port in published)
    assert {name for name, fields in RAW.items() if "ports" in fields and "profiles" not in fields} == {"gateway"}


def test_the_simulators_list_of_feeds_is_the_one_that_is_mounted() -> None:
    mounted = (ROOT / "docker" / "simulated-sources.toml").read_text(encoding="utf-8")

    assert mounted == source_list(SIMULATED["SIMULATOR_URL"])


def test_a_variable_without_a_value_is_left_out_where_it_is_not_set() -> None:
    live = read({})["market-ingest"]

    assert "SIMULATOR_URL" not in live.environment
    assert live.environment["MODE"] == "live"
    assert SERVICES["market-ingest"].environment["SIMULATOR_URL"] == SIMULATED["SIMULATOR_URL"]


def test_images_are_built_after_those_they_stand_on() -> None:
    names = [service.name for service in built(SERVICES)]

    assert names[0] == "secrets"
    assert names.index("gateway") < names.index("frontend")


def test_containers_start_after_those_they_need() -> None:
    order = in_order(SERVICES, ["gateway", "users", "portfolio", "market-data"])

    assert order.index("users") < order.index("portfolio") < order.index("gateway")
    assert len(order) == 4
