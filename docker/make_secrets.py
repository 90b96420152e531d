# ruff: noqa: INP001 - a script of the images
"""Make the secrets of a compose project that are not there yet: one folder for each reader, a file a secret.

Only containers that mount a folder see its files, so each file may be read by every user of that container. What is
there stays: an operator may put files of his own into the volumes before. Standard library only.
"""

import json
import os
import secrets
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path("/secrets")
DATABASE = "tidemark"
ROLES = ("market_data", "analytics", "users", "sentiment", "portfolio")
"""In PostgreSQL, as `migrations/owners.py` lists them; each has a login of its own, and so a folder of its own here."""
_CACHES = (*ROLES, "gateway")


def make(root: Path, database: str, redis: str) -> list[str]:
    """Write what is missing below `root`, for servers at these addresses; return the names of what was written."""
    written: list[str] = []

    def keep(name: str, value: Callable[[], str]) -> str:
        path = root / name
        if not path.exists():
            _write(path, value())
            written.append(name)
        return path.read_text(encoding="utf-8")

    def login(folder: str, user: str) -> None:
        password = keep(f"postgres/{user}_password", _password)
        keep(f"{folder}/database_url", lambda: f"postgresql://{user}:{password}@{database}/{DATABASE}")

    keep("postgres/postgres_password", _password)
    login("migrate", DATABASE)
    for role in ROLES:
        login(role, f"{role}_login")
    cache = keep("redis/redis_password", _password)
    keep("redis/redis.conf", lambda: f"requirepass {cache}\n")
    for reader in _CACHES:
        keep(f"{reader}/redis_url", lambda: f"redis://:{cache}@{redis}/0")
    # The keys that sign tokens are made by user-service's own program, beside it.
    keep("users/refresh_secret", lambda: secrets.token_urlsafe(32))
    keep("monitoring/grafana_password", _password)
    keep("monitoring/postgres_password", lambda: keep("postgres/monitoring_login_password", _password))
    keep("monitoring/redis_passwords.json", lambda: json.dumps({f"redis://{redis}": cache}))
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
