"""A release, step by step, and taken back."""

from pathlib import Path

import pytest
from deploy.cluster import ClusterError
from deploy.rollout import RolledBackError, Rollout

from .recorded_cluster import RecordedCluster, listed

OLD, NEW = listed(gateway="3", users="5"), listed(gateway="4", users="5")
FOLDER = Path("/overlay")


def release(cluster: RecordedCluster, why: str | None = None) -> list[str]:
    said: list[str] = []
    Rollout(cluster, said.append).release(FOLDER, lambda: why)
    return said


def test_a_release_migrates_starts_everything_and_is_watched() -> None:
    cluster = RecordedCluster({"get deployments": [OLD, NEW], "get statefulsets": [listed(kafka="1")]})

    said = release(cluster)

    steps = [one for one in cluster.asked if not one.startswith("get")]
    assert [step.split()[0] for step in steps] == ["delete", "apply", "wait", "rollout", "rollout", "rollout"]
    assert steps[1].endswith("--kustomize /overlay")
    assert [step.split()[2] for step in steps[3:]] == ["statefulset/kafka", "deployment/gateway", "deployment/users"]
    assert said[-1] == "deployment/users runs"


def test_one_that_does_badly_is_taken_back_where_it_has_changed_something() -> None:
    cluster = RecordedCluster({"get deployments": [OLD, NEW], "get statefulsets": [listed()]})

    with pytest.raises(RolledBackError, match=r"2\.0% of requests fail"):
        release(cluster, "2.0% of requests fail")

    undone = [one for one in cluster.asked if one.startswith("rollout undo")]
    assert undone == ["rollout undo deployment/gateway --to-revision=3"]
    assert cluster.asked[-1].startswith("rollout status deployment/gateway")


def test_one_whose_migration_fails_is_taken_back_with_the_job_s_last_lines() -> None:
    answers: dict[str, list[str | ClusterError]] = {
        "get deployments": [OLD, NEW],
        "wait": [ClusterError("timed out")],
        "logs": ["migration failed: the database cannot be used"],
    }
    cluster = RecordedCluster(answers)

    with pytest.raises(RolledBackError, match="the database cannot be used"):
        release(cluster)


def test_a_first_release_that_fails_stays_to_be_looked_at() -> None:
    cluster = RecordedCluster({"get deployments": [listed()], "apply": [ClusterError("no matches for kind")]})

    with pytest.raises(ClusterError, match="no matches for kind") as failed:
        release(cluster)

    assert not isinstance(failed.value, RolledBackError)
    assert not [one for one in cluster.asked if "undo" in one]
