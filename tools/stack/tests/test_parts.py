import http.server
import os
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from shared.http import secrets
from stack.checks import frontend
from stack.machine import files, ports
from stack.platform import captures, local_secrets
from stack.platform.process_list import read_processes
from stack.servers import postgres
from stack.supervision import launch
from stack.supervision.part import Part, answers_ok, body_of, text_of
from stack.supervision.supervise import LONGEST_SOCKET, socket_of


class Answers(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/health/ready" else 503)
        self.end_headers()
        self.wfile.write(b'{"database":"down"}')

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def service() -> Iterator[str]:
    with http.server.HTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_ready_is_an_answer_of_200(service: str) -> None:
    assert answers_ok(f"{service}/health/ready")
    assert not answers_ok(f"{service}/other")
    assert not answers_ok(f"http://127.0.0.1:{ports.free_port()}/health/ready")


def test_why_a_service_is_not_ready_is_in_its_answer(service: str) -> None:
    assert body_of(f"{service}/other") == '{"database":"down"}'
    assert "refused" in body_of(f"http://127.0.0.1:{ports.free_port()}/")


def test_the_text_of_an_answer_is_whole_or_there_is_none(service: str) -> None:
    assert text_of(f"{service}/health/ready") == '{"database":"down"}'
    assert text_of(f"{service}/other") is None
    assert text_of(f"http://127.0.0.1:{ports.free_port()}/") is None


def test_a_script_becomes_the_process_and_counts_its_starts(tmp_path: Path) -> None:
    text = "it's $HOME"
    command = ("/bin/sh", "-c", 'echo "$$ $WORD"')
    part = Part("name", command, "", lambda: True, {}, {"WORD": text}, folder=tmp_path)
    script = tmp_path / "name.sh"
    script.write_text(part.script(tmp_path))

    lines = [subprocess.run(["sh", script], capture_output=True, text=True, check=True).stdout for _ in range(2)]

    assert lines[1].split(" ", 1) == [(tmp_path / "name.pid").read_text().strip(), f"{text}\n"]
    assert len((tmp_path / "name.starts").read_text().splitlines()) == 2


def test_the_holder_of_a_taken_port_is_named(service: str) -> None:
    port = int(service.rpartition(":")[2])

    assert not ports.is_free(port)
    assert "pytest" in ports.holder(port) or "python" in ports.holder(port)
    assert ports.is_free(ports.free_port())


def test_a_deep_checkout_has_its_socket_in_a_short_place(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 100)

    assert socket_of(Path("/srv/run")) == Path("/srv/run/supervisor.sock")
    assert len(str(socket_of(deep))) <= LONGEST_SOCKET
    assert socket_of(deep) == socket_of(deep) != socket_of(tmp_path / ("e" * 100))


def test_a_folder_below_a_private_one_is_not_for_everyone(tmp_path: Path) -> None:
    (tmp_path / "private" / "inner").mkdir(parents=True)
    (tmp_path / "private").chmod(0o700)

    assert not launch.everyone_may_enter(tmp_path / "private" / "inner" / "file")
    assert launch.everyone_may_enter(Path("/etc/passwd"))


def test_secrets_are_made_once_and_are_private(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"

    first = local_secrets.load_or_make(folder)

    assert local_secrets.load_or_make(folder) == first
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()} == dict.fromkeys(first, 0o600)


def test_local_secrets_are_good_enough_for_production(tmp_path: Path) -> None:
    made = local_secrets.load_or_make(tmp_path / "secrets")

    assert secrets.signing_keys(made["signing_keys"]) is None
    assert secrets.random_bytes(made["refresh_secret"]) is None
    assert secrets.password(made[local_secrets.POSTGRES]) is secrets.password(made[local_secrets.REDIS]) is None


def test_passwords_that_an_earlier_release_kept_in_one_file_stay(tmp_path: Path) -> None:
    (tmp_path / "secrets").write_text("POSTGRES_PASSWORD=one\nREDIS_PASSWORD=two\n")

    found = local_secrets.load_or_make(tmp_path / "secrets")

    assert (found[local_secrets.POSTGRES], found[local_secrets.REDIS]) == ("one", "two")


def test_a_password_is_not_on_the_command_line() -> None:
    assert postgres.without_password("postgresql://me:p%40ss@host:1/x") == ("postgresql://me@host:1/x", "p@ss")
    assert postgres.without_password("postgresql://host/x?a=b") == ("postgresql://host/x?a=b", "")


def test_passwords_of_urls_are_masked() -> None:
    text = "A=postgresql://me:se-cret@host:1/x\nB=redis://:word@host\nC=http://host:8100"

    assert files.masked(text) == "A=postgresql://me:***@host:1/x\nB=redis://:***@host\nC=http://host:8100"


def test_the_end_of_a_log_is_shown(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("".join(f"line {number}\n" for number in range(5000)))

    assert files.last_lines(tmp_path / "log", 2) == "line 4998\nline 4999"
    assert files.last_lines(tmp_path / "none") == ""


def test_node_is_new_enough_from_20_19_on() -> None:
    assert frontend.version_of("v20.19.0\n") >= frontend.OLDEST_NODE > frontend.version_of("v20.18.3\n")
    assert frontend.version_of("nonsense") == (0, 0)


def test_node_uses_the_temporary_folder_that_is_writable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    assert frontend.environment({"PATH": os.environ["PATH"], "TMPDIR": "/closed"})["TMPDIR"] == str(tmp_path)


def test_the_dashboards_hash_ignores_what_is_made_from_its_sources(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "a.ts").write_text("1")
    before = frontend.hash_of(tmp_path)

    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "a.js").write_text("1")
    assert frontend.hash_of(tmp_path) == before
    (tmp_path / "src" / "a.ts").write_text("2")
    assert frontend.hash_of(tmp_path) != before


def test_each_process_has_a_name_and_a_port_setting_of_its_own() -> None:
    processes = read_processes()

    assert len({process.name for process in processes}) == len(processes)
    assert len({process.port_variable for process in processes}) == len(processes) == len({it.port for it in processes})
    assert all(process.exists for process in processes)
    assert captures.VENUES == ("binance", "coinbase", "kraken")
