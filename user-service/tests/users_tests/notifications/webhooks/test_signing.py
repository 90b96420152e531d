from base64 import b64decode
from datetime import UTC, datetime

import pytest
from standardwebhooks import Webhook, WebhookVerificationError
from users.notifications.webhooks.signing import signed_headers
from users.notifications.webhooks.webhook import WebhookSecret


def test_the_published_example_is_signed_as_published() -> None:
    secret = WebhookSecret(b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
    at = datetime.fromtimestamp(1_614_265_330.9, UTC)

    headers = signed_headers([secret], "msg_p5jXN8AQM9LWM0D4loKWxJek", at, '{"test": 2432232314}')

    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_each_of_two_secrets_verifies_what_both_have_signed_and_a_third_does_not() -> None:
    old, new, other = (WebhookSecret.new() for _ in range(3))
    body = '{"subject":"Zürich €"}'

    headers = signed_headers([new, old], "id", datetime.now(UTC), body)

    for secret in (old, new):
        assert Webhook(secret.text).verify(body.encode(), headers) == {"subject": "Zürich €"}
    with pytest.raises(WebhookVerificationError):
        Webhook(other.text).verify(body.encode(), headers)


def test_a_secret_has_the_form_of_the_standard_and_does_not_show() -> None:
    secret = WebhookSecret.new()

    assert secret.text.startswith("whsec_")
    assert len(secret.raw) == 32
    assert secret.text[6:] not in repr(secret)
    assert str(secret.raw) not in repr(secret)
