"""The scripts of the back-up and restore jobs of k8s/, against a real PostgreSQL."""

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from stack import testing
from stack.machine.places import ROOT, postgres_program
from stack.servers.postgres import psql
from stack.test_servers import worker_database

JOBS = ROOT / "k8s" / "base" / "jobs"


@dataclass
class Database:
    url: str
    folder: Path

    @property
    def name(self) -> str:
        return self.url.rpartition("/")[2]

    def query(self, statement: str) -> str:
        done = psql(self.url, statement)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def run(self, script: str, **variables: str) -> subprocess.CompletedProcess[str]:
        parts = urlsplit(self.url)
        programs = Path(postgres_program("psql")).parent
        environment = {
            "PATH": f"{programs}:{os.environ['PATH']}",
            "PGHOST": parts.hostname or "",
            "PGPORT": str(parts.port),
            "PGUSER": parts.username or "",
            "PGDATABASE": self.name,
            "SECRETS": str(self.folder),
            "FOLDER": str(self.folder / "backups"),
            "MADE_AT": str(self.folder / "made-at"),
            **variables,
        }
        command = ["/bin/sh", str(JOBS / script)]
        return subprocess.run(  # noqa: S603 - our own script
            command, env=environment, capture_output=True, text=True, check=False, timeout=60
        )


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    server = testing.server("postgres", "postgres")
    (tmp_path / "backups").mkdir()
    (tmp_path / "postgres_password").write_text(unquote(urlsplit(server).password or ""))
    with worker_database.fresh(server) as url:
        worker_database.migrate(url)
        made = Database(url, tmp_path)
        made.query("CREATE TABLE coin_names AS SELECT 'bitcoin' AS coin")
        yield made
        for name in psql(server, "SELECT datname FROM pg_database").stdout.split():
            if name.startswith(f"{made.name}_before"):
                psql(server, f"DROP DATABASE {name}")


COINS = "SELECT string_agg(coin, ' ' ORDER BY coin) FROM coin_names"


def test_what_was_backed_up_comes_back_with_its_rights(database: Database) -> None:
    database.query(f"REVOKE CONNECT ON DATABASE {database.name} FROM PUBLIC")
    assert (done := database.run("backup.sh")).returncode == 0, done.stderr
    database.query("DELETE FROM coin_names; DROP TABLE prices CASCADE")

    done = database.run("restore.sh")

    assert done.returncode == 0, done.stderr
    assert database.query(COINS) == "bitcoin"
    assert database.query("SELECT count(*) FROM prices") == "0"
    assert database.query("SELECT has_table_privilege('market_data', 'prices', 'INSERT')") == "t"
    assert database.query(f"SELECT has_database_privilege('portfolio', '{database.name}', 'CONNECT')") == "f"
    made_at = datetime.fromisoformat((database.folder / "made-at").read_text().strip())
    assert timedelta(0) <= datetime.now(UTC) - made_at < timedelta(minutes=2)


def test_a_dump_that_ends_too_early_changes_nothing(database: Database) -> None:
    database.query("INSERT INTO coin_names SELECT md5(n::text) FROM generate_series(1, 20000) n")
    assert database.run("backup.sh").returncode == 0
    (dump,) = (database.folder / "backups").iterdir()
    dump.write_bytes(dump.read_bytes()[:-200_000])
    database.query("DELETE FROM coin_names WHERE coin <> 'bitcoin'")

    done = database.run("restore.sh", BACKUP=dump.name)

    assert done.returncode == 1
    assert "nothing is changed" in done.stderr
    assert database.query(COINS) == "bitcoin"
    assert not (database.folder / "made-at").exists()


def test_a_database_in_use_is_not_replaced(database: Database) -> None:
    assert database.run("backup.sh").returncode == 0
    command = [postgres_program("psql"), "-q", database.url]
    with subprocess.Popen(command, stdin=subprocess.PIPE, text=True) as session:  # noqa: S603 - likewise
        assert session.stdin
        testing.eventually_without_loop(lambda: database.run("restore.sh").returncode == 1)
        assert "1 connections still use" in database.run("restore.sh").stderr
        session.stdin.close()


def test_old_dumps_go_and_no_half_dump_stays(database: Database) -> None:
    old, new = (database.folder / "backups" / f"tidemark-2026{day}T021700Z.dump" for day in ("0101", "1129"))
    for path in (old, new):
        path.write_text("x")
    os.utime(old, (1, 1))

    assert database.run("backup.sh", KEEP_DAYS="14").returncode == 0
    assert database.run("backup.sh", PGDATABASE="missing").returncode != 0

    names = sorted(path.name for path in (database.folder / "backups").iterdir())
    assert len(names) == 2
    assert new.name in names
    assert not [name for name in names if name.endswith(".part")]
