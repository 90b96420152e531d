"""Secrets of the local platform: random, made once at the first `make up`, a private file each."""

import json
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from stack.machine.files import read_pairs, write_private
from stack.test_servers.signing import new_key

POSTGRES: Final = "postgres_password"
REDIS: Final = "redis_password"


def load_or_make(folder: Path) -> dict[str, str]:
    """Return the secrets by the names of their files, making those that are not there."""
    _from_one_file(folder)
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    for name, make in MAKERS.items():
        if not (folder / name).exists():
            write_private(folder / name, make())
    return {name: (folder / name).read_text(encoding="utf-8") for name in MAKERS}


def _from_one_file(folder: Path) -> None:
    """Turn what an earlier release kept in one file into files: the data folders were made with those passwords."""
    if folder.is_file():
        before = read_pairs(folder)
        folder.unlink()
        for name, value in before.items():
            write_private(folder / name.lower(), value)


def _random() -> str:
    return secrets.token_urlsafe(32)


def _signing_keys() -> str:
    """Make a JWK set with one private key, which signs access tokens."""
    return json.dumps({"keys": [{**new_key().to_dict(), "kid": secrets.token_urlsafe(8)}]})


MAKERS: Final[Mapping[str, Callable[[], str]]] = {
    POSTGRES: _random,
    REDIS: _random,
    "signing_keys": _signing_keys,
    "refresh_secret": _random,
}
