"""A cluster that answers as it is told to, and remembers what it was asked: there is none on the machine of a test."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from deploy.cluster import ClusterError


@dataclass
class RecordedCluster:
    """`answers` by the beginning of a command; a list is given one after the other, the last one for ever."""

    answers: Mapping[str, Sequence[str | ClusterError]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def run(self, *arguments: str, text: str | None = None, seconds: float = 60) -> str:
        del seconds
        command = " ".join(arguments)
        if text is not None:
            self.texts.append(text)
        times = sum(one.startswith(self._key(command)) for one in self.asked)
        self.asked.append(command)
        given = self.answers.get(self._key(command), [""])
        answer = given[min(times, len(given) - 1)]
        if isinstance(answer, ClusterError):
            raise answer
        return answer

    def _key(self, command: str) -> str:
        return max((key for key in self.answers if command.startswith(key)), key=len, default=command)


def listed(**revisions: str) -> str:
    """Deployments with their revisions, as `kubectl get --output=json` prints them."""
    mark = "deployment.kubernetes.io/revision"
    found = [{"metadata": {"name": name, "annotations": {mark: number}}} for name, number in revisions.items()]
    return json.dumps({"items": found})


def samples(*values: tuple[Mapping[str, str], str]) -> str:
    """What `promtool query --format=json instant` prints."""
    found: list[Any] = [{"metric": metric, "value": [0, value]} for metric, value in values]
    return json.dumps(found)
