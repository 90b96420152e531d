"""What this machine's package clients are set up with, for the steps of a build: settings and trusted certificates.

Mounted while a step runs, so that neither an image nor the repository holds anything of it.
"""

import os
import ssl
from functools import cache
from pathlib import Path
from typing import Final

from stack.machine.places import LOCAL

_NPM: Final = LOCAL / "containers" / "npmrc"
# Where images built on Debian look for trusted certificates.
_TRUSTED: Final = "/etc/ssl/certs/ca-certificates.crt"
_PIP: Final = Path("/etc/pip.conf")
# Steps of a build run as root: this is its home in the image, not one of this machine.
_HOME_IN_IMAGE: Final = "/root"


@cache
def build_mounts() -> tuple[str, ...]:
    """Return `source:target:ro` of each file that there is."""
    found = []
    bundle = os.environ.get("SSL_CERT_FILE") or ssl.get_default_verify_paths().cafile
    if bundle and Path(bundle).exists():
        found.append(f"{bundle}:{_TRUSTED}:ro")
    if _PIP.exists():
        found.append(f"{_PIP}:{_PIP}:ro")
    return (*found, f"{_npm_settings(has_bundle=bool(found))}:{_HOME_IN_IMAGE}/.npmrc:ro")


def _npm_settings(*, has_bundle: bool) -> Path:
    """Write the user's settings of npm with the certificates that it is to trust: it has a list of its own."""
    own = Path.home() / ".npmrc"
    lines = own.read_text(encoding="utf-8").splitlines() if own.exists() else []
    if has_bundle:
        lines.append(f"cafile={_TRUSTED}")
    _NPM.parent.mkdir(parents=True, exist_ok=True)
    _NPM.touch(mode=0o600)
    _NPM.write_text("\n".join((*lines, "")), encoding="utf-8")
    return _NPM
