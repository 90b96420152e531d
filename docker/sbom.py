# ruff: noqa: INP001 - a script of the images
"""Write an SBOM (CycloneDX 1.6): `sbom.py python LOCK FILE` of packages, `sbom.py debian FILE` of the system's.

Standard library only. Of a lock counts what is installed in /opt/packages, so that markers need no evaluation here.
"""

import json
import re
import sys
from collections.abc import Iterator
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

PACKAGES = Path("/opt/packages")
_STATUS = Path("/var/lib/dpkg/status")

Component = dict[str, Any]


def python_components(lock: str, installed: set[tuple[str, str]]) -> Iterator[Component]:
    """Those of a lock's packages that are installed, with the hashes of the files that the lock allows."""
    for block in re.split(r"^(?=[A-Za-z0-9])", lock, flags=re.MULTILINE):
        found = re.match(r"([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", block)
        if not found or (_canonical(found[1]), found[2]) not in installed:
            continue
        name, version = _canonical(found[1]), found[2]
        hashes = re.findall(r"--hash=sha256:([0-9a-f]{64})", block)
        yield {
            "type": "library",
            "bom-ref": f"pkg:pypi/{name}@{version}",
            "name": name,
            "version": version,
            "purl": f"pkg:pypi/{name}@{version}",
            "properties": [{"name": "tidemark:allowed-sha256", "value": value} for value in hashes],
        }


def debian_components(status: str) -> Iterator[Component]:
    for block in status.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line and line[0] != " ")
        if not fields.get("Status", "").endswith(" installed"):
            continue
        purl = f"pkg:deb/debian/{fields['Package']}@{fields['Version']}?arch={fields['Architecture']}"
        yield {
            "type": "library",
            "bom-ref": purl,
            "name": fields["Package"],
            "version": fields["Version"],
            "purl": purl,
        }


def document(components: list[Component]) -> str:
    return json.dumps(
        {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": components}, indent=1
    )


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _installed() -> set[tuple[str, str]]:
    return {(_canonical(found.name), found.version) for found in distributions(path=[str(PACKAGES)])}


def main(kind: str, *files: str) -> None:
    if kind == "debian":
        components = list(debian_components(_STATUS.read_text(encoding="utf-8")))
    else:
        components = list(python_components(Path(files[0]).read_text(encoding="utf-8"), _installed()))
    target = Path(files[-1])
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(document(components), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
