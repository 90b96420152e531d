"""One request to a webhook: to an address that was checked, with the certificate of the name, no redirects, bounded."""

import asyncio
import ssl
from collections.abc import Mapping
from typing import Final

import httpx
from shared.http.outgoing.target import RefusedTargetError, Target, Targets

_IN_ALL_SECONDS: Final = 10
_CONNECT_SECONDS: Final = 4
_MOST_ADDRESSES: Final = 3
_AGENT: Final = "Tidemark-Webhooks/1"
_GONE: Final = 410


class UnsentError(Exception):
    """The receiver did not accept it. The text is for the webhook's owner: it holds nothing that the receiver said.

    `status`: the answer's, None where there was none.
    """

    def __init__(self, reason: str, status: int | None = None) -> None:
        super().__init__(reason)
        self.status = status

    @property
    def is_gone(self) -> bool:
        return self.status == _GONE


class Sender:
    """Sends requests. Only the status of an answer is read; its body is not, and no connection is used twice.

    A connection belongs to an address, not to the name whose certificate was checked: kept open, it could serve
    another name at the same address.
    """

    def __init__(self, targets: Targets) -> None:
        self._targets = targets
        self._client = httpx.AsyncClient(
            verify=ssl.create_default_context(),
            trust_env=False,  # no proxies, no .netrc
            follow_redirects=False,
            timeout=httpx.Timeout(_IN_ALL_SECONDS, connect=_CONNECT_SECONDS),
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=0),
        )

    async def send(self, url: str, headers: Mapping[str, str], body: str) -> int:
        """Post `body` as JSON; returns the status of an answer that accepts it (2xx).

        Raises:
            UnsentError: it was not sent, not answered in time, or answered otherwise.
        """
        try:
            async with asyncio.timeout(_IN_ALL_SECONDS):
                status = await self._post(await self._targets.find_from_text(url), headers, body)
        except RefusedTargetError as error:
            raise UnsentError(f"not sent: {error}") from error
        except TimeoutError as error:
            raise UnsentError(f"no answer within {_IN_ALL_SECONDS} s") from error
        except (httpx.HTTPError, OSError, ValueError) as error:  # the latter: a name that TLS refuses
            raise UnsentError(_reason(error)) from error
        if not httpx.codes.is_success(status):
            follows = "; redirects are not followed" if httpx.codes.is_redirect(status) else ""
            raise UnsentError(f"answered {status}{follows}", status)
        return status

    async def _post(self, target: Target, headers: Mapping[str, str], body: str) -> int:
        """Try the addresses one after the other until one takes the connection."""
        *others, last = target.addresses[:_MOST_ADDRESSES]
        for address in others:
            try:
                return await self._post_to(address, target.url, headers, body)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue
        return await self._post_to(last, target.url, headers, body)

    async def _post_to(self, address: str, url: httpx.URL, headers: Mapping[str, str], body: str) -> int:
        """The address takes the place of the name in the URL; the name goes into `Host`, and into TLS."""
        fixed = {"Host": url.netloc.decode(), "Content-Type": "application/json", "User-Agent": _AGENT}
        request = self._client.build_request(
            "POST",
            url.copy_with(host=address),
            headers={**headers, **fixed},
            content=body.encode(),
            extensions={"sni_hostname": url.raw_host.decode()},
        )
        answer = await self._client.send(request, stream=True)
        await answer.aclose()
        return answer.status_code

    async def close(self) -> None:
        await self._client.aclose()


def _reason(error: Exception) -> str:
    if isinstance(error, httpx.TimeoutException):
        return "no answer in time"
    if isinstance(error, httpx.ConnectError):
        is_certificate = "CERTIFICATE_VERIFY_FAILED" in str(error)
        return "its certificate is not valid for its name" if is_certificate else "no connection"
    return "the connection broke" if isinstance(error, httpx.NetworkError | OSError) else "no valid answer"
