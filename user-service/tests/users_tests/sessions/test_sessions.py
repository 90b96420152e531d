from uuid import uuid4

from users.tables import security_events

from ..people import Person
from ..revoked import Revoked


async def test_the_living_sessions_are_listed_and_one_s_own_is_named(person: Person, stranger: Person) -> None:
    other = await person.open_session()

    page = await person.get("me/sessions")

    assert page["next"] is None
    assert {item["session_id"]: item["current"] for item in page["items"]} == {
        str(person.session_id): True,
        str(other.session_id): False,
    }
    assert (page["items"][0]["device"], page["items"][0]["address"]) == ("Firefox on Linux", "192.0.2.1")
    assert str(stranger.session_id) not in str(page)


async def test_an_ended_session_is_refused_at_once_and_everybody_is_told(person: Person, revoked: Revoked) -> None:
    other = await person.open_session()

    answer = await person.ask("DELETE", f"me/sessions/{other.session_id}")

    assert answer.status_code == 204
    assert (await other.ask("GET", "me")).json()["code"] == "session_ended"
    (event,) = await revoked.of(person.user_id)
    assert (event.kind, event.id, event.reason) == ("session", other.session_id, "session_revoked")
    assert [found.kind for found in await person.rows(security_events)] == ["session_revoked"]
    assert len((await person.get("me/sessions"))["items"]) == 1


async def test_a_session_that_is_not_there_cannot_be_ended(person: Person) -> None:
    other = await person.open_session()
    await person.ask("DELETE", f"me/sessions/{other.session_id}")

    for session_id in (other.session_id, uuid4()):
        answer = await person.ask("DELETE", f"me/sessions/{session_id}")
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_session")


async def test_one_may_end_the_session_that_asks(person: Person) -> None:
    assert (await person.ask("DELETE", f"me/sessions/{person.session_id}")).status_code == 204
    assert (await person.ask("GET", "me/sessions")).status_code == 401
