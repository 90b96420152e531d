"""What the images carry beside the services: secrets, health check, SBOM."""

import http.server
import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from shared.http import secrets as checks
from stack.machine.places import ROOT
from stack.machine.ports import free_port

from migrations.owners import ROLES

Load = Callable[[str], ModuleType]


def test_secrets_are_made_once_and_pass_the_services_own_checks(script: Load, tmp_path: Path) -> None:
    make = script("make_secrets").make

    written = make(tmp_path, "postgres:5432", "redis:6379")
    before = {name: (tmp_path / name).read_text(encoding="utf-8") for name in written}

    assert make(tmp_path, "postgres:5432", "redis:6379") == []
    assert before == {name: (tmp_path / name).read_text(encoding="utf-8") for name in written}
    for reader in (*ROLES, "gateway"):
        assert checks.password_of_url(before[f"{reader}/redis_url"]) is None
    for reader in (*ROLES, "migrate"):
        assert checks.password_of_url(before[f"{reader}/database_url"]) is None
    assert checks.random_bytes(before["users/refresh_secret"]) is None


def test_each_service_logs_in_as_itself(script: Load, tmp_path: Path) -> None:
    script("make_secrets").make(tmp_path, "postgres:5432", "redis:6379")
    script_text = (ROOT / "docker" / "postgres" / "make-database.sh").read_text(encoding="utf-8")

    for role in ROLES:
        url = (tmp_path / role / "database_url").read_text(encoding="utf-8")
        password = (tmp_path / "postgres" / f"{role}_login_password").read_text(encoding="utf-8")
        assert url == f"postgresql://{role}_login:{password}@postgres:5432/tidemark"
    assert f"for role in {' '.join(ROLES)}; do" in script_text


@contextmanager
def server(status: int) -> Iterator[int]:
    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/health/ready" else 404)
            self.end_headers()
            self.wfile.write(b'{"ready": "perhaps"}')

        def log_message(self, *_: object) -> None: ...

    with http.server.HTTPServer(("127.0.0.1", 0), Answer) as listening:
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        yield listening.server_port
        listening.shutdown()


def healthy(**environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "-S", str(ROOT / "docker" / "healthcheck.py")]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_a_container_is_healthy_when_its_process_says_that_it_is_ready() -> None:
    with server(200) as port:
        assert healthy(PORT=str(port)).returncode == 0
        assert healthy(PORT=str(free_port()), INTERNAL_PORT=str(port)).returncode == 0
    with server(503) as port:
        found = healthy(PORT=str(port))

    assert found.returncode == 1
    assert json.loads(found.stdout) == {"ready": "perhaps"}
    assert healthy(PORT=str(free_port())).returncode == 1


def test_the_sbom_lists_what_is_installed_with_the_lock_s_hashes(script: Load) -> None:
    first = f"one==1.0 \\\n    --hash=sha256:{'a' * 64}\n"
    second = f"other[extra]==2.0 ; python_version < '3' \\\n    --hash=sha256:{'b' * 64}\n"

    (found,) = script("sbom").python_components(first + second, {("one", "1.0")})

    assert (found["purl"], found["properties"][0]["value"]) == ("pkg:pypi/one@1.0", "a" * 64)


def test_the_sbom_lists_installed_packages_of_the_system(script: Load) -> None:
    there = "Package: libc6\nStatus: install ok installed\nArchitecture: amd64\nVersion: 2.41\n"
    gone = "Package: apt\nStatus: purge ok not-installed\n"

    (found,) = script("sbom").debian_components(f"{there}\n{gone}")

    assert found["purl"] == "pkg:deb/debian/libc6@2.41?arch=amd64"
