"""The overlay of a release: every image by its digest."""

import json
from pathlib import Path

import pytest
from deploy.releases.overlay import IMAGES, OVERLAYS, ReleaseError, overlay_folder, read_images
from stack.checks.manifests.render import containers, render, workloads

DIGEST = "sha256:" + "a" * 64


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    path = tmp_path / "digests.json"
    path.write_text(json.dumps({name: f"registry.example/tidemark/{name}@{DIGEST}" for name in IMAGES}))
    return path


@pytest.mark.parametrize(("overlay", "without"), [("local", set()), ("production", {"simulator"})])
def test_each_image_of_ours_runs_by_its_digest(overlay: str, without: set[str], listed: Path) -> None:
    with overlay_folder(overlay, listed) as folder:
        manifests = render(folder)

    images = {one["image"] for _, pod in workloads(manifests) for one in containers(pod) if "tidemark" in one["image"]}
    assert images == {f"registry.example/tidemark/{name}@{DIGEST}" for name in set(IMAGES) - without}
    assert not list(OVERLAYS.glob(".release-*"))


def test_without_a_list_the_overlay_is_taken_as_it_stands() -> None:
    with overlay_folder("local", None) as folder:
        assert folder == OVERLAYS / "local"
    with (
        pytest.raises(ReleaseError, match="production takes images by their digests"),
        overlay_folder("production", None),
    ):
        pass


def test_an_image_that_is_missing_or_has_only_a_tag_is_refused(listed: Path) -> None:
    images = json.loads(listed.read_text())
    del images["users"]
    images["gateway"] = "registry.example/tidemark/gateway:1.0.0"
    listed.write_text(json.dumps(images))

    with pytest.raises(ReleaseError, match="no digest for gateway, users"):
        read_images(listed)


def test_an_overlay_that_is_not_there_is_named() -> None:
    with pytest.raises(ReleaseError, match="no overlay moon"), overlay_folder("moon", None):
        pass
