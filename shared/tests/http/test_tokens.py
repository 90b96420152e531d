import base64
import json
import time
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from jose import jwk, jwt
from shared.http.tokens import (
    Claims,
    InvalidTokenError,
    Jwks,
    NoKeysError,
    Scope,
    TokenVerifier,
    read_keys,
)
from stack.test_servers.signing import AUDIENCE, ISSUER, SESSION, USER, Publisher, jwks, new_key, payload, token

KEY = new_key()


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def verifier(publisher: Publisher | None = None, clock: Clock | None = None) -> TokenVerifier:
    keys = Jwks("http://users/jwks", (publisher or Publisher(jwks(k1=KEY))).http, clock=clock or Clock())
    return TokenVerifier(keys, ISSUER, AUDIENCE)


def raw(header: dict[str, Any] | str, body: dict[str, Any], signature: bytes = b"x" * 64) -> str:
    head = header if isinstance(header, str) else json.dumps(header)
    parts = (head.encode(), json.dumps(body).encode(), signature)
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


async def refused(text: str) -> str:
    with pytest.raises(InvalidTokenError) as refusal:
        await verifier().verify(text)
    assert refusal.value.status == 401
    return refusal.value.code


async def test_a_valid_token_names_its_caller() -> None:
    good = token(KEY, exp=int(time.time()) + 60)

    assert await verifier().verify(good) == Claims(
        USER,
        SESSION,
        None,
        frozenset({Scope.MARKET_READ, Scope.ACCOUNT}),
        "t1",
        payload(exp=int(time.time()) + 60)["exp"],
    )


async def test_a_token_of_an_api_key_names_the_key() -> None:
    claims = await verifier().verify(token(KEY, sid=None, key=str(SESSION), scope="market:read"))

    assert (claims.session_id, claims.key_id) == (None, SESSION)


async def test_a_scope_not_known_here_is_not_given() -> None:
    claims = await verifier().verify(token(KEY, scope="market:read moon:fly"))

    assert claims.scopes == {Scope.MARKET_READ}


async def test_the_algorithm_none_is_refused() -> None:
    for alg in ("none", "None", "NONE", ""):
        assert await refused(raw({"alg": alg, "typ": "at+jwt", "kid": "k1"}, payload())) == "invalid_token"


async def test_a_public_key_used_as_a_shared_secret_is_refused() -> None:
    """Algorithm confusion: a token signed with HS256, and the public key as the secret."""
    public = KEY.public_key().to_pem()
    secret = jwk.construct({"kty": "oct", "k": base64.urlsafe_b64encode(public).decode(), "alg": "HS256"}, "HS256")

    forged = jwt.encode(payload(), secret, "HS256", {"kid": "k1", "typ": "at+jwt"})

    assert await refused(forged) == "invalid_token"


async def test_another_curve_of_the_same_family_is_refused() -> None:
    private = ec.generate_private_key(ec.SECP384R1())
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    other = jwk.construct(pem, "ES384")

    forged = jwt.encode(payload(), other, "ES384", {"kid": "k1", "typ": "at+jwt"})

    assert await refused(forged) == "invalid_token"


async def test_a_token_signed_by_somebody_else_is_refused() -> None:
    assert await refused(token(new_key())) == "invalid_token"


async def test_a_changed_payload_is_refused() -> None:
    head, _, signature = token(KEY).split(".")
    _, body, _ = raw({}, payload(sub="018f2b6a-0000-7000-8000-00000000beef")).split(".")

    assert await refused(f"{head}.{body}.{signature}") == "invalid_token"


@pytest.mark.parametrize(
    "header",
    [
        {"kid": "k2"},
        {"kid": "../k1"},
        {"kid": 1},
        {"typ": "JWT"},
        {"typ": "rt+jwt"},
        {"crit": ["exp"]},
        {"jku": "http://127.0.0.1/jwks"},
        {"jwk": {**new_key().public_key().to_dict()}},
    ],
    ids=lambda header: f"{header}"[:24],
)
async def test_a_header_that_is_not_ours_is_refused(header: dict[str, Any]) -> None:
    assert await refused(token(KEY, header=header)) == "invalid_token"


FAR_FUTURE = 4_000_000_000


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "somebody"},
        {"iss": None},
        {"aud": "another-api"},
        {"aud": None},
        {"aud": ["another-api"]},
        {"sub": "root"},
        {"sub": None},
        {"jti": None},
        {"exp": None},
        {"nbf": None},
        {"iat": None},
        {"scope": None},
        {"sid": None},
        {"key": str(SESSION)},
        {"nbf": FAR_FUTURE},
        {"exp": "never"},
    ],
    ids=lambda changes: f"{changes}"[:30],
)
async def test_claims_that_are_not_ours_are_refused(changes: dict[str, Any]) -> None:
    assert await refused(token(KEY, **changes)) == "invalid_token"


async def test_an_expired_token_has_a_code_of_its_own() -> None:
    assert await refused(token(KEY, exp=int(time.time()) - 10)) == "token_expired"


async def test_clocks_may_differ_by_a_little() -> None:
    now = int(time.time())

    assert await verifier().verify(token(KEY, exp=now - 2, nbf=now + 2))


@pytest.mark.parametrize(
    "garbage",
    [
        "",
        ".",
        "..",
        "a.b",
        "a.b.c",
        "a.b.c.d",
        "é.é.é",
        "a b.c.d",
        "\x00.a.b",
        raw("[" * 2_000, {}),
        raw("[]", {}),
        raw("null", {}),
    ],
    ids=lambda garbage: repr(garbage[:12]),
)
async def test_garbage_is_refused(garbage: str) -> None:
    assert await refused(garbage) == "invalid_token"


async def test_an_oversized_token_is_refused_before_it_is_read() -> None:
    publisher = Publisher(jwks(k1=KEY))

    with pytest.raises(InvalidTokenError):
        await verifier(publisher).verify(token(KEY, more="x" * 5_000))

    assert publisher.requests == 0


@pytest.mark.parametrize(
    "document",
    ["", "[]", "{}", '{"keys":[]}', '{"keys":[{"kty":"EC","crv":"P-256","kid":"a","x":"AA","y":"AA"}]}'],
)
def test_a_document_that_is_no_key_set_is_refused_without_quoting_it(document: str) -> None:
    with pytest.raises(ValueError, match="JWK set"):
        read_keys(document)


def test_a_private_set_gives_keys_that_sign() -> None:
    private = json.dumps({"keys": [{**KEY.to_dict(), "kid": "k1"}]})

    (signing,) = read_keys(private).values()

    assert KEY.public_key().verify(b"x", signing.sign(b"x"))


async def test_without_any_keys_the_answer_is_503() -> None:
    with pytest.raises(NoKeysError) as refusal:
        await verifier(Publisher(None)).verify(token(KEY))

    assert (refusal.value.status, refusal.value.code) == (503, "auth_unavailable")


async def test_the_first_keys_are_fetched_as_soon_as_their_publisher_is_there() -> None:
    publisher, clock = Publisher(None), Clock()
    ours = verifier(publisher, clock)
    for _ in range(5):
        with pytest.raises(NoKeysError):
            await ours.verify(token(KEY))
    assert publisher.requests == 1

    publisher.document = jwks(k1=KEY)
    clock.now += 0.3
    assert await ours.verify(token(KEY))
    assert publisher.requests == 2


@pytest.mark.parametrize("broken", [None, "<html>", '{"keys":[]}'])
async def test_the_last_good_keys_serve_while_their_publisher_is_away(
    broken: str | None,
) -> None:
    publisher, clock = Publisher(jwks(k1=KEY)), Clock()
    ours = verifier(publisher, clock)
    await ours.verify(token(KEY))

    publisher.document = broken
    clock.now += 3_600
    with pytest.raises(InvalidTokenError):
        await ours.verify(token(KEY, header={"kid": "unknown"}))

    assert publisher.requests == 2
    assert await ours.verify(token(KEY))


async def test_an_unknown_key_is_fetched_once_in_five_seconds() -> None:
    new = new_key()
    publisher, clock = Publisher(jwks(k1=KEY)), Clock()
    ours = verifier(publisher, clock)
    await ours.verify(token(KEY))

    publisher.document = jwks(k2=new, k1=KEY)
    for _ in range(20):
        with pytest.raises(InvalidTokenError):
            await ours.verify(token(new, header={"kid": "k2"}))
    assert publisher.requests == 1

    clock.now += 6
    assert await ours.verify(token(new, header={"kid": "k2"}))
    assert await ours.verify(token(KEY))
    assert publisher.requests == 2
