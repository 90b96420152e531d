"""When a release counts as bad."""

import pytest
from deploy.cluster import ClusterError
from deploy.gates import Gate, alerts, watch

from .recorded_cluster import RecordedCluster, samples

ASK = "exec prometheus-0 --container=prometheus -- promtool query --format=json instant http://127.0.0.1:9090"
UP, ERRORS, ALERTS = f"{ASK} up", f"{ASK} sum(rate", f"{ASK} ALERTS"
NONE = samples()
FEED = samples(({"alertname": "AllFeedsStale"}, "1"))
SICK = samples(({"job": "gateway"}, "0"), ({"job": "users"}, "0"))


def cluster(up: str = NONE, errors: str = NONE, firing: str = NONE) -> RecordedCluster:
    return RecordedCluster({UP: [up], ERRORS: [errors], ALERTS: [firing]})


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (cluster(), None),
        (cluster(errors=samples(({}, "0.009"))), None),
        (cluster(errors=samples(({}, "NaN"))), None),
        (cluster(errors=samples(({}, "0.02"))), "2.0% of requests fail, 1.0% may"),
        (cluster(up=SICK), "gateway, users cannot be reached"),
        (cluster(firing=FEED), "alerts: AllFeedsStale"),
    ],
)
def test_it_says_what_is_wrong(given: RecordedCluster, why: str | None) -> None:
    assert Gate().bad(given) == why


def test_an_alert_that_was_there_before_is_not_the_release_s() -> None:
    before = cluster(firing=FEED)

    assert Gate().bad(before, alerts(before)) is None


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def read(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def watched(given: RecordedCluster) -> tuple[str | None, float]:
    clock = Clock()
    return watch(given, Gate(seconds=60), frozenset(), clock=clock.read, sleep=clock.sleep), clock.now


def test_it_is_watched_until_the_time_is_over() -> None:
    assert watched(cluster()) == (None, 60)


def test_what_is_wrong_once_may_be_the_change_itself() -> None:
    once = RecordedCluster({UP: [SICK, NONE], ERRORS: [NONE], ALERTS: [NONE]})

    assert watched(once) == (None, 60)
    assert watched(cluster(up=SICK)) == ("gateway, users cannot be reached", 15)


def test_a_prometheus_that_does_not_answer_is_no_good_sign() -> None:
    silent = RecordedCluster({ASK: [ClusterError("no such pod")]})

    assert watched(silent) == ("no such pod", 15)
