"""Builds the objects of the process and starts its background jobs."""

import json
import secrets
from typing import Final

from pydantic import SecretStr
from shared.data.database import Database
from shared.data.database_watch import watch_database
from shared.data.engine import make_engine
from shared.data.redis import Redis, make_redis
from shared.http.health import Health
from shared.http.outgoing.name_servers import NameServers
from shared.http.outgoing.target import Targets
from shared.http.tokens import TokenVerifier
from shared.jobs import Jobs
from shared.kafka import Producer

from users.access.passwords import Hasher
from users.access.signing_key_file import new_key
from users.access.signing_keys import SigningKeys
from users.access.throttle import Throttle
from users.access.tokens import AccessTokens, Successors
from users.accounts.flows.retention import delete_expired_rows
from users.notifications.alerts.consumer import AlertConsumer
from users.notifications.alerts.deliverer import Deliverer
from users.notifications.alerts.mail_follower import on_mail_changed
from users.notifications.mail.delivery import make_delivery
from users.notifications.webhooks.sender import Sender
from users.requests.after_response import AfterResponse
from users.requests.dependencies import Dependencies
from users.sessions.revocation_publisher import RevocationPublisher
from users.settings import Settings

_AWAY: Final = "Accounts cannot be reached just now. Try again shortly."


class Wiring:
    """Builds everything without touching the network; `start` begins, and waits for servers in the background."""

    def __init__(self, settings: Settings, health: Health) -> None:
        self._settings = settings
        self._health = health
        self._engine = make_engine(settings, role=settings.role, pool_size=settings.database_pool, hide_parameters=True)
        self._redis = make_redis(settings)
        self._producer = Producer(settings.kafka_bootstrap_servers, client_id=settings.service_name, health=health)
        database = Database(self._engine, away=_AWAY)
        self._name_servers = NameServers()
        targets = Targets(self._name_servers.resolve, settings.webhooks_allow_local)
        self._sender = Sender(targets)
        self._deliverer = Deliverer(database, self._sender)
        self.dependencies = make_dependencies(
            settings, database, self._redis, self._producer, targets=targets, deliverer=self._deliverer
        )
        self._delivery = make_delivery(settings, database, follow=on_mail_changed)
        self._alerts = AlertConsumer(settings, database, self._producer, self._deliverer)

    def start(self, jobs: Jobs) -> None:
        deps = self.dependencies
        jobs.start("producer", self._producer.run())
        jobs.start("watch-database", watch_database(self._engine, self._settings.mode, self._health))
        jobs.start("signing-keys", deps.signing_keys.run())
        jobs.start("after-response", deps.after_response.run())
        jobs.start("housekeeping", self._keep_house())
        jobs.start("webhooks", self._deliverer.run())
        jobs.start("alerts", self._alerts.run(self._health))
        if self._delivery:
            jobs.start("mails", self._delivery.run())

    async def _keep_house(self) -> None:
        """Publish what a crash may have left unpublished, then delete expired rows every ten minutes."""
        await self.dependencies.revocation_publisher.publish_again()
        await delete_expired_rows(self.dependencies.database, self._settings)

    async def finish(self) -> None:
        """Do what was left for after a response. Before the jobs stop."""
        await self.dependencies.after_response.drain()

    async def close(self) -> None:
        self.dependencies.hasher.close()
        await self._sender.close()
        await self._name_servers.close()
        await self._redis.aclose()
        await self._engine.dispose()


def make_dependencies(
    settings: Settings,
    database: Database,
    redis: Redis,
    producer: Producer,
    *,
    targets: Targets,
    deliverer: Deliverer,
) -> Dependencies:
    settings = _with_secrets(settings)
    file = settings.secrets_dir / "signing_keys" if settings.secrets_dir else None
    signing_keys = SigningKeys(settings.signing_keys.get_secret_value(), file)
    return Dependencies(
        settings=settings,
        database=database,
        signing_keys=signing_keys,
        verifier=TokenVerifier(signing_keys, settings.token_issuer, settings.token_audience),
        access_tokens=AccessTokens(signing_keys, settings),
        successors=Successors(settings),
        hasher=Hasher(settings),
        throttle=Throttle(redis),
        revocation_publisher=RevocationPublisher(producer, database),
        after_response=AfterResponse(),
        targets=targets,
        deliverer=deliverer,
    )


def _with_secrets(settings: Settings) -> Settings:
    """Make the secrets that are missing. Only local settings may lack them; they last as long as this process."""
    made = {}
    if not settings.signing_keys.get_secret_value():
        made["signing_keys"] = SecretStr(json.dumps({"keys": [new_key()]}))
    if not settings.refresh_secret.get_secret_value():
        made["refresh_secret"] = SecretStr(secrets.token_urlsafe(32))
    return settings.model_copy(update=made)
