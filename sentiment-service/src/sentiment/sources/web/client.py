"""The one HTTP client of the sources: to an address that was checked, at every redirect; bounded; keys out of sight."""

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

import httpx
from shared.http.outgoing.target import RefusedTargetError, Target, Targets

from sentiment.sources.source import SourceError
from sentiment.sources.web.answer import Answer
from sentiment.sources.web.body import read_body

_IN_ALL_SECONDS: Final = 10
_CONNECT_SECONDS: Final = 4
_MOST_ADDRESSES: Final = 3
_MOST_REDIRECTS: Final = 5
_REDIRECTS: Final = (301, 302, 303, 307, 308)
_FOR_GOOD: Final = (301, 308)
_LONGEST_PLACE: Final = 200
_FIXED: Final = {"User-Agent": "Tidemark-Sentiment/1", "Accept-Encoding": "gzip"}
_NONE: Final[Mapping[str, str]] = {}


class WebClient:
    """Sends requests, each over a connection of its own: one that is kept belongs to an address, not to a name.

    `secrets` are headers that go to the first host only; neither they nor a URL's query are in any error's text.
    """

    def __init__(self, targets: Targets, within_seconds: float = _IN_ALL_SECONDS) -> None:
        self._targets = targets
        self._within = within_seconds
        self._client = httpx.AsyncClient(
            verify=ssl.create_default_context(),
            trust_env=False,  # no proxies, no .netrc
            follow_redirects=False,
            timeout=httpx.Timeout(within_seconds, connect=min(_CONNECT_SECONDS, within_seconds)),
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=0),
        )

    async def get(
        self,
        url: str,
        *,
        parameters: Mapping[str, str] = _NONE,
        headers: Mapping[str, str] = _NONE,
        secrets: Mapping[str, str] = _NONE,
    ) -> Answer:
        """Ask for `url` with `parameters` added to its query; redirects are followed, with a key only to its own host.

        Raises:
            SourceError: there was no answer, or it is too large. (One with a status of refusal is an answer.)
        """
        return await self._bounded(_Request("GET", _url(url, parameters), headers, secrets))

    async def post(
        self, url: str, form: Mapping[str, str], *, headers: Mapping[str, str], secrets: Mapping[str, str]
    ) -> Answer:
        """Send a form. Redirects are not followed.

        Raises:
            SourceError: as above.
        """
        return await self._bounded(_Request("POST", _url(url, _NONE), headers, secrets, form))

    async def close(self) -> None:
        await self._client.aclose()

    async def _bounded(self, request: "_Request") -> Answer:
        try:
            async with asyncio.timeout(self._within):
                return await self._follow(request)
        except TimeoutError:
            raise SourceError(f"no answer within {self._within:g} s") from None
        # `from None`: the libraries' texts may quote headers and queries.
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            raise SourceError(_reason(error, self._within)) from None

    async def _follow(self, request: "_Request") -> Answer:
        """Follow redirects. What goes wrong after one is said with the place that it led to."""
        where, is_for_good = request.first, True
        for redirects in range(_MOST_REDIRECTS + 1):
            try:
                answer = await self._ask(request, where)
            except (RefusedTargetError, SourceError) as error:
                raise SourceError(_moved(where, str(error)) if redirects else str(error)) from None
            location = answer.headers.get("location")
            if answer.status not in _REDIRECTS or location is None:
                return replace(answer, is_moved=redirects > 0, is_moved_for_good=redirects > 0 and is_for_good)
            is_for_good = is_for_good and answer.status in _FOR_GOOD
            where = where.join(location).copy_with(fragment=None)
            request.require_may_follow(where)
        raise SourceError(f"moved more than {_MOST_REDIRECTS} times")

    async def _ask(self, request: "_Request", where: httpx.URL) -> Answer:
        """Try the addresses one after the other until one takes the connection."""
        target = await self._targets.find(where)
        *others, last = target.addresses[:_MOST_ADDRESSES]
        for address in others:
            try:
                return await self._ask_at(address, request, target)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue
        return await self._ask_at(last, request, target)

    async def _ask_at(self, address: str, request: "_Request", target: Target) -> Answer:
        """The address takes the place of the name in the URL; the name goes into `Host`, and into TLS."""
        sent = self._client.build_request(
            request.method,
            target.url.copy_with(host=address),
            headers={**_FIXED, **request.headers, **request.secrets, "Host": target.url.netloc.decode()},
            data=request.form,
            extensions={"sni_hostname": target.url.raw_host.decode()},
        )
        answer = await self._client.send(sent, stream=True)
        try:
            body = b"" if answer.status_code in _REDIRECTS else await read_body(answer)
        finally:
            await answer.aclose()
        headers = {name.lower(): value for name, value in answer.headers.items()}
        return Answer(answer.status_code, headers, body, _place(target.url))


@dataclass(frozen=True, slots=True)
class _Request:
    method: str
    first: httpx.URL
    headers: Mapping[str, str]
    secrets: Mapping[str, str] = field(repr=False)
    form: Mapping[str, str] | None = None

    def require_may_follow(self, onwards: httpx.URL) -> None:
        """Let a redirect be followed, but no form anywhere, and no secret to another host."""
        is_elsewhere = (onwards.scheme, onwards.netloc) != (self.first.scheme, self.first.netloc)
        if self.method != "GET" or (self.secrets and is_elsewhere):
            raise SourceError(_moved(onwards, "not followed with a key"))


def _url(text: str, parameters: Mapping[str, str]) -> httpx.URL:
    try:
        return httpx.URL(text).copy_merge_params(parameters) if parameters else httpx.URL(text)
    except httpx.InvalidURL:
        raise SourceError("not a URL") from None


def _moved(where: httpx.URL, why: str) -> str:
    return f"moved to {_place(where)}: {why}"


def _place(url: httpx.URL) -> str:
    """A URL without what might be secret in it."""
    path, *_ = url.raw_path.split(b"?", 1)
    return f"{url.scheme}://{url.netloc.decode()}{path.decode()}"[:_LONGEST_PLACE]


def _reason(error: Exception, within: float) -> str:
    if isinstance(error, httpx.TimeoutException):
        return f"no answer within {within:g} s"
    if isinstance(error, httpx.ConnectError):
        is_certificate = "CERTIFICATE_VERIFY_FAILED" in str(error)
        return "its certificate is not valid for its name" if is_certificate else "no connection"
    if isinstance(error, httpx.InvalidURL) or "location header" in str(error):
        return "moved to what is no URL"
    return "the connection broke" if isinstance(error, httpx.NetworkError | OSError) else "no valid answer"
