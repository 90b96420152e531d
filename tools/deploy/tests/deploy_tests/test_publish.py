"""Pushing images, and the notes of a release."""

import json

import pytest
from deploy.releases.notes import notes
from deploy.releases.overlay import IMAGES
from deploy.releases.publish import PublishError, publish

DIGEST = "sha256:" + "b" * 64


class Registry:
    """Docker's command line, as far as it is used here."""

    def __init__(self, *, answers: bool = True) -> None:
        self.asked: list[tuple[str, ...]] = []
        self._answers = answers

    def run(self, *arguments: str) -> str:
        self.asked.append(arguments)
        name = arguments[-1].rpartition(":")[0]
        digests = [f"elsewhere/{name}@sha256:{'c' * 64}", *([f"{name}@{DIGEST}"] if self._answers else [])]
        return json.dumps(digests) if arguments[0] == "image" else ""


def test_each_image_is_tagged_pushed_and_known_by_its_digest() -> None:
    registry = Registry()

    digests = publish("registry.example:5000/tidemark", "abc", "local", registry.run)

    assert digests == {name: f"registry.example:5000/tidemark/{name}@{DIGEST}" for name in IMAGES}
    assert ("tag", "tidemark/gateway:local", "registry.example:5000/tidemark/gateway:abc") in registry.asked
    assert ("push", "--quiet", "registry.example:5000/tidemark/gateway:abc") in registry.asked


def test_an_image_without_a_digest_is_an_error() -> None:
    with pytest.raises(PublishError, match="has no digest"):
        publish("registry.example/tidemark", "abc", "local", Registry(answers=False).run)


CHANGELOG = "# Changelog\n\n## Unreleased\n\n## [1.1.0] - 2026-12-01\n\n### Added\n- B.\n\n## 1.0.0\n- A.\n"


@pytest.mark.parametrize(
    ("version", "text"),
    [("1.1.0", "### Added\n- B."), ("1.0.0", "- A."), ("1.0", None), ("2.0.0", None), ("Unreleased", None)],
)
def test_the_notes_of_a_version(version: str, text: str | None) -> None:
    assert notes(CHANGELOG, version) == text
