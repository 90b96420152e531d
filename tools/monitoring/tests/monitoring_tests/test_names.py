"""Every expression parses, every metric in one is exported, every alert has its runbook and its test."""

import datetime as dt
import http.server
import re
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from monitoring.dashboards.writing import promql
from monitoring.expressions import selections
from monitoring.files import MONITORING, RULE_TESTS, RUNBOOKS
from monitoring.local import servers
from monitoring.local.servers import running
from monitoring.rules import Rule, read_rules
from stack.machine.files import write_private
from stack.machine.places import ROOT
from stack.machine.ports import HOST, free_port
from stack.platform.process_list import read_processes

from .exported import our_metrics, scraped

RULES = read_rules()
ALERTS = sorted({rule.alert for rule in RULES if rule.alert})
EXPRESSIONS = {**{f"{rule.file}: {rule.alert or rule.record}": rule.expr for rule in RULES}, **promql()}
PROMETHEUS_ADDS = {"job", "instance", "le"}
SECTIONS = ["## Meaning", "## First look", "## Causes", "## Fix", "## Prevention"]


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_an_expression_parses_and_selects_by_labels_that_there_are(name: str) -> None:
    ours = our_metrics()

    for metric, labels in selections(EXPRESSIONS[name]):
        if metric in ours:
            assert labels <= ours[metric] | PROMETHEUS_ADDS, metric


def test_what_is_no_expression_is_refused() -> None:
    with pytest.raises(ValueError, match="parenthesis"):
        selections("sum(up")
    with pytest.raises(ValueError, match="without a name"):
        selections('{job="users"}')


@pytest.fixture
def entrance(tmp_path: Path) -> Iterator[str]:
    """A page over TLS, with a certificate that ends in an hour."""
    key = ec.generate_private_key(ec.SECP256R1())
    name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)]), dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + dt.timedelta(hours=1))
        .sign(key, hashes.SHA256())
    )
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    pem = certificate.public_bytes(serialization.Encoding.PEM) + key.private_bytes(*form)
    write_private(tmp_path / "entrance.pem", pem.decode())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "entrance.pem")

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Nothing is printed."""

    with http.server.ThreadingHTTPServer((HOST, 0), Handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"https://{HOST}:{server.server_address[1]}/"
        server.shutdown()


def test_every_metric_is_exported_by_our_code_or_by_a_real_server(
    database_url: str, redis_url: str, entrance: str, tmp_path: Path, logs: Path
) -> None:
    config = tmp_path / "prometheus.yml"
    config.write_text("{}")
    probe = f"/probe?module=entrance&target={entrance}"
    blackbox = servers.blackbox(free_port(), MONITORING / "blackbox" / "blackbox.yml")
    every = (
        (servers.node(free_port()), "/metrics"),
        (servers.postgres(free_port(), database_url), "/metrics"),
        (servers.redis(free_port(), redis_url), "/metrics"),
        (blackbox, probe),
        (
            servers.alertmanager(free_port(), MONITORING / "alertmanager" / "alertmanager.yml", tmp_path / "am"),
            "/metrics",
        ),
        (servers.prometheus(free_port(), config, tmp_path / "data"), "/metrics"),
    )
    exported = set(our_metrics()) | {rule.record for rule in RULES} | {"up"}
    for server, path in every:
        with running(server, logs):
            exported |= scraped(server.url + path)

    named = {selection.metric: name for name, expr in EXPRESSIONS.items() for selection in selections(expr)}

    assert {metric: name for metric, name in named.items() if metric not in exported} == {}


def test_the_jobs_of_services_are_the_processes() -> None:
    processes = {process.command[-1] for process in read_processes()} - {"simulator"}
    text = (MONITORING / "prometheus" / "prometheus.yml").read_text(encoding="utf-8")
    targets = {job["job_name"]: job.get("static_configs") for job in yaml.safe_load(text)["scrape_configs"]}
    asked = re.findall(r'job=~"(market-ingest[^"]*)"', "".join(EXPRESSIONS.values()))

    assert processes <= targets.keys()
    assert asked
    assert all(set(jobs.split("|")) == processes for jobs in asked)
    for process in read_processes():
        if process.name in processes:
            port = process.port + 10_000 if process.internal_port_variable else process.port
            assert targets[process.name] == [{"targets": [f"{process.name}:{port}"]}]


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.alert], ids=lambda rule: rule.alert)
def test_an_alert_has_a_severity_and_a_runbook(rule: Rule) -> None:
    assert rule.severity in {"critical", "warning", "none"}
    assert rule.runbook == f"docs/runbooks/{rule.alert}.md"
    text = (ROOT / rule.runbook).read_text(encoding="utf-8")
    assert text.startswith(f"# {rule.alert}\n")
    assert [line for line in text.splitlines() if line.startswith("## ")] == SECTIONS


def test_every_runbook_is_of_an_alert_and_in_the_list() -> None:
    pages = {path.stem for path in RUNBOOKS.glob("*.md")} - {"README"}
    listed = set(re.findall(r"\(([A-Za-z]+)\.md\)", (RUNBOOKS / "README.md").read_text(encoding="utf-8")))

    assert pages == set(ALERTS)
    assert listed == pages


def test_every_alert_fires_in_a_test_of_promtool() -> None:
    tested = {
        case["alertname"]
        for path in RULE_TESTS.glob("*.yml")
        for test in yaml.safe_load(path.read_text(encoding="utf-8"))["tests"]
        for case in test["alert_rule_test"]
        if case["exp_alerts"]
    }

    assert tested == set(ALERTS)
