"""docs/images.md: every image with its size, and what it was built on. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from stack.machine.places import ROOT

PAGE: Final = ROOT / "docs" / "images.md"


@dataclass(frozen=True, slots=True)
class Size:
    """`megabytes` (10^6 bytes) of all its layers, unpacked."""

    name: str
    megabytes: float
    limit: int


def page(sizes: Sequence[Size], public: Sequence[str], stand_ins: Sequence[str], revision: str) -> str:
    head = f"# Images\n\nWritten by `make images`, commit {revision}. Megabytes on disk, all layers, unpacked.\n\n"
    rows = "".join(f"| `{size.name}` | {size.megabytes:.0f} | {size.limit} |\n" for size in sizes)
    based = ", ".join(f"`{image}`" for image in public)
    made = (
        f"\nCould not be pulled, and were made from Debian's and Python's packages under the public names: "
        f"{', '.join(f'`{image}`' for image in stand_ins)}. With the public ones sizes differ by some megabytes.\n"
        if stand_ins
        else ""
    )
    return f"{head}| Image | MB | At most |\n|---|---|---|\n{rows}\nBuilt on {based}.\n{made}"
