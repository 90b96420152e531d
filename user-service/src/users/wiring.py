"""What the account routes are made of, in one place; on the application's state as `parts`."""

import json
import secrets
from dataclasses import dataclass

from pydantic import SecretStr
from shared.data.redis import Redis
from shared.http.tokens import TokenVerifier
from shared.kafka import Producer

from users.access.passwords import Hasher
from users.access.signing_key_file import new_key
from users.access.signing_keys import KeyRing
from users.access.throttle import Throttle
from users.access.tokens import AccessTokens, Successors
from users.requests.after_response import Deferred
from users.requests.database import Database
from users.sessions.revocations import Revocations
from users.settings import Settings


@dataclass(frozen=True, slots=True)
class Parts:
    settings: Settings
    database: Database
    ring: KeyRing
    verifier: TokenVerifier
    tokens: AccessTokens
    successors: Successors
    hasher: Hasher
    throttle: Throttle
    revocations: Revocations
    deferred: Deferred

    @classmethod
    def of(cls, settings: Settings, database: Database, redis: Redis, producer: Producer) -> "Parts":
        settings = _with_secrets(settings)
        file = settings.secrets_dir / "signing_keys" if settings.secrets_dir else None
        ring = KeyRing(settings.signing_keys.get_secret_value(), file)
        return cls(
            settings=settings,
            database=database,
            ring=ring,
            verifier=TokenVerifier(ring, settings.token_issuer, settings.token_audience),
            tokens=AccessTokens(ring, settings),
            successors=Successors(settings),
            hasher=Hasher(settings),
            throttle=Throttle(redis),
            revocations=Revocations(producer, database),
            deferred=Deferred(),
        )


def _with_secrets(settings: Settings) -> Settings:
    """Only local settings may lack them (others were refused): then they live as long as this process."""
    made = {}
    if not settings.signing_keys.get_secret_value():
        made["signing_keys"] = SecretStr(json.dumps({"keys": [new_key()]}))
    if not settings.refresh_secret.get_secret_value():
        made["refresh_secret"] = SecretStr(secrets.token_urlsafe(32))
    return settings.model_copy(update=made)
