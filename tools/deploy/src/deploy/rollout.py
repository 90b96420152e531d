"""Bring a release to the cluster step by step, and take it back if a step fails or it does badly afterwards."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deploy.cluster import Cluster, ClusterError, Say, items

_REVISION: Final = "deployment.kubernetes.io/revision"
MIGRATION_SECONDS: Final = 1_800
ROLLOUT_SECONDS: Final = 900


class RolledBackError(ClusterError):
    """The release was taken back, and why."""


@dataclass(frozen=True)
class Rollout:
    cluster: Cluster
    say: Say

    def release(self, folder: Path, watch: Callable[[], str | None]) -> None:
        """Apply a folder of manifests, wait until all of it runs, and watch it.

        The database is migrated first: new pods wait for that. A release that is taken back leaves the tables as they
        are, with which the one before works, too (expand, then contract).

        Raises:
            RolledBackError: it failed; what ran before runs again.
            ClusterError: it failed, and there was nothing before it.
        """
        before = self._revisions()
        try:
            self._apply(folder)
            self._wait()
            self._watch(watch)
        except ClusterError as error:
            if not before:
                raise
            self.say(f"taking the release back: {error}")
            self._back(before)
            raise RolledBackError(f"the release was taken back: {error}") from error

    def _watch(self, watch: Callable[[], str | None]) -> None:
        if why := watch():
            raise ClusterError(why)

    def _revisions(self) -> Mapping[str, str]:
        """Return the revision of each Deployment that is there."""
        return {
            one["metadata"]["name"]: one["metadata"]["annotations"][_REVISION]
            for one in items(self.cluster, "deployments")
            if _REVISION in one["metadata"].get("annotations", {})
        }

    def _apply(self, folder: Path) -> None:
        self.say("migrating, and starting what has changed")
        # A Job cannot be changed.
        self.cluster.run("delete", "job", "migrate", "--ignore-not-found", "--wait", seconds=120)
        # On the server: the dashboards are larger than the annotation in which kubectl would keep what it applied.
        self.cluster.run("apply", "--server-side", "--force-conflicts", "--kustomize", str(folder), seconds=300)

    def _wait(self) -> None:
        try:
            limit = f"--timeout={MIGRATION_SECONDS}s"
            self.cluster.run("wait", "--for=condition=complete", "job/migrate", limit, seconds=MIGRATION_SECONDS + 60)
        except ClusterError as error:
            raise ClusterError(f"{error}\n{self._log_of('job/migrate')}") from error
        self.say("the database is migrated")
        for kind in ("statefulsets", "deployments"):
            for one in items(self.cluster, kind):
                self._wait_for(f"{kind.removesuffix('s')}/{one['metadata']['name']}")

    def _wait_for(self, name: str) -> None:
        limit = f"--timeout={ROLLOUT_SECONDS}s"
        self.cluster.run("rollout", "status", name, limit, seconds=ROLLOUT_SECONDS + 60)
        self.say(f"{name} runs")

    def _log_of(self, name: str) -> str:
        try:
            return self.cluster.run("logs", name, "--tail=30")
        except ClusterError as error:
            return str(error)

    def _back(self, before: Mapping[str, str]) -> None:
        now = self._revisions()
        changed: Sequence[str] = [name for name, revision in before.items() if now.get(name) != revision]
        for name in changed:
            self.cluster.run("rollout", "undo", f"deployment/{name}", f"--to-revision={before[name]}")
        for name in changed:
            self._wait_for(f"deployment/{name}")
