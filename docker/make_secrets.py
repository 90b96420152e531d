# ruff: noqa: INP001 - a script of the images
"""Make the secrets of a compose project that are not there yet: one folder for each kind of reader, a file a secret.

Only containers that mount a folder see its files, so each file may be read by every user of that container. What is
there stays: an operator may put files of his own into the volumes before. Standard library only.
"""

import os
import secrets
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path("/secrets")
DATABASE = "tidemark"


def make(root: Path, database: str, redis: str) -> list[str]:
    """Write what is missing below `root`, for servers at these addresses; return the names of what was written."""
    written: list[str] = []

    def keep(name: str, value: Callable[[], str]) -> str:
        path = root / name
        if not path.exists():
            _write(path, value())
            written.append(name)
        return path.read_text(encoding="utf-8")

    keep("postgres/postgres_password", _password)
    owner = keep("postgres/owner_password", _password)
    password = keep("redis/redis_password", _password)
    keep("redis/redis.conf", lambda: f"requirepass {password}\n")
    keep("monitoring/grafana_password", _password)
    for reader in ("services", "users"):
        keep(f"{reader}/database_url", lambda: f"postgresql://{DATABASE}:{owner}@{database}/{DATABASE}")
    for reader in ("services", "users", "gateway"):
        keep(f"{reader}/redis_url", lambda: f"redis://:{password}@{redis}/0")
    # The keys that sign tokens are made by user-service's own program, beside it.
    keep("users/refresh_secret", lambda: secrets.token_urlsafe(32))
    return written


def _password() -> str:
    """Of hexadecimal digits: the same text in a URL, in SQL and in a configuration file."""
    return secrets.token_hex(32)


def _write(path: Path, text: str) -> None:
    """Make the file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}")
    new.write_text(text, encoding="utf-8")
    new.chmod(0o444)
    new.rename(path)


def main() -> None:
    addresses = (os.environ.get("DATABASE_ADDRESS", "postgres:5432"), os.environ.get("REDIS_ADDRESS", "redis:6379"))
    written = make(ROOT, *addresses)
    sys.stdout.write(f"made {', '.join(written)}\n" if written else "all secrets are there\n")


if __name__ == "__main__":
    main()
