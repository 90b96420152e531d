"""Secrets for a cluster on one's own machine: enough for every pod, and good enough for the services."""

import json
from typing import Any

from analytics.settings import Settings as Analytics
from deploy import local_secrets
from gateway.settings import Settings as Gateway
from market_data.settings import RecorderSettings
from stack.checks.manifests.render import overlay, workloads
from users.settings import Settings as Users

from .recorded_cluster import RecordedCluster


def test_every_pod_finds_the_secrets_that_it_mounts() -> None:
    made = local_secrets.made()
    for owner, pod in workloads(overlay("local")):
        for volume in pod["spec"].get("volumes", ()):
            if "secret" in volume:
                files = made[volume["secret"]["secretName"]]
                assert {item["key"] for item in volume["secret"].get("items", ())} <= set(files), owner["metadata"]


def test_the_services_take_them_outside_a_local_deployment() -> None:
    made: dict[str, Any] = dict(local_secrets.made())
    for name, settings in {
        "users": Users,
        "gateway": Gateway,
        "analytics": Analytics,
        "market-data": RecorderSettings,
    }.items():
        settings(**made[name])


def test_the_database_s_logins_have_the_passwords_of_its_secret() -> None:
    made = local_secrets.made()

    assert f":{made['postgres']['market_data_login_password']}@" in made["market-data"]["database_url"]
    assert f":{made['postgres']['tidemark_password']}@" in made["migrate"]["database_url"]
    assert made["analytics"]["database_url"] != made["users"]["database_url"]


def test_they_are_made_once() -> None:
    fresh = RecordedCluster({"get secrets": [json.dumps({"items": []})]})
    assert local_secrets.make(fresh)
    assert json.loads(fresh.texts[0])["kind"] == "Namespace"
    assert {one["kind"] for one in json.loads(fresh.texts[1])["items"]} == {"Secret"}

    used = RecordedCluster({"get secrets": [json.dumps({"items": [{"metadata": {"name": "postgres"}}]})]})
    assert not local_secrets.make(used)
    assert [one.split()[0] for one in used.asked] == ["apply", "get"]
