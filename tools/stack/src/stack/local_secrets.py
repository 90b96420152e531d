"""Passwords of the local servers: random, made at the first `make up`, readable by their owner only."""

import secrets
from pathlib import Path

from stack.files import read_pairs, write_private

NAMES = ("POSTGRES_PASSWORD", "REDIS_PASSWORD")


def load_or_make(path: Path) -> dict[str, str]:
    """Return the secrets of `path`, adding those it does not hold yet."""
    known = read_pairs(path)
    made = {name: known.get(name) or secrets.token_urlsafe(24) for name in NAMES}
    if made != known:
        write_private(path, "".join(f"{name}={value}\n" for name, value in (known | made).items()))
    return known | made
