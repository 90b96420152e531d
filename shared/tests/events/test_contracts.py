"""Each message's schema and a sample of it are files in contracts/, so that a change is a visible diff."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from shared.events import decoder, encode
from shared.kafka.topics import TOPICS, Topic

GOLDEN = Path(__file__).parents[1] / "contracts"
WITH_EVENTS = [topic for topic in TOPICS if topic.event is not None]


def schema_of(topic: Topic) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(json.dumps(msgspec.json.schema(topic.event)))
    return schema


@pytest.mark.parametrize("topic", WITH_EVENTS, ids=lambda topic: topic.schema)
def test_the_schema_is_the_golden_one(topic: Topic, pytestconfig: pytest.Config) -> None:
    path = GOLDEN / f"{topic.schema}.schema.json"
    if pytestconfig.getoption("--golden"):
        path.write_text(json.dumps(schema_of(topic), indent=2, sort_keys=True) + "\n")

    assert json.loads(path.read_text()) == schema_of(topic)


@pytest.mark.parametrize("topic", WITH_EVENTS, ids=lambda topic: topic.schema)
def test_the_sample_is_the_same_after_reading_and_writing(topic: Topic) -> None:
    assert topic.event is not None
    sample = json.loads((GOLDEN / f"{topic.schema}.sample.json").read_text())

    event = decoder(topic.event).decode(json.dumps(sample).encode())

    assert json.loads(encode(event)) == sample


@pytest.mark.parametrize("topic", WITH_EVENTS, ids=lambda topic: topic.schema)
def test_a_field_added_later_does_not_disturb_an_older_reader(topic: Topic) -> None:
    assert topic.event is not None
    sample = json.loads((GOLDEN / f"{topic.schema}.sample.json").read_text())

    newer = decoder(topic.event).decode(json.dumps({**sample, "added_later": 1}).encode())

    assert json.loads(encode(newer)) == sample
