import json
import secrets
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from stack.checks import scan, steps
from stack.machine.places import ROOT
from stack.test_servers.signing import new_key, token


def pem() -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


PLANTED = {
    "a private key": pem(),
    "a private JWK": json.dumps({"keys": [new_key().to_dict()]}),
    "an API key": f"tmk_{secrets.token_hex(4)}_{secrets.token_urlsafe(32)}",
    "a refresh token": f"tmr_{secrets.token_urlsafe(32)}",
    "an access token": token(new_key()),
    "a password in a URL": f"DATABASE_URL=postgresql://tidemark:{secrets.token_urlsafe(12)}@10.0.0.5/tidemark",
}


@pytest.mark.parametrize("what", PLANTED)
def test_what_was_planted_is_found_and_not_shown(what: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "settings.txt").write_text(f"first\n{PLANTED[what]}\n")

    assert not scan.scan(["settings.txt"], tmp_path)
    said = capfd.readouterr().out
    assert "2:" in said
    assert "found" in said
    assert PLANTED[what].splitlines()[-1] not in said


def test_an_ordinary_file_is_clean(tmp_path: Path) -> None:
    (tmp_path / "text.md").write_text("Send the key in X-API-Key: tmk_<prefix>_<secret>, or a token: tmr_…\n")

    assert scan.scan(["text.md"], tmp_path)


def test_everything_that_may_be_committed_is_looked_at() -> None:
    names = scan.tracked()

    assert {"Makefile", "tools/stack/src/stack/checks/scan.py"} <= set(names)
    assert not [name for name in names if name.startswith((".venv/", ".local/", "frontend/node_modules/"))]


def test_the_hook_and_lint_run_it() -> None:
    assert "-m stack.checks.scan" in (ROOT / ".pre-commit-config.yaml").read_text()
    assert "secrets" in steps.LINT
