from typing import Any

import pytest
from users.tables import mails, security_events

from ..people import PASSWORD, Person
from ..revoked import Revoked

NEW = "unrelated-words-make-sense"


async def change(person: Person, current: str = PASSWORD, new: str = NEW) -> Any:
    return await person.ask("POST", "me/password", {"current_password": current, "new_password": new})


async def test_a_new_password_ends_every_other_session_and_is_told(person: Person, revoked: Revoked) -> None:
    others = [await person.open_session() for _ in range(2)]

    assert (await change(person)).status_code == 204

    assert (await person.ask("GET", "me")).status_code == 200
    for other in others:
        answer = await other.ask("GET", "me")
        assert (answer.status_code, answer.json()["code"]) == (401, "session_ended")
    events = await revoked.of(person.user_id)
    assert {(event.kind, event.id, event.reason) for event in events} == {
        ("session", other.session_id, "password_changed") for other in others
    }
    assert [mail.kind for mail in await person.rows(mails)] == ["password_changed"]
    assert [event.kind for event in await person.rows(security_events)] == ["password_changed"]


async def test_from_then_on_only_the_new_password_counts(person: Person) -> None:
    await change(person)

    assert (await change(person)).json()["code"] == "wrong_credentials"
    assert (await change(person, NEW, PASSWORD)).status_code == 204


async def test_nothing_changes_without_the_password(person: Person) -> None:
    other = await person.open_session()

    answer = await change(person, "wrong")

    assert (answer.status_code, answer.json()["code"]) == (403, "wrong_credentials")
    assert answer.json()["errors"] == [{"field": "current_password", "message": "This is not your password"}]
    assert (await other.ask("GET", "me")).status_code == 200


@pytest.mark.parametrize("new", ["short", "password1234", "aaaaaaaaaaaaaaaa", "x" * 1_024])
async def test_a_weak_password_is_refused_at_its_field(person: Person, new: str) -> None:
    answer = await change(person, new=new)

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "new_password")
    assert (await change(person)).status_code == 204


async def test_the_own_username_is_no_password(person: Person) -> None:
    answer = await change(person, new=f"{person.username}-and-more")

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "new_password")


async def test_no_answer_repeats_a_password(person: Person) -> None:
    for body in ({"current_password": ["hunter2hunter2"]}, {"current_password": "hunter2hunter2" * 100}):
        assert "hunter2" not in (await person.ask("POST", "me/password", body)).text
