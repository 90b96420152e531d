"""GET /users/.well-known/jwks.json: the public keys that access tokens verify with."""

from typing import Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel
from shared.http.problems import problems

from users.requests.injection import Deps

router = APIRouter(prefix="/users/.well-known", tags=["sessions"])


class PublicKey(BaseModel):
    kty: Literal["EC"]
    crv: Literal["P-256"]
    use: Literal["sig"]
    alg: Literal["ES256"]
    kid: str
    x: str
    y: str


class PublicKeys(BaseModel):
    keys: list[PublicKey]


@router.get("/jwks.json", operation_id="read_signing_keys", responses=problems())
async def read_keys(deps: Deps, response: Response) -> PublicKeys:
    """Read the keys that access tokens verify with."""
    # A name that a copy does not hold is asked for anew, so a copy may be old.
    response.headers["Cache-Control"] = "public, max-age=300"
    return PublicKeys(keys=[PublicKey.model_validate(key) for key in deps.signing_keys.published()])
