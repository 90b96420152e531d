import base64
import json
from pathlib import Path
from typing import ClassVar

import pytest
from pydantic import SecretStr, ValidationError
from shared.http import secrets
from shared.settings import ServiceSettings
from stack.test_servers.signing import new_key

GOOD = "kX9vTq2LmZ8wRb4N"
RANDOM = base64.urlsafe_b64encode(bytes(range(7, 39))).rstrip(b"=").decode()
PRINTED = "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"
RFC7515 = {
    "kty": "EC",
    "crv": "P-256",
    "kid": "1",
    "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    "d": PRINTED,
}


def key_set(*keys: dict[str, str]) -> str:
    return json.dumps({"keys": [{"kid": str(number), **key} for number, key in enumerate(keys)]})


class Guarded(ServiceSettings):
    checked_secrets: ClassVar = {**ServiceSettings.checked_secrets, "refresh_secret": secrets.random_bytes}
    refresh_secret: SecretStr = SecretStr("")


@pytest.mark.parametrize(
    "value", ["", "short", "change-me-please-now", "MyPassword1234", "x" * 30, "an-Example-of-one"]
)
def test_a_weak_password_is_refused(value: str) -> None:
    assert secrets.password(value)
    assert secrets.password_of_url(f"postgresql://tidemark:{value}@db:5432/tidemark")


def test_a_good_password_is_taken_also_when_its_url_escapes_it() -> None:
    assert secrets.password(GOOD) is None
    assert secrets.password_of_url(f"redis://:{GOOD}%2F%40@redis:6379/0") is None
    assert secrets.password_of_url("postgresql://postgres@127.0.0.1/tidemark") == "holds a password that is missing"


@pytest.mark.parametrize("value", ["", "not base64 !", "AAAA", "A" * 43, "c2VjcmV0", "change-me-" + RANDOM])
def test_what_is_not_32_random_bytes_is_refused(value: str) -> None:
    assert secrets.random_bytes(value)
    assert secrets.random_bytes(RANDOM) is None


def test_only_private_keys_that_are_not_printed_examples_are_taken() -> None:
    ours = new_key()

    assert secrets.signing_keys(key_set(ours.to_dict())) is None
    assert secrets.signing_keys("") == "is missing"
    assert secrets.signing_keys("{}") == "is not a JWK set of P-256 keys, each with its kid"
    assert secrets.signing_keys(key_set(ours.to_dict(), ours.public_key().to_dict())) == "holds a key that cannot sign"
    assert secrets.signing_keys(key_set(RFC7515)) == "is an example"


def test_outside_local_mode_every_bad_secret_is_named_and_none_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEPLOYMENT", "production")
    monkeypatch.setenv("DATABASE_URL", "postgresql://tidemark:change-me-7531@db/tidemark")
    monkeypatch.setenv("REDIS_URL", f"redis://:{GOOD}@redis/0")
    monkeypatch.setenv("REFRESH_SECRET", "hunter2")

    with pytest.raises(ValidationError) as refusal:
        Guarded()

    message = str(refusal.value)
    assert "DATABASE_URL holds a password that is an example; REFRESH_SECRET is" in message
    assert "REDIS_URL" not in message
    assert not any(value in message for value in ("change-me-7531", GOOD, "hunter2"))


def test_the_default_deployment_is_production(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DEPLOYMENT")

    with pytest.raises(ValidationError, match="Only DEPLOYMENT=local"):
        Guarded()


def test_an_error_in_a_url_does_not_show_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"mysql://tidemark:{GOOD}@db/tidemark")

    with pytest.raises(ValidationError) as refusal:
        ServiceSettings()

    assert "DATABASE_URL is not the URL of a PostgreSQL database" in str(refusal.value)
    assert GOOD not in str(refusal.value)


def test_secrets_are_read_from_mounted_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # As Kubernetes mounts them: a link to a file in a hidden folder beside it.
    (tmp_path / "..data").mkdir()
    (tmp_path / "..data" / "refresh_secret").write_text(f"{RANDOM}\n")
    (tmp_path / "refresh_secret").symlink_to("..data/refresh_secret")
    (tmp_path / "database_url").write_text(f"postgresql://tidemark:{GOOD}@db/tidemark")
    (tmp_path / "redis_url").write_text(f"redis://:{GOOD}@redis/0")
    monkeypatch.setenv("DEPLOYMENT", "production")
    monkeypatch.setenv("SECRETS_DIR", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)

    found = Guarded()

    assert found.refresh_secret.get_secret_value() == RANDOM
    assert RANDOM not in repr(found)


def test_a_folder_of_secrets_that_is_not_there_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRETS_DIR", "/nowhere")

    with pytest.raises(ValidationError, match="secrets_dir"):
        Guarded()
