"""Kafka's jars: fetched singly by the coordinates of a lock file, each checked against its sha256."""

import hashlib
import os
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from stack.errors import StackError
from stack.machine.locks import held
from stack.machine.places import LOCAL

LOCK = Path(__file__).with_name("kafka-jars.lock")
# Maven's folder layout, so that the fetcher finds again what it has fetched.
CACHE = LOCAL / "m2"


@dataclass(frozen=True, slots=True)
class Jar:
    group: str
    artifact: str
    version: str
    sha256: str

    def path(self, cache: Path) -> Path:
        folder = cache.joinpath(*self.group.split("."), self.artifact, self.version)
        return folder / f"{self.artifact}-{self.version}.jar"


class JarError(StackError):
    """A jar cannot be fetched, or is not the one that the lock file names."""


def read_lock(text: str) -> list[Jar]:
    """Parse lines of `group:artifact:version sha256`."""
    return [Jar(*line.replace(":", " ").split()) for line in text.splitlines() if line and not line.startswith("#")]


def jars() -> list[Jar]:
    return read_lock(LOCK.read_text(encoding="utf-8"))


def missing(cache: Path = CACHE) -> list[Jar]:
    return [jar for jar in jars() if not jar.path(cache).is_file()]


def fetch_missing(cache: Path = CACHE) -> Iterator[Jar]:
    """Fetch what is not there yet and yield each jar when it is; a wrong one is removed again and raises."""
    if not missing(cache):
        return
    from jgo.maven import MavenContext  # noqa: PLC0415 - a second of imports that only a first run needs

    trust_the_system()
    context = MavenContext(repo_cache=cache, timeout=60)
    with held(cache / "fetching.lock"):
        for jar in missing(cache):
            try:
                found = context.project(jar.group, jar.artifact).at_version(jar.version).artifact().resolve()
            except (OSError, RuntimeError) as error:  # what requests and jgo raise
                raise JarError(f"Kafka's {jar.artifact} {jar.version} could not be fetched: {error}") from error
            check(jar, found)
            yield jar


def trust_the_system() -> None:
    """Have the fetcher trust the certificates of this machine, which a proxy may need, not only its own list."""
    bundle = ssl.get_default_verify_paths().cafile
    if bundle and "CURL_CA_BUNDLE" not in os.environ:
        os.environ.setdefault("REQUESTS_CA_BUNDLE", bundle)


def check(jar: Jar, path: Path) -> None:
    actual = hashlib.sha256(path.read_bytes()).hexdigest()
    if actual != jar.sha256:
        path.unlink()
        raise JarError(f"{path.name} has sha256 {actual}, the lock says {jar.sha256}")


def class_path(cache: Path = CACHE) -> str:
    return ":".join(str(jar.path(cache)) for jar in jars())
