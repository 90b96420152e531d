"""What a source answers under a fault: refusals, other things than a feed, bodies that do harm or never end."""

import itertools
import zlib
from functools import cache
from typing import Final

from aiohttp import web

from simulator.feeds.local_feeds import LocalFeeds

RETRY_AFTER_SECONDS: Final = 360
# Nobody listens there: whoever follows the redirect is refused at once, and nothing else is touched.
PRIVATE_ADDRESS: Final = "http://127.0.0.1:1/internal/secrets"
_BOMB_LEVELS: Final = 10
_GZIP_MEGABYTES: Final = 64
_MEGABYTE: Final = 1 << 20
_CHUNK: Final = 64 << 10
_HTML: Final = (
    "<!doctype html><html><head><title>Just a moment...</title></head>"
    "<body><h1>Checking your browser</h1><p>Enable JavaScript to continue.</p></body></html>"
)
_ERROR: Final = {"Response": "Error", "Message": "You are over your rate limit, please upgrade", "Type": 99, "Data": {}}


async def faulty_answer(
    request: web.Request, feeds: LocalFeeds, source: str, kind: str, sound: bytes
) -> web.StreamResponse:
    """The answer under a fault; `sound` is the body that would have been sent."""
    if kind in {"endless", "slow", "silent"}:
        return await _unending(request, feeds, source, kind, sound)
    if kind in {"moved", "moved_to_private"}:
        return _redirect(request, source, kind)
    if kind in {"broken_xml", "wrong_charset", "bomb", "gzip_bomb"}:
        return _harmful(kind, sound)
    return refusal(kind)


def refusal(kind: str) -> web.Response:
    """The answer of the kinds 401, 403, 429, html and error_body."""
    if kind == "401":
        headers = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
        return web.json_response({"status": "error", "code": "apiKeyInvalid"}, status=401, headers=headers)
    if kind == "403":
        return web.Response(text=_HTML, status=403, content_type="text/html")
    if kind == "429":
        headers = {"Retry-After": str(RETRY_AFTER_SECONDS)}
        return web.json_response({"message": "too many requests"}, status=429, headers=headers)
    if kind == "html":
        return web.Response(text=_HTML, content_type="text/html")
    return web.json_response(_ERROR)


def _redirect(request: web.Request, source: str, kind: str) -> web.Response:
    """`moved`: for ever, to an address of this server where the feed is; else to one that is nobody's business."""
    if kind == "moved_to_private":
        return web.Response(status=302, headers={"Location": PRIVATE_ADDRESS})
    query = f"?{request.query_string}" if request.query_string else ""
    return web.Response(status=301, headers={"Location": f"/feeds/moved/{source}{query}"})


def _harmful(kind: str, sound: bytes) -> web.Response:
    xml = "application/xml"
    if kind == "broken_xml":
        half = sound[: len(sound) * 2 // 3]
        return web.Response(body=half + b"<title>R&D & more</b", content_type=xml)
    if kind == "wrong_charset":
        text = sound.replace(b"<item>", "<item><title>Zürich café naïve</title>".encode("cp1252"), 1)
        return web.Response(body=text, headers={"Content-Type": f"{xml}; charset=utf-8"})
    if kind == "bomb":
        return web.Response(body=_bomb(), content_type=xml)
    return web.Response(body=_gzip_bomb(), headers={"Content-Encoding": "gzip", "Content-Type": xml})


@cache
def _bomb() -> bytes:
    """Entities that stand for ten others each: a kilobyte that becomes ten gigabytes."""
    lines = ['<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a0 "ha">']
    lines += [f'<!ENTITY a{level} "{f"&a{level - 1};" * 10}">' for level in range(1, _BOMB_LEVELS)]
    lines.append("]>")
    lines.append(f"<rss version='2.0'><channel><title>&a{_BOMB_LEVELS - 1};</title></channel></rss>")
    return "".join(lines).encode()


@cache
def _gzip_bomb() -> bytes:
    """64 MB of spaces after the beginning of a feed, in 64 kB."""
    pack = zlib.compressobj(wbits=31)
    parts = [pack.compress(b"<rss version='2.0'><channel><title>")]
    parts += [pack.compress(b" " * _MEGABYTE) for _ in range(_GZIP_MEGABYTES)]
    return b"".join([*parts, pack.flush()])


async def _unending(
    request: web.Request, feeds: LocalFeeds, source: str, kind: str, sound: bytes
) -> web.StreamResponse:
    """`silent`: not a byte; `slow`: a byte a second; `endless`: items for ever. Until the fault or the server ends."""
    if kind == "silent":
        while feeds.fault(source) == kind and await feeds.pause(0.1):
            pass
        return web.Response(status=503)
    answer = web.StreamResponse(headers={"Content-Type": "application/rss+xml"})
    await answer.prepare(request)
    slowly = (sound[place : place + 1] for place in range(len(sound)))
    parts = slowly if kind == "slow" else itertools.repeat(_endless_part())
    wait = 1.0 if kind == "slow" else 0.005
    try:
        for part in parts:
            await answer.write(part)
            if not await feeds.pause(wait) or feeds.fault(source) != kind:
                break
        await answer.write_eof()
    except ConnectionResetError:
        pass  # the reader has had enough, as it should
    return answer


@cache
def _endless_part() -> bytes:
    item = b"<item><title>More of the same</title><description>And so on.</description></item>\n"
    return item * (_CHUNK // len(item))
