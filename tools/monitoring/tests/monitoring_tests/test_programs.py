"""Prometheus's and Alertmanager's own programs accept the configuration, and the rules' tests hold."""

import os
from pathlib import Path

import pytest
import yaml
from monitoring.files import ALERTMANAGER, PROMETHEUS, RULE_TESTS, RULES
from monitoring.local import config
from monitoring.local.servers import program

from .conftest import run

SCRIPT = str(ALERTMANAGER / "configure.sh")
SLACK = {"ALERT_SLACK_URL_FILE": "/run/secrets/slack", "ALERT_SLACK_CHANNEL": "#alerts"}
PAGERDUTY = {"ALERT_PAGERDUTY_KEY_FILE": "/run/secrets/pagerduty"}
MAIL = {"ALERT_MAIL_TO": "ops@x.example", "ALERT_MAIL_FROM": "alerts@x.example", "ALERT_SMTP": "mail.x.example:587"}
SIGNED_IN = {**MAIL, "ALERT_SMTP_USER": "alerts", "ALERT_SMTP_PASSWORD_FILE": "/run/secrets/smtp"}
HOOKS = {"ALERT_WEBHOOK_URL": "http://hook.example/", "ALERT_WATCHDOG_URL": "http://switch.example/"}
EVERYTHING = {**SLACK, **PAGERDUTY, **SIGNED_IN, **HOOKS, "RUNBOOKS_URL": "https://repository.example/"}


def configured(settings: dict[str, str]) -> str:
    done = run("sh", SCRIPT, environment={"PATH": os.environ["PATH"], **settings})
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_promtool_accepts_the_configuration_and_the_rules() -> None:
    for command in (["config", str(PROMETHEUS / "prometheus.yml")], ["rules", *map(str, RULES.glob("*.yml"))]):
        done = run(program("promtool"), "check", *command)
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", sorted(RULE_TESTS.glob("*.yml")), ids=lambda path: path.stem)
def test_alerts_are_silent_and_fire_as_their_tests_say(path: Path) -> None:
    done = run(program("promtool"), "test", "rules", str(path))

    assert done.returncode == 0, done.stdout + done.stderr


def test_a_rule_that_is_wrong_fails_its_test(tmp_path: Path) -> None:
    text = (RULES / "machines.yml").read_text(encoding="utf-8")
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "machines.yml").write_text(text.replace("redis_up == 0", "redis_up == 2"), encoding="utf-8")
    (tmp_path / "tests").mkdir()
    test = tmp_path / "tests" / "machines.yml"
    test.write_text((RULE_TESTS / "machines.yml").read_text(encoding="utf-8"), encoding="utf-8")

    assert run(program("promtool"), "test", "rules", str(test)).returncode != 0


@pytest.mark.parametrize("settings", [{}, SLACK, PAGERDUTY, MAIL, SIGNED_IN, HOOKS, EVERYTHING])
def test_amtool_accepts_every_choice_of_channels(settings: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "alertmanager.yml"
    file.write_text(configured(settings), encoding="utf-8")

    done = run(program("amtool"), "check-config", str(file))

    assert done.returncode == 0, done.stdout + done.stderr


def test_only_what_is_critical_pages() -> None:
    receivers = {one["name"]: one for one in yaml.safe_load(configured(EVERYTHING))["receivers"]}

    assert set(receivers["critical"]) - {"name"} == {
        "slack_configs",
        "email_configs",
        "webhook_configs",
        "pagerduty_configs",
    }
    assert "pagerduty_configs" not in receivers["warning"]
    assert receivers["watchdog"] == {
        "name": "watchdog",
        "webhook_configs": [{"url": "http://switch.example/", "send_resolved": False}],
    }
    assert "https://repository.example/{{ .Annotations.runbook_url }}" in str(receivers["critical"]["slack_configs"])


@pytest.mark.parametrize(
    "settings",
    [
        {"ALERT_MAIL_TO": "ops@x.example"},
        {"ALERT_SLACK_URL_FILE": "/run/secrets/slack"},
        {**MAIL, "ALERT_SMTP_USER": "alerts"},
        {"ALERT_WEBHOOK_URL": "http://x/'"},
        {"ALERT_SLACK_URL_FILE": "/a", "ALERT_SLACK_CHANNEL": "#a\nroute: {}"},
    ],
)
def test_half_a_channel_or_a_setting_that_would_break_out_is_refused(settings: dict[str, str]) -> None:
    done = run("sh", SCRIPT, environment={"PATH": os.environ["PATH"], **settings})

    assert done.returncode != 0
    assert done.stderr


def test_rules_with_shorter_waits_are_rules(tmp_path: Path) -> None:
    for path in RULES.glob("*.yml"):
        (tmp_path / path.name).write_text(config.faster(path.read_text(encoding="utf-8"), 10), encoding="utf-8")

    done = run(program("promtool"), "check", "rules", *map(str, tmp_path.glob("*.yml")))

    assert done.returncode == 0, done.stdout + done.stderr
    assert config.faster("for: 2m\nexpr: rate(x[1h])", 10) == "for: 12000ms\nexpr: rate(x[360000ms])"
