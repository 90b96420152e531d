"""The broker's command line and folders."""

from pathlib import Path

from stack.servers.kafka import Kafka


def test_java_unpacks_into_the_brokers_own_folder_since_tmp_may_be_closed_to_an_ordinary_user(tmp_path: Path) -> None:
    broker = Kafka(tmp_path / "kafka", 1, 2)
    broker.prepare()

    (option,) = [word for word in broker.command() if word.startswith("-Djava.io.tmpdir=")]

    folder = Path(option.partition("=")[2])
    assert folder.is_dir()
    assert folder.is_relative_to(broker.folder)


def test_what_a_killed_broker_unpacked_is_deleted_at_the_next_start(tmp_path: Path) -> None:
    broker = Kafka(tmp_path / "kafka", 1, 2)
    broker.prepare()
    (broker.unpacked / "libzstd-jni-old.so").touch()

    broker.prepare()

    assert not list(broker.unpacked.iterdir())
