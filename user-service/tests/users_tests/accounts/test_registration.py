import asyncio
from dataclasses import replace

import pytest
from fastapi import FastAPI
from shared.settings import Deployment
from sqlalchemy import func, select
from users.access.passwords import HASHES
from users.settings import Settings
from users.tables import users

from ..people import PASSWORD as PERSONS_PASSWORD
from ..people import Person
from ..visitors import PASSWORD, Visitor, new_name, registered


async def accounts_of(visitor: Visitor) -> int:
    async with visitor.deps.database.begin() as conn:
        count = select(func.count()).where(func.lower(users.c.email) == visitor.email.lower())
        return await conn.scalar(count) or 0


def hashes() -> float:
    return HASHES._value.get()  # type: ignore[no-any-return]  # the counter's own cell


async def test_a_new_account_can_log_in_where_mail_is_not_set_up(app: FastAPI) -> None:
    visitor = Visitor(app)

    answer = await visitor.register()

    assert answer.status_code == 201
    assert answer.json() == {"username": visitor.name, "email": visitor.email, "verification": "off"}
    assert [kind for kind, _ in await visitor.mails()] == ["verify_email"]
    assert await visitor.is_signed_in(await visitor.tokens())
    assert await visitor.events() == ["registered", "logged_in"]


async def test_a_known_email_gets_the_same_answer_after_the_same_hashing_and_its_owner_a_mail(app: FastAPI) -> None:
    owner = Visitor(app)
    before = hashes()
    first = await owner.register()
    hashed = hashes() - before
    other = new_name()

    before = hashes()
    second = await owner.register(username=other, email=owner.email.upper().replace("EXAMPLE", "Example"))

    assert hashes() - before == hashed
    assert second.status_code == first.status_code
    assert second.json().keys() == first.json().keys()
    assert second.json()["username"] == other
    assert [kind for kind, _ in await owner.mails()] == ["verify_email", "already_registered"]
    assert await accounts_of(owner) == 1


async def test_asking_for_the_name_again_does_not_tell_whether_the_email_was_known(app: FastAPI) -> None:
    known, stranger = await registered(app), Visitor(app)
    answers = []
    for email in (known.email, stranger.email):
        name = new_name()
        await stranger.register(username=name, email=email)
        answers.append(await stranger.register(username=name.upper(), email=f"{name}@example.org"))

    assert [answer.status_code for answer in answers] == [409, 409]
    assert answers[0].json()["code"] == answers[1].json()["code"] == "username_taken"


async def test_a_taken_username_is_a_conflict_in_any_case_of_letters(app: FastAPI) -> None:
    owner = await registered(app)

    answer = await owner.register(username=owner.name.upper(), email=f"other-{owner.email}")

    assert (answer.status_code, answer.json()["code"]) == (409, "username_taken")
    assert answer.json()["errors"][0]["field"] == "username"


async def test_many_registrations_of_one_email_at_once_give_one_account_and_the_same_answers(app: FastAPI) -> None:
    visitor = Visitor(app)

    answers = await asyncio.gather(*(visitor.register(username=new_name()) for _ in range(8)))

    assert {answer.status_code for answer in answers} == {201}
    assert await accounts_of(visitor) == 1


async def test_many_registrations_of_one_username_at_once_give_it_to_one(app: FastAPI) -> None:
    visitor = Visitor(app)
    emails = [f"{new_name()}@example.org" for _ in range(8)]

    answers = await asyncio.gather(*(visitor.register(email=email) for email in emails))

    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 7


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"username": "al"}, "username"),
        ({"username": "a" * 31}, "username"),
        ({"username": "аlice-cyrillic"}, "username"),  # noqa: RUF001 - the first letter is Cyrillic: that is the point
        ({"username": "al\u200bice"}, "username"),
        ({"username": "al ice"}, "username"),
        ({"username": "ALİCE"}, "username"),
        ({"username": "Admin"}, "username"),
        ({"username": "a\x00ice"}, "username"),
        ({"email": "nobody"}, "email"),
        ({"email": "a@b"}, "email"),
        ({"email": "a@desk.invalid"}, "email"),
        ({"email": "a\r\nBcc: x@example.org"}, "email"),
        ({"email": "a@example.org,b@example.org"}, "email"),
        ({"email": "a\x00b@example.org"}, "email"),
        ({"password": "short"}, "password"),
        ({"password": "password1234"}, "password"),
        ({"password": "x9!" * 43}, "password"),
        ({"password": ""}, "password"),
    ],
)
async def test_what_cannot_be_had_is_refused_with_its_field(app: FastAPI, changes: dict[str, str], field: str) -> None:
    answer = await Visitor(app).register(**changes)

    assert (answer.status_code, answer.json()["code"]) == (400, "validation_error")
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert PASSWORD not in answer.text


async def test_a_password_may_be_composed_differently_at_another_keyboard(app: FastAPI) -> None:
    visitor = Visitor(app)
    await visitor.register(password="crème brûlée on tuesdays")

    answer = await visitor.login("cre\u0300me bru\u0302le\u0301e on tuesdays")

    assert answer.status_code == 200


async def test_only_json_is_taken(app: FastAPI) -> None:
    visitor = Visitor(app)
    body = {"username": visitor.name, "email": visitor.email, "password": PASSWORD}

    answer = await visitor.post("register", body, **{"Content-Type": "text/plain"})

    assert answer.status_code == 415


INNER = ("trader-{}@desk.local", "{}@localhost", "a-{}@b.test", "ops-{}@corp.internal")


@pytest.mark.parametrize("address", INNER)
async def test_the_first_account_of_an_inner_network_can_be_made_locally(app: FastAPI, address: str) -> None:
    visitor = Visitor(app)
    email = address.format(visitor.name)

    assert (await visitor.register(email=email)).status_code == 201
    assert (await visitor.login(login=email)).status_code == 200


@pytest.mark.parametrize("address", INNER)
async def test_elsewhere_an_inner_network_is_accepted_only_if_the_setting_names_it(
    app: FastAPI, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor, settings = Visitor(app), app.state.dependencies.settings
    email, inner = address.format(visitor.name), address.rpartition("@")[2].rpartition(".")[2]
    statuses = []
    for deployment, named in ((Deployment.PRODUCTION, None), (Deployment.PRODUCTION, (inner,)), (Deployment.LOCAL, ())):
        changed = settings.model_copy(update={"deployment": deployment, "email_inner_domains": named})
        with monkeypatch.context() as patched:
            patched.setitem(app.state._state, "dependencies", replace(visitor.deps, settings=changed))
            config = await visitor.get("config", "")
            answer = await visitor.register(email=email, username=new_name())
        assert config.json()["email_inner_domains"] == list(named or ())
        statuses.append((answer.status_code, [error["field"] for error in answer.json().get("errors", [])]))

    assert statuses == [(400, ["email"]), (201, []), (400, ["email"])]
    assert "EMAIL_INNER_DOMAINS" in answer.text


async def test_an_account_cannot_change_to_an_address_of_an_inner_network_that_is_not_accepted(
    app: FastAPI, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = person.deps.settings.model_copy(update={"email_inner_domains": ("internal",)})
    monkeypatch.setitem(app.state._state, "dependencies", replace(person.deps, settings=settings))
    change = {"current_password": PERSONS_PASSWORD}

    refused = await person.ask("PATCH", "me", change | {"email": f"{person.username}@desk.local"})
    taken = await person.ask("PATCH", "me", change | {"email": f"{person.username}@desk.internal"})

    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "email")
    assert taken.status_code == 200


def test_the_setting_is_a_list_with_commas(settings: Settings) -> None:
    read = Settings.model_validate(settings.model_dump() | {"email_inner_domains": " .Local, desk.internal,,mailhost "})

    assert read.email_inner_domains == ("local", "desk.internal", "mailhost")
