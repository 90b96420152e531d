import sys
from pathlib import Path

import pytest
from stack.__main__ import main
from stack.checks import steps
from stack.commands import down, up
from stack.commands.up import UpError
from stack.machine.ports import free_port, holder
from stack.platform.infrastructure import unreachable
from stack.platform.modes import Choice
from stack.platform.plan import Folders, Plan
from stack.platform.settings import Settings
from stack.supervision.part import Part
from stack.supervision.supervise import Supervisor


def typed(monkeypatch: pytest.MonkeyPatch, *words: str, **variables: str) -> int:
    monkeypatch.setattr(sys, "argv", ["stack", *words])
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return main()


def test_an_unknown_command_is_answered_with_the_known_ones(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert typed(monkeypatch, "fly") == 2
    assert "up|down|status|logs|reset|backup|restore|audit|test|lint|format" in capsys.readouterr().err


def test_a_mistake_in_the_variables_is_told_in_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert typed(monkeypatch, "reset", REPLAY="/nowhere") == 1
    assert capsys.readouterr().err == "make reset: REPLAY=/nowhere cannot be read: No such file or directory\n"


def test_all_steps_run_and_the_failed_ones_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert steps.go({"one": lambda: False, "two": lambda: True}) == 1
    assert capsys.readouterr().err == "failed: one\n"
    assert steps.go({"two": lambda: True}) == 0


def test_code_and_tests_are_found_where_they_are() -> None:
    assert {"shared/src", "tools/stack/src"} <= set(steps.sources())
    assert {"shared/tests", "tools/stack/tests"} <= set(steps.test_folders())
    assert steps.python("compileall", "-q", "tools/stack/bootstrap.py")


def test_a_taken_port_is_named_with_its_setting_and_its_holder(service_port: int) -> None:
    part = Part("gateway", (), "", lambda: True, {"GATEWAY_PORT": service_port, "REDIS_PORT": free_port()})

    with pytest.raises(UpError) as refused:
        up.check_ports([part])
    assert (
        str(refused.value) == f"port {service_port} (gateway, setting GATEWAY_PORT) is taken by {holder(service_port)}"
    )


def test_given_servers_that_do_not_answer_are_named(tmp_path: Path) -> None:
    nobody = f"127.0.0.1:{free_port()}"
    servers = {
        "DATABASE_URL": f"postgresql://me@{nobody}/x",
        "REDIS_URL": f"redis://{nobody}/0",
        "KAFKA_BOOTSTRAP_SERVERS": nobody,
    }
    folders = Folders(tmp_path)
    plan = Plan(Settings(Choice("live", "live"), servers=servers), folders)

    with pytest.raises(UpError, match="DATABASE_URL, REDIS_URL, KAFKA_BOOTSTRAP_SERVERS"):
        up.bring_up(plan, Supervisor(folders.run, folders.log))


def test_given_servers_are_not_started_and_live_has_no_simulator(tmp_path: Path, services_env: dict[str, str]) -> None:
    names = ("DATABASE_URL", "REDIS_URL", "KAFKA_BOOTSTRAP_SERVERS")
    settings = Settings(Choice("live", "live"), servers={name: services_env[name] for name in names})
    plan = Plan(settings, Folders(tmp_path))

    assert unreachable(settings) == []
    assert not {"postgres", "redis", "kafka", "exchange-simulator"} & {part.name for part in plan.parts}
    assert plan.client_environment["SIMULATOR_URL"] == ""
    assert plan.client_environment["DATABASE_URL"] == services_env["DATABASE_URL"]
    assert not any("SIMULATOR_URL" in part.environment for part in plan.services)


def test_the_logs_last_lines_are_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folders = Folders(tmp_path)
    folders.make()
    down.logs({}, folders)
    (folders.log / "gateway.log").write_text("one\ntwo\n")

    down.logs({"NAME": "gateway"}, folders)

    assert capsys.readouterr().out == "there are no logs yet\n==> gateway.log <==\none\ntwo\n\n"


def test_a_reset_where_nothing_has_run_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    down.reset({}, Folders(tmp_path))

    assert capsys.readouterr().out == "nothing has run here; there are no data to delete\n"
