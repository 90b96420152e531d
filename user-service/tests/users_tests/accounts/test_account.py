from collections import Counter
from typing import Any

import pytest
from users.access.tokens import hash_of
from users.tables import mails, one_time_tokens, security_events

from ..people import PASSWORD, Person


async def test_an_account_is_read_by_its_owner(person: Person) -> None:
    me = await person.get("me")

    assert (me["user_id"], me["username"], me["email"]) == (str(person.user_id), person.username, person.email)
    assert me["email_verified"] is True
    assert set(me) == {"user_id", "username", "email", "email_verified", "created_at", "updated_at"}


async def test_a_new_username_counts_at_once(person: Person) -> None:
    answer = await person.ask("PATCH", "me", {"username": f"{person.username}-2"})

    assert (answer.status_code, answer.json()["username"]) == (200, f"{person.username}-2")
    assert (await person.get("me"))["username"] == f"{person.username}-2"
    assert answer.json()["updated_at"] > answer.json()["created_at"]


async def test_a_username_may_change_its_letters_case_and_be_set_again(person: Person) -> None:
    for name in (person.username.upper(), person.username.upper()):
        assert (await person.ask("PATCH", "me", {"username": name})).json()["username"] == name


async def test_somebody_else_s_username_is_taken_in_any_case(person: Person, stranger: Person) -> None:
    answer = await person.ask("PATCH", "me", {"username": stranger.username.upper()})

    assert (answer.status_code, answer.json()["code"]) == (409, "username_taken")
    assert (await person.get("me"))["username"] == person.username


@pytest.mark.parametrize(
    "body", [{"username": "a b"}, {"username": "admin"}, {"email": "nobody"}, {"user_id": "x"}, []]
)
async def test_what_cannot_be_set_is_refused(person: Person, body: Any) -> None:
    answer = await person.ask("PATCH", "me", body)

    assert (answer.status_code, answer.json()["code"]) == (400, "validation_error")


async def test_nothing_to_change_changes_nothing(person: Person) -> None:
    before = await person.get("me")

    assert (await person.ask("PATCH", "me", {})).json() == before
    assert (await person.ask("PATCH", "me", {"email": person.email})).json() == before
    assert await person.rows(mails) == []


async def test_a_new_address_waits_for_its_owner_and_the_old_one_is_told(person: Person) -> None:
    new = f"new-{person.email}"

    answer = await person.ask("PATCH", "me", {"email": new, "current_password": PASSWORD})

    assert (answer.status_code, answer.json()["email"]) == (200, person.email)
    queued = {mail.recipient: mail for mail in await person.rows(mails)}
    assert {recipient: mail.kind for recipient, mail in queued.items()} == {
        new: "change_email",
        person.email: "email_changed",
    }
    assert queued[person.email].parameters["new_email"] == new
    assert "token" not in queued[person.email].parameters
    (token,) = await person.rows(one_time_tokens)
    assert (token.purpose, token.email) == ("change_email", new)
    assert token.token_hash == hash_of(queued[new].parameters["token"])


async def test_a_new_address_needs_the_password(person: Person) -> None:
    new = f"new-{person.email}"

    missing = await person.ask("PATCH", "me", {"email": new})
    wrong = await person.ask("PATCH", "me", {"email": new, "username": "other-name", "current_password": "wrong"})

    assert (missing.status_code, missing.json()["errors"][0]["field"]) == (400, "current_password")
    assert (wrong.status_code, wrong.json()["code"]) == (403, "wrong_credentials")
    assert wrong.json()["errors"][0]["field"] == "current_password"
    assert await person.rows(mails) == []
    assert (await person.get("me"))["username"] == person.username
    assert [event.kind for event in await person.rows(security_events)] == ["login_failed"]


async def test_whether_an_address_has_an_account_does_not_show(person: Person, stranger: Person) -> None:
    known = await person.ask("PATCH", "me", {"email": stranger.email.upper(), "current_password": PASSWORD})

    assert (known.status_code, known.json()) == (200, await person.get("me"))
    (told,) = await stranger.rows(mails)
    assert (told.kind, told.recipient) == ("already_registered", stranger.email)
    assert [mail.kind for mail in await person.rows(mails)] == ["email_changed"]


async def test_passwords_are_not_tried_out_with_a_stolen_session(person: Person) -> None:
    body = {"email": f"new-{person.email}", "current_password": "wrong"}
    answers = [await person.ask("PATCH", "me", body) for _ in range(8)]

    refused = [answer for answer in answers if answer.status_code == 429]
    assert {answer.status_code for answer in answers[:5]} == {403}
    assert refused
    assert refused[0].json()["code"] == "too_many_attempts"
    assert int(refused[0].headers["Retry-After"]) >= 1
    assert (await person.ask("DELETE", "me", {"password": PASSWORD})).status_code == 429


async def test_nobody_is_flooded_with_mails_to_confirm(person: Person) -> None:
    body = {"email": f"new-{person.email}", "current_password": PASSWORD}
    answers = [await person.ask("PATCH", "me", body) for _ in range(5)]

    assert {answer.status_code for answer in answers} == {200}
    assert Counter(mail.recipient for mail in await person.rows(mails))[f"new-{person.email}"] == 3
