"""The headers of Standard Webhooks, which name a message and sign it. No I/O and no clock."""

from collections.abc import Sequence
from datetime import datetime

from standardwebhooks import Webhook as Signer

from users.notifications.webhooks.webhook import WebhookSecret


def signed_headers(secrets: Sequence[WebhookSecret], message_id: str, at: datetime, body: str) -> dict[str, str]:
    """Sign `message_id`, the second of `at` (UTC) and `body` with each secret; a receiver needs one that fits."""
    signatures = (Signer(secret.raw).sign(message_id, at, body) for secret in secrets)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
