"""Secrets of a cluster on one's own machine: random, made once, given to kubectl and kept nowhere else."""

import json
import secrets
from collections.abc import Mapping
from typing import Final

from stack.platform import local_secrets

from deploy.cluster import NAMESPACE, Cluster, items

ROLES: Final = ("market_data", "analytics", "users", "portfolio", "sentiment")


def made() -> Mapping[str, Mapping[str, str]]:
    """Return new secrets, by the names of the Secret and of the file in it."""
    passwords = {role: _password() for role in ROLES}
    owner, redis = _password(), _password()
    cache = {"redis_url": f"redis://:{redis}@redis:6379/0"}
    services = {
        role.replace("_", "-"): cache | {"database_url": _url(f"{role}_login", passwords[role])} for role in ROLES
    }
    services["users"] |= {name: local_secrets.MAKERS[name]() for name in ("signing_keys", "refresh_secret")}
    return services | {
        "gateway": cache,
        "redis": {"redis_password": redis},
        "migrate": {"database_url": _url("tidemark", owner)},
        "postgres": {
            "postgres_password": _password(),
            "tidemark_password": owner,
            "monitoring_login_password": _password(),
            **{f"{role}_login_password": password for role, password in passwords.items()},
        },
    }


def _password() -> str:
    """Of hexadecimal digits: the same text in a URL and in SQL."""
    return secrets.token_hex(24)


def _url(login: str, password: str) -> str:
    return f"postgresql://{login}:{password}@postgres:5432/tidemark"


def make(cluster: Cluster) -> bool:
    """Make the namespace and its secrets unless they are there: the database was made with them. True if made."""
    namespace = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": NAMESPACE}}
    cluster.run("apply", "--server-side", "--filename=-", text=json.dumps(namespace))
    if items(cluster, "secrets"):
        return False
    documents = [
        {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": name}, "stringData": dict(files)}
        for name, files in made().items()
    ]
    cluster.run("create", "--filename=-", text=json.dumps({"apiVersion": "v1", "kind": "List", "items": documents}))
    return True
