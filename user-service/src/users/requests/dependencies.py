"""The objects that flows work with, built once by `users.wiring`."""

from dataclasses import dataclass

from shared.data.database import Database
from shared.http.outgoing.target import Targets
from shared.http.tokens import TokenVerifier

from users.access.passwords import Hasher
from users.access.signing_keys import SigningKeys
from users.access.throttle import Throttle
from users.access.tokens import AccessTokens, Successors
from users.notifications.alerts.deliverer import Deliverer
from users.requests.after_response import AfterResponse
from users.sessions.revocation_publisher import RevocationPublisher
from users.settings import Settings


@dataclass(frozen=True, slots=True)
class Dependencies:
    """On the application's state as `dependencies`."""

    settings: Settings
    database: Database
    signing_keys: SigningKeys
    verifier: TokenVerifier
    access_tokens: AccessTokens
    successors: Successors
    hasher: Hasher
    throttle: Throttle
    revocation_publisher: RevocationPublisher
    after_response: AfterResponse
    targets: Targets
    deliverer: Deliverer
