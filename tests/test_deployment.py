"""Outside local mode no process starts with a missing or an example secret."""

import subprocess
import sys
from pathlib import Path

import pytest
from stack.platform import local_secrets

REFUSED = "change-me-to-something-long"
DATABASE = f"postgresql://tidemark:{REFUSED}@127.0.0.1:1/tidemark"
REDIS = f"redis://:{REFUSED}@127.0.0.1:1/0"


def start(command: str, services_env: dict[str, str], **variables: str) -> tuple[int, str]:
    """Start a process in production; return its exit code and all that it said."""
    env = {**services_env, "DEPLOYMENT": "production", "PORT": "0", **variables}
    done = subprocess.run(  # noqa: S603 - our own modules
        [sys.executable, "-m", *command.split()], env=env, capture_output=True, text=True, timeout=60, check=False
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("command", "named"),
    [
        ("market_data market-ingest", "DATABASE_URL"),
        ("market_data market-recorder", "DATABASE_URL"),
        ("market_data market-data", "DATABASE_URL"),
        ("analytics", "DATABASE_URL"),
        ("portfolio", "DATABASE_URL"),
        ("users", "SIGNING_KEYS"),
        ("gateway", "REDIS_URL"),
    ],
)
def test_a_process_with_an_example_secret_says_which_and_ends(
    command: str, named: str, services_env: dict[str, str]
) -> None:
    code, said = start(command, services_env, DATABASE_URL=DATABASE, REDIS_URL=REDIS)

    assert code != 0
    assert f"{named} " in said
    assert "DEPLOYMENT=local" in said
    assert REFUSED not in said


def test_a_short_secret_of_the_user_service_is_refused_and_not_shown(
    services_env: dict[str, str], tmp_path: Path
) -> None:
    made = local_secrets.load_or_make(tmp_path / "secrets")
    (tmp_path / "secrets" / "refresh_secret").write_text("c2hvcnQtb25l")

    code, said = start("users", services_env, SECRETS_DIR=str(tmp_path / "secrets"))

    assert code != 0
    assert "REFRESH_SECRET is shorter than 32 bytes" in said
    assert "SIGNING_KEYS" not in said
    assert "c2hvcnQtb25l" not in said
    assert made["signing_keys"] not in said
