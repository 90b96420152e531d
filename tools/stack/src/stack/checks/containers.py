"""Dockerfiles by hadolint, docker-compose.yml by the schema of the Compose Specification; both need no network."""

import subprocess

from stack.machine.places import PYTHON, ROOT

COMPOSE = "docker-compose.yml"


def hadolint() -> bool:
    listed = subprocess.run(["git", "ls-files", "*Dockerfile"], cwd=ROOT, capture_output=True, text=True, check=True)
    command = [str(PYTHON.parent / "hadolint"), *listed.stdout.split()]
    return subprocess.run(command, cwd=ROOT, check=False).returncode == 0


def compose_schema() -> bool:
    command = [str(PYTHON), "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", COMPOSE]
    return subprocess.run(command, cwd=ROOT, check=False).returncode == 0
