"""Every route of an account, against everybody who is not its owner."""

import re
from uuid import uuid4

import httpx
import pytest
from shared.http.tokens import Scope

from ..people import Person

ROUTES = [
    ("GET", "me"),
    ("PATCH", "me"),
    ("DELETE", "me"),
    ("GET", "me/preferences"),
    ("PUT", "me/preferences"),
    ("POST", "me/password"),
    ("GET", "me/sessions"),
    ("DELETE", "me/sessions/{id}"),
    ("GET", "me/events"),
    ("GET", "me/api-keys"),
    ("POST", "me/api-keys"),
    ("DELETE", "me/api-keys/{id}"),
    ("GET", "me/webhooks"),
    ("POST", "me/webhooks"),
    ("PATCH", "me/webhooks/{id}"),
    ("DELETE", "me/webhooks/{id}"),
    ("POST", "me/webhooks/{id}/secret"),
    ("POST", "me/webhooks/{id}/test"),
    ("GET", "me/webhooks/{id}/deliveries"),
]
each_route = pytest.mark.parametrize(("method", "path"), ROUTES)


async def ask(person: Person, method: str, path: str, headers: dict[str, str]) -> httpx.Response:
    return await person.client.request(method, f"/users/{path.format(id=uuid4())}", headers=headers)


async def test_the_routes_below_are_all_there_are(person: Person) -> None:
    document = person.app.openapi()["paths"]
    served = {
        (method.upper(), re.sub(r"{\w+}", "{id}", path))
        for path, operations in document.items()
        if path.startswith("/users/me")
        for method in operations
    }

    assert served == {(method, f"/users/{path}") for method, path in ROUTES}


@each_route
async def test_nobody_is_let_in_without_a_token_whatever_the_headers_say(
    person: Person, method: str, path: str
) -> None:
    forged = {name: str(person.user_id) for name in ("X-User-Id", "X-User-ID", "X-User", "X-Forwarded-User")}
    forged |= {"X-User-Scopes": "account", "X-User-Session": str(person.session_id), "Cookie": f"user={person.user_id}"}

    answer = await ask(person, method, path, forged)

    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")


@pytest.mark.parametrize("path", [path for method, path in ROUTES if method == "GET" and "{id}" not in path])
async def test_forged_headers_do_not_make_a_token_somebody_else_s(person: Person, stranger: Person, path: str) -> None:
    await person.ask("POST", "me/api-keys", {"name": "bot", "scopes": ["market:read"]})
    headers = {"Authorization": f"Bearer {stranger.token}", "X-User-Id": str(person.user_id)}

    answer = await person.client.get(f"/users/{path}", headers=headers)

    assert answer.status_code == 200
    for theirs in (person.user_id, person.session_id, person.email, "bot"):
        assert str(theirs) not in answer.text


@each_route
async def test_an_api_key_opens_no_route_of_an_account(person: Person, method: str, path: str) -> None:
    token = person.key_token(*(scope for scope in Scope if scope is not Scope.ACCOUNT))

    answer = await ask(person, method, path, {"Authorization": f"Bearer {token}"})

    assert (answer.status_code, answer.json()["code"]) == (403, "missing_scope")


@each_route
async def test_not_even_a_key_that_claims_the_account_opens_one(person: Person, method: str, path: str) -> None:
    headers = {"Authorization": f"Bearer {person.key_token(*Scope)}"}

    assert (await ask(person, method, path, headers)).status_code == 401


@each_route
async def test_a_session_that_has_ended_opens_nothing_though_its_token_lives(
    person: Person, method: str, path: str
) -> None:
    await person.ask("DELETE", f"me/sessions/{person.session_id}")

    answer = await ask(person, method, path, {"Authorization": f"Bearer {person.token}"})

    assert (answer.status_code, answer.json()["code"]) == (401, "session_ended")


@pytest.mark.parametrize("path", ["me/sessions/{id}", "me/api-keys/{id}"])
async def test_somebody_else_s_ids_are_not_there(person: Person, stranger: Person, path: str) -> None:
    created = await person.ask("POST", "me/api-keys", {"name": "bot", "scopes": ["market:read"]})
    ids = (person.session_id, created.json()["key_id"], person.user_id, uuid4())

    answers = [await stranger.ask("DELETE", path.format(id=one)) for one in ids]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.json()["detail"] for answer in answers}) == 1
    assert len((await person.get("me/sessions"))["items"]) == 1
    assert (await person.get("me/api-keys"))["items"][0]["revoked_at"] is None


async def test_a_token_of_a_session_that_is_somebody_else_s_opens_nothing(person: Person, stranger: Person) -> None:
    mixed = person.deps.access_tokens.of_session(person.user_id, stranger.session_id).token

    answer = await ask(person, "GET", "me", {"Authorization": f"Bearer {mixed}"})

    assert (answer.status_code, answer.json()["code"]) == (401, "session_ended")


async def test_every_operation_of_an_account_says_what_it_may_answer(person: Person) -> None:
    for path, operations in person.app.openapi()["paths"].items():
        if "/me" in path:
            for operation in operations.values():
                assert {"400", "401", "403", "503"} <= operation["responses"].keys(), operation["operationId"]
                assert "422" not in operation["responses"]


async def test_what_the_gateway_alone_may_ask_is_in_no_document(person: Person) -> None:
    assert not [path for path in person.app.openapi()["paths"] if "internal" in path]
