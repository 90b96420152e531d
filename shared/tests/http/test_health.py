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
