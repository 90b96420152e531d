"""k8s/ against the code: the processes of processes.toml, and settings that exist."""

from functools import cache
from typing import Any

import pytest
from analytics.settings import Settings as Analytics
from gateway.settings import Settings as Gateway
from market_data.settings import IngestSettings, RecorderSettings, RestSettings
from portfolio.settings import Settings as Portfolio
from pydantic_settings import BaseSettings
from sentiment.settings import Settings as Sentiment
from simulator.settings import Settings as Simulator
from stack.checks.manifests.render import OVERLAYS, containers, overlay, workloads
from stack.machine.places import ROOT
from stack.platform.process_list import Process, read_processes
from users.settings import Settings as Users

from migrations.connect import MigrationSettings

SETTINGS: dict[str, type[BaseSettings]] = {
    "market-ingest": IngestSettings,
    "market-recorder": RecorderSettings,
    "market-data": RestSettings,
    "analytics": Analytics,
    "users": Users,
    "portfolio": Portfolio,
    "sentiment": Sentiment,
    "gateway": Gateway,
    "migrate": MigrationSettings,
}
# On Kubernetes a second ingester is a second replica.
PROCESSES = [process for process in read_processes() if process.ingesters == 1]
# What Kubernetes itself, or an image that is not ours, reads.
FOREIGN = {"BACKUP", "KEEP_DAYS", "PGHOST", "PGUSER", "PGDATABASE"}


@cache
def pods(name: str) -> dict[str, Any]:
    return {owner["metadata"]["name"]: pod for owner, pod in workloads(overlay(name))}


def variables(container: Any) -> dict[str, str]:
    return {one["name"]: str(one.get("value", "")) for one in container.get("env", ())}


@pytest.mark.parametrize("process", PROCESSES, ids=lambda process: process.name)
def test_each_process_runs_as_the_list_says(process: Process) -> None:
    pod = pods("local")[process.name]
    (container,) = pod["spec"]["containers"]
    ports = {one["containerPort"] for one in container["ports"]}

    assert container["command"] == ["python", "-m", *process.command]
    assert variables(container)["PORT"] == str(process.port)
    assert process.port in ports
    needs = {label.removeprefix("needs-") for label in pod["metadata"]["labels"] if label.startswith("needs-")}
    assert needs - {"internet"} == set(process.needs)
    if process.id_variable:
        (named,) = [one for one in container["env"] if one["name"] == process.id_variable]
        assert named["valueFrom"] == {"fieldRef": {"fieldPath": "metadata.name"}}


def test_nothing_runs_that_is_not_in_the_list() -> None:
    others = {"backup", "restore", "migrate", "frontend", "postgres", "redis", "kafka"}

    assert set(pods("local")) == {process.name for process in PROCESSES} | others


@pytest.mark.parametrize("name", OVERLAYS)
def test_every_variable_is_a_setting_that_somebody_reads(name: str) -> None:
    known = {field.upper() for settings in SETTINGS.values() for field in settings.model_fields}
    for one in overlay(name):
        if one["kind"] == "ConfigMap" and one["metadata"]["name"].startswith("settings-"):
            assert set(one["data"]) <= known, name
    for process, settings in SETTINGS.items():
        (container,) = pods(name)[process]["spec"]["containers"]
        fields = {field.upper() for field in settings.model_fields}
        assert set(variables(container)) - FOREIGN <= fields, (name, process)


@pytest.mark.parametrize("name", OVERLAYS)
def test_the_settings_of_an_overlay_are_valid(name: str) -> None:
    (data,) = [
        one["data"]
        for one in overlay(name)
        if one["kind"] == "ConfigMap" and one["metadata"]["name"].startswith("settings-")
    ]
    given = {field.lower(): value for field, value in data.items() if field != "SECRETS_DIR"}
    for process, settings in SETTINGS.items():
        if process != "migrate":
            settings(**{"deployment": "local", **{k: v for k, v in given.items() if k in settings.model_fields}})
    MigrationSettings(database_url="postgresql://x/y", **{k: v for k, v in given.items() if k != "database_url"})


def test_the_simulator_is_set_as_it_reads_it() -> None:
    (container,) = pods("local")["exchange-simulator"]["spec"]["containers"]
    settings = Simulator.from_environment(variables(container))

    assert (settings.host, settings.port, settings.mode) == ("0.0.0.0", 8109, "simulated")


@pytest.mark.parametrize("name", OVERLAYS)
def test_only_users_has_the_keys_that_sign(name: str) -> None:
    owners = {
        volume["secret"]["secretName"]
        for process, pod in pods(name).items()
        for volume in pod["spec"].get("volumes", ())
        if "secret" in volume and process != "users"
    }
    assert "users" not in owners


def test_production_asks_for_three_copies_of_each_record() -> None:
    manifests = {(one["kind"], one["metadata"]["name"].rsplit("-", 1)[0]): one for one in overlay("production")}
    broker = manifests["ConfigMap", "kafka"]["data"]["server.properties"]

    assert manifests["ConfigMap", "settings"]["data"]["KAFKA_TOPIC_REPLICATION"] == "3"
    assert {"default.replication.factor=3", "min.insync.replicas=2", "offsets.topic.replication.factor=3"} <= set(
        broker.splitlines()
    )
    (kafka,) = [one for one in overlay("production") if one["kind"] == "StatefulSet" and "kafka" in str(one["spec"])]
    assert kafka["spec"]["replicas"] == broker.count("@kafka-")


def test_images_of_ours_are_those_that_are_built() -> None:
    ours = {
        one["image"].split(":")[0].rpartition("/")[2]
        for pod in pods("local").values()
        for one in containers(pod)
        if "tidemark/" in one["image"]
    }

    assert ours == {
        "gateway",
        "market-data",
        "analytics",
        "users",
        "portfolio",
        "sentiment",
        "migrate",
        "simulator",
        "frontend",
    }


def test_the_database_is_made_as_in_containers() -> None:
    """Kustomize reads no file outside k8s/, so that there are two copies."""
    copy = ROOT / "k8s" / "base" / "servers" / "make-database.sh"

    assert copy.read_text() == (ROOT / "docker" / "postgres" / "make-database.sh").read_text()
