"""`make backup FILE=…`: the database into a file while all runs; `make restore FILE=…`: back, with what came since."""

import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from stack.commands.up import migrate, start
from stack.errors import StackError
from stack.machine.files import read_pairs
from stack.machine.locks import held
from stack.machine.places import PYTHON, ROOT, postgres_program
from stack.platform.plan import SIMULATOR, Folders, Plan
from stack.platform.settings import load_file
from stack.servers import postgres
from stack.supervision.supervise import Supervisor

CREATED = re.compile(r"^; *Archive created at (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) UTC$", re.MULTILINE)


def backup(variables: Mapping[str, str], folders: Folders) -> None:
    """Write one consistent state of the database; nothing is stopped for it."""
    file = file_of(variables)
    url = read_pairs(folders.environment).get("DATABASE_URL")
    if not url:
        raise StackError("nothing has run here; there is no database to back up")
    partial = file.with_name(f"{file.name}.part")
    partial.unlink(missing_ok=True)
    partial.touch(mode=0o600)  # it holds password hashes
    run(["pg_dump", "-Fc", "-f", str(partial)], url)
    partial.replace(file)
    print(f"{file}: {file.stat().st_size:,} bytes, of {created_at(file):%Y-%m-%d %H:%M:%S} UTC")


def restore(variables: Mapping[str, str], folders: Folders) -> None:
    """Put the backup in the place of the database; the services stand meanwhile, and read again what came since.

    What came in over Kafka since the backup (trades, candles, prices, stories) is in the tables again afterwards; what
    people entered since is lost.
    """
    file = file_of(variables)
    if not file.exists():
        raise StackError(f"{file} is not there")
    made_at = created_at(file)
    with held(folders.lock, lambda: print("another make up or down is at work here; waiting for it")):
        supervisor, settings = Supervisor(folders.run, folders.log), load_file(folders.settings)
        if settings is None or not supervisor.is_up:
            raise StackError("the servers must run: make up")
        plan = Plan(settings, folders)
        services = [part for part in plan.services if part.name != SIMULATOR]
        for part in reversed(services):
            supervisor.stop(part.name)
        replace_database(plan.infrastructure.database_url, file)
        migrate(plan)
        rewind(plan, made_at)
        start(supervisor, services)
    print(f"the database is that of {file}; what came over Kafka since {made_at:%Y-%m-%d %H:%M:%S} UTC is read again")


def replace_database(url: str, file: Path) -> None:
    server, _, name = url.rpartition("/")
    dropped = postgres.psql(f"{server}/postgres", f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    if dropped.returncode:
        raise StackError(f"database {name} could not be dropped: {dropped.stderr.strip()}")
    postgres.make_database(f"{server}/postgres", name)
    run(["pg_restore", "--exit-on-error", "--jobs=2"], url, str(file))


def rewind(plan: Plan, made_at: datetime) -> None:
    command = [str(PYTHON), "-m", "shared.kafka.rewind", "--restored", made_at.isoformat()]
    environment = {**os.environ, **plan.infrastructure.environment}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise StackError(f"the consumer groups could not be set back: {done.stderr.strip()}")
    print(done.stdout, end="")


def file_of(variables: Mapping[str, str]) -> Path:
    if not variables.get("FILE"):
        raise StackError("say which file: FILE=backup.dump")
    return Path(variables["FILE"])


def created_at(file: Path) -> datetime:
    """When a backup was begun: pg_dump writes it down."""
    command = [postgres_program("pg_restore"), "-l", str(file)]
    environment = {"PATH": os.environ["PATH"], "TZ": "UTC"}
    listed = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    found = CREATED.search(listed.stdout)
    if found is None:
        raise StackError(f"{file} is no backup: {listed.stderr.strip() or 'it has no time'}")
    return datetime.fromisoformat(found[1]).replace(tzinfo=UTC)


def run(program: Sequence[str], url: str, *more: str) -> None:
    """Run a program of PostgreSQL's. The password is not on the command line."""
    bare, password = postgres.without_password(url)
    environment = {"PATH": os.environ["PATH"], "PGPASSWORD": password, "PGCONNECT_TIMEOUT": "10", "TZ": "UTC"}
    command = [postgres_program(program[0]), *program[1:], "-d", bare, *more]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if done.returncode:
        raise StackError(f"{program[0]} failed: {done.stderr.strip()[-2000:]}")
