"""SQL of credentials, and of the claims that keep usernames and emails unique."""

from typing import Any
from uuid import UUID

from shared.events.ids import uuid7
from sqlalchemy import ColumnElement, Row, Text, cast, func, select, update
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from users.accounts.credentials import Credentials
from users.tables import held_usernames, sessions, users


async def fetch_credentials(conn: AsyncConnection, login: str) -> Credentials | None:
    """The account of an email address (what holds an @) or else of a username, in any case of letters."""
    column = users.c.email if "@" in login else users.c.username
    if "\0" in login:  # which PostgreSQL refuses as text
        return None
    return await _fetch(conn, func.lower(column) == func.lower(login))


async def fetch_credentials_of(conn: AsyncConnection, user_id: UUID) -> Credentials | None:
    return await _fetch(conn, users.c.id == user_id)


async def _fetch(conn: AsyncConnection, which: ColumnElement[bool]) -> Credentials | None:
    addresses = select(func.array_agg(sessions.c.address.distinct(), type_=ARRAY(Text))).where(
        sessions.c.user_id == users.c.id
    )
    known = func.coalesce(addresses.scalar_subquery(), cast([], ARRAY(Text)))
    row = (await conn.execute(select(users, known.label("addresses")).where(which))).one_or_none()
    return None if row is None else _credentials(row)


def _credentials(row: Row[Any]) -> Credentials:
    return Credentials(
        row.id,
        row.username,
        row.email,
        row.password_hash,
        row.email_verified_at is not None,
        frozenset(row.addresses),
    )


async def claim_username(conn: AsyncConnection, username: str, *, besides: UUID | None = None) -> bool:
    """Whether this transaction may give the name to an account (`besides`: that has it already, in other letters).

    Until its end nobody else may claim the same name.
    """
    name = func.lower(username)
    await conn.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(func.concat("username:", name), 0))))
    owner = select(users.c.id).where(func.lower(users.c.username) == name, users.c.id.is_distinct_from(besides))
    held = select(held_usernames.c.username).where(held_usernames.c.username == name)
    taken: bool = await conn.scalar(select(owner.exists() | held.exists())) or False
    return not taken


async def hold_username(conn: AsyncConnection, username: str) -> None:
    """Hold a name, so that nobody can have it, as if an account had it."""
    await conn.execute(insert(held_usernames).values(username=func.lower(username)).on_conflict_do_nothing())


async def insert_account(conn: AsyncConnection, username: str, email: str, password_hash: str) -> UUID | None:
    """Add an account under a claimed username; None if the email has one."""
    row = {"id": uuid7(), "username": username, "email": email, "password_hash": password_hash}
    added: UUID | None = await conn.scalar(insert(users).values(row).on_conflict_do_nothing().returning(users.c.id))
    return added


async def lock_password_hash(conn: AsyncConnection, user_id: UUID) -> str | None:
    """Lock and return the password's hash, unchanged until this transaction ends; None: there is no such account."""
    this = select(users.c.password_hash).where(users.c.id == user_id)
    # The same lock as an update of the hash takes: rows that refer to the account can still be added meanwhile.
    found: str | None = await conn.scalar(this.with_for_update(key_share=True))
    return found


async def update_password(conn: AsyncConnection, user_id: UUID, password_hash: str) -> None:
    await _update(conn, user_id, password_hash=password_hash)


async def mark_verified(conn: AsyncConnection, user_id: UUID, email: str) -> bool:
    """Whether the account still has this address, and it was not verified before."""
    waiting = users.c.id == user_id, users.c.email == email, users.c.email_verified_at.is_(None)
    values = {"email_verified_at": func.now(), "updated_at": func.now()}
    done = await conn.execute(update(users).where(*waiting).values(values).returning(users.c.id))
    return done.one_or_none() is not None


async def update_email(conn: AsyncConnection, user_id: UUID, email: str) -> None:
    """Set an address that its owner has verified.

    Raises:
        IntegrityError: another account has it.
    """
    await _update(conn, user_id, email=email, email_verified_at=func.now())


async def _update(conn: AsyncConnection, user_id: UUID, **values: Any) -> None:
    await conn.execute(update(users).where(users.c.id == user_id).values(**values, updated_at=func.now()))
