"""POST /users/register, verify, verify/resend; GET /users/config."""

from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field
from shared.http.problems import problems

from users.accounts.email_address import Email
from users.accounts.flows import registration as flows
from users.accounts.flows.accepted_email import accepted_inner_domains
from users.accounts.flows.verification import verify_email
from users.accounts.username import Username
from users.errors import InvalidOneTimeTokenError, TooManyAttemptsError, UsernameTakenError
from users.requests.injection import ClientDep, Deps
from users.settings import Settings

router = APIRouter(prefix="/users", tags=["accounts"])

Verification = Literal["required", "off"]
OneTimeTokenText = Annotated[str, Field(min_length=1, max_length=200, description="The token of the mail's link")]
NewPassword = Annotated[str, Field(min_length=1, max_length=1_024, examples=["violet anchor tundra 42"])]


class RegisterRequest(BaseModel):
    username: Username
    email: Email
    password: NewPassword


class Registered(BaseModel):
    username: str
    email: str
    verification: Verification
    """`required`: log in after following the link in the mail."""


class TokenRequest(BaseModel):
    token: OneTimeTokenText


class EmailRequest(BaseModel):
    email: Email


class Config(BaseModel):
    """What the pages must know before anybody is signed in."""

    verification: Verification
    mail: bool
    """Whether mails leave this machine."""
    password_min: int
    email_inner_domains: list[str]
    """Domains of inner networks whose addresses are accepted, as those of public domains always are."""


def _verification(settings: Settings) -> Verification:
    return "required" if settings.verification_required else "off"


@router.post(
    "/register",
    operation_id="register",
    status_code=201,
    responses=problems(UsernameTakenError, TooManyAttemptsError),
)
async def register(deps: Deps, client: ClientDep, body: RegisterRequest) -> Registered:
    """Open an account. For an email that has one the answer is the same, and its owner gets a mail."""
    await flows.register(deps, client, body.username, body.email, body.password)
    return Registered(username=body.username, email=body.email, verification=_verification(deps.settings))


@router.post("/verify", operation_id="verify_email", status_code=204, responses=problems(InvalidOneTimeTokenError))
async def verify(deps: Deps, client: ClientDep, body: TokenRequest) -> None:
    """Confirm an address by the token that was mailed to it."""
    await verify_email(deps, client, body.token)


@router.post(
    "/verify/resend", operation_id="resend_verification", status_code=202, responses=problems(TooManyAttemptsError)
)
async def resend(deps: Deps, client: ClientDep, body: EmailRequest) -> None:
    """Send the mail again, if there is an account that waits for it."""
    await flows.resend_verification(deps, client, body.email)


@router.get("/config", operation_id="read_account_config", responses=problems())
async def read_config(deps: Deps) -> Config:
    """Read whether an address must be verified, which are accepted, and how long a password must be."""
    settings = deps.settings
    return Config(
        verification=_verification(settings),
        mail=settings.smtp_url is not None,
        password_min=settings.password_min,
        email_inner_domains=list(accepted_inner_domains(settings)),
    )
