"""POST /users/password/forgot and reset."""

from fastapi import APIRouter
from pydantic import BaseModel
from shared.http.problems import problems

from users.accounts.flows.password_reset import forget_password, reset_password
from users.accounts.routes.registration import EmailRequest, NewPassword, OneTimeTokenText
from users.errors import InvalidOneTimeTokenError, TooManyAttemptsError
from users.requests.injection import ClientDep, Deps

router = APIRouter(prefix="/users/password", tags=["accounts"])


class ResetRequest(BaseModel):
    token: OneTimeTokenText
    password: NewPassword


@router.post("/forgot", operation_id="forget_password", status_code=202, responses=problems(TooManyAttemptsError))
async def forgot(deps: Deps, client: ClientDep, body: EmailRequest) -> None:
    """Mail a link that sets a new password, if the address has an account."""
    await forget_password(deps, client, body.email)


@router.post("/reset", operation_id="reset_password", status_code=204, responses=problems(InvalidOneTimeTokenError))
async def reset(deps: Deps, client: ClientDep, body: ResetRequest) -> None:
    """Set a new password by the token that was mailed. All sessions end."""
    await reset_password(deps, client, body.token, body.password)
