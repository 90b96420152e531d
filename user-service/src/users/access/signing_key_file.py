"""`python -m users.access.signing_key_file new|rotate|list FILE`: the keys that sign access tokens.

`rotate` puts a new key in front and drops those that no valid token can be signed with any more. The running service
takes the file over within seconds, and nobody is logged out: what an older key signed still verifies.
"""

import argparse
import base64
import hashlib
import json
import os
import sys
import time
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from jose import jwk
from shared.http.tokens import ALGORITHM, read_keys

# An access token's longest life, its leeway, and the time until every replica has taken a new file over.
_TOKEN_SECONDS: Final = 600 + 60

Document = dict[str, list[dict[str, Any]]]


def new_key() -> dict[str, Any]:
    """A private JWK, named by its RFC 7638 thumbprint. `made_at`: seconds since 1970."""
    made = ec.generate_private_key(ec.SECP256R1())
    pem = made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    key = jwk.construct(pem, ALGORITHM).to_dict()
    public = {name: key[name] for name in ("crv", "kty", "x", "y")}
    digest = hashlib.sha256(json.dumps(public, sort_keys=True, separators=(",", ":")).encode()).digest()
    kid = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    return {**key, "use": "sig", "kid": kid, "made_at": int(time.time())}


def rotated(document: Document, now: float) -> Document:
    """A new key in front; of the others those that signed until less than a token's life ago."""
    kept: list[dict[str, Any]] = []
    signed_until = now
    for key in document["keys"]:
        if now - signed_until > _TOKEN_SECONDS:
            break
        kept.append(key)
        signed_until = key.get("made_at", now)
    return {"keys": [new_key(), *kept]}


def _write(path: Path, document: Document) -> None:
    """Replace the file whole, readable by its owner only."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(document, file)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def _read(path: Path) -> Document:
    text = path.read_text(encoding="utf-8")
    read_keys(text)
    document: Document = json.loads(text)
    return document


def main(arguments: list[str] | None = None) -> str | None:
    """Run the command and print the names of the keys, the signing one first. Returns an error text, or None."""
    parser = argparse.ArgumentParser(
        prog="python -m users.access.signing_key_file", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("action", choices=("new", "rotate", "list"))
    parser.add_argument("file", type=Path)
    given = parser.parse_args(arguments)
    try:
        if given.action == "new":
            if given.file.exists():
                return f"{given.file} is there already"
            _write(given.file, {"keys": [new_key()]})
        elif given.action == "rotate":
            _write(given.file, rotated(_read(given.file), time.time()))
        kids = [key["kid"] for key in _read(given.file)["keys"]]
    except (OSError, ValueError) as error:
        return f"{given.file}: {error}"
    sys.stdout.write("\n".join(kids) + "\n")
    return None


if __name__ == "__main__":
    sys.exit(main())
