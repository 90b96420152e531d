from prometheus_client import REGISTRY
from shared.http.health import Health


def test_a_process_is_ready_when_everything_it_named_is_up() -> None:
    health = Health("kafka", "database")
    assert not health.ready

    health.up("kafka")
    health.up("database")
    assert health.ready

    health.down("kafka", "connection refused")
    assert not health.ready
    assert health.report()["kafka"] == {"state": "down", "detail": "connection refused"}


def test_each_dependency_shows_in_the_metrics() -> None:
    def shown() -> float | None:
        return REGISTRY.get_sample_value("dependency_up", {"dependency": "a broker"})

    health = Health("a broker")
    assert shown() == 0

    health.up("a broker")
    assert shown() == 1

    health.down("a broker", "connection refused")
    assert shown() == 0
