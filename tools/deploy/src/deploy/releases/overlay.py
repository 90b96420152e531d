"""An overlay with the images of a release: each by its digest, so that what was tested is what runs."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from stack.errors import StackError
from stack.machine.places import ROOT

OVERLAYS: Final = ROOT / "k8s" / "overlays"
IMAGES: Final = (
    "analytics",
    "frontend",
    "gateway",
    "market-data",
    "migrate",
    "portfolio",
    "sentiment",
    "simulator",
    "users",
)
_BUILT_HERE: Final = "local"
_DIGEST: Final = re.compile(r"(?P<name>[^@\s]+)@(?P<digest>sha256:[0-9a-f]{64})")


class ReleaseError(StackError):
    """The list of images is not complete, or names one without its digest."""


def read_images(path: Path) -> Mapping[str, tuple[str, str]]:
    """Read `{"gateway": "registry/tidemark/gateway@sha256:…", …}`: name and digest of each image.

    Raises:
        ReleaseError: an image is missing, or has no digest.
    """
    listed = json.loads(path.read_text(encoding="utf-8"))
    found = {name: _DIGEST.fullmatch(listed.get(name, "")) for name in IMAGES}
    if bad := [name for name, match in found.items() if match is None]:
        raise ReleaseError(f"{path} has no digest for {', '.join(bad)}")
    return {name: (match["name"], match["digest"]) for name, match in found.items() if match}


def kustomization(overlay: str, images: Mapping[str, tuple[str, str]]) -> str:
    """Return an overlay on top of `overlay`, which stands beside it."""
    lines = [
        f"  - {{name: tidemark/{own}, newName: {name}, digest: {digest}}}\n" for own, (name, digest) in images.items()
    ]
    return f"kind: Kustomization\nresources: [../{overlay}]\nimages:\n{''.join(lines)}"


@contextmanager
def overlay_folder(overlay: str, images: Path | None) -> Iterator[Path]:
    """Give the folder to apply: the overlay itself, or one beside it with the images of a release."""
    if not (OVERLAYS / overlay / "kustomization.yaml").exists():
        raise ReleaseError(f"there is no overlay {overlay} in {OVERLAYS.relative_to(ROOT)}")
    if images is None:
        if overlay != _BUILT_HERE:
            raise ReleaseError(f"{overlay} takes images by their digests: IMAGES names the file that lists them")
        yield OVERLAYS / overlay
        return
    text = kustomization(overlay, read_images(images))
    with TemporaryDirectory(dir=OVERLAYS, prefix=".release-") as folder:
        (Path(folder) / "kustomization.yaml").write_text(text, encoding="utf-8")
        yield Path(folder)
