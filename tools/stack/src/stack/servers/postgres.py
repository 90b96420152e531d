"""PostgreSQL from the wheel: how to make a data folder, start the server and ask whether it answers."""

import os
import secrets
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from stack.errors import StackError
from stack.machine.places import postgres_program
from stack.machine.ports import HOST
from stack.supervision import launch

USER = "postgres"
# A test's data need not outlive the machine.
NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True, slots=True)
class Postgres:
    data: Path
    port: int
    password: str
    durable: bool = True

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://{USER}:{self.password}@{HOST}:{self.port}/{database}"

    def drop_root(self) -> list[str]:
        """Return setpriv's options; the data folder's place must exist."""
        return launch.unprivileged(self.data, Path(postgres_program("postgres")))

    def prepare(self) -> None:
        """Make the data folder unless it is complete; what an interrupted run left is made anew."""
        if (self.data / "PG_VERSION").exists() and not self._unfinished.exists():
            return
        subprocess.run(["rm", "-rf", str(self.data)], check=True)
        self.data.mkdir(parents=True, mode=0o700)
        self._unfinished.touch()
        launch.give_away(self.data)
        # Not inside the data folder, which must be empty; initdb cannot read a pipe as another user.
        secret = self.data.with_name(f"{self.data.name}-{secrets.token_hex(4)}.pw")
        secret.touch(mode=0o600)
        secret.write_text(self.password, encoding="utf-8")
        launch.give_away(secret)
        try:
            self._initdb(secret)
        finally:
            secret.unlink()
        self._unfinished.unlink()

    @property
    def _unfinished(self) -> Path:
        return self.data.with_name(f"{self.data.name}.unfinished")

    def _initdb(self, secret: Path) -> None:
        command = [*launch.prefix(drop=self.drop_root()), postgres_program("initdb"), "-D", str(self.data), "-U", USER]
        command += ["-A", "scram-sha-256", f"--pwfile={secret}", "-E", "UTF8", "--locale=C.UTF-8"]
        done = subprocess.run([*command, *self._sync()], capture_output=True, text=True, check=False, cwd="/")
        if done.returncode:
            raise StackError(f"initdb failed: {done.stderr or done.stdout}")

    def _sync(self) -> list[str]:
        return [] if self.durable else ["--no-sync"]

    def command(self, **settings: str) -> list[str]:
        """Return the server's command line; it must be started with `drop_root()`. SIGINT stops it fast and cleanly."""
        values = {
            "listen_addresses": HOST,
            "port": str(self.port),
            "unix_socket_directories": "",
            "max_connections": "200",
            **({} if self.durable else NOT_DURABLE),
            **settings,
        }
        options = [part for name, value in values.items() for part in ("-c", f"{name}={value}")]
        return [postgres_program("postgres"), "-D", str(self.data), *options]

    def answers(self) -> bool:
        """Tell whether it takes connections: not yet while it recovers from a crash."""
        command = [postgres_program("pg_isready"), "-q", "-h", HOST, "-p", str(self.port), "-t", "2"]
        return subprocess.run(command, check=False).returncode == 0


def reaches(url: str, statement: str = "SELECT 1") -> bool:
    return psql(url, statement).returncode == 0


def psql(url: str, statement: str) -> subprocess.CompletedProcess[str]:
    """Run one statement and return its bare output. The password is not on the command line, which anybody may read."""
    bare, password = without_password(url)
    command = [postgres_program("psql"), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", bare, "-c", statement]
    environment = {"PGCONNECT_TIMEOUT": "5", "PATH": os.environ["PATH"], "PGPASSWORD": password}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def without_password(url: str) -> tuple[str, str]:
    """Split a server's URL into one that may be shown, and the password."""
    parts = urlsplit(url)
    login, at, place = parts.netloc.rpartition("@")
    return parts._replace(netloc=f"{login.partition(':')[0]}{at}{place}").geturl(), unquote(parts.password or "")


def make_database(server_url: str, name: str) -> None:
    """Make a database unless it is there."""
    found = psql(server_url, f"SELECT 1 FROM pg_database WHERE datname = '{name}'")  # noqa: S608 - our own name
    if found.returncode == 0 and not found.stdout.strip():
        found = psql(server_url, f"CREATE DATABASE {name}")
    if found.returncode:
        raise StackError(f"database {name} could not be made: {found.stderr.strip()}")
