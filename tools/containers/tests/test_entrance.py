"""Caddy sends the dashboard's files with the headers that the gateway sends them with, and leaves it the same paths."""

import re

from containers.images.build import public_images
from containers.images.report import Size, page
from gateway.http import static_pages
from gateway.http.browser_headers import security_headers
from stack.machine.places import ROOT

PAGES = (ROOT / "frontend" / "caddy" / "pages.caddy").read_text(encoding="utf-8")
TLS = (ROOT / "frontend" / "caddy" / "tls.Caddyfile").read_text(encoding="utf-8")


def header(text: str, name: str) -> str:
    found = re.search(rf'^\s*(?:header )?\??{name} (?:"([^"]*)"|(\S+))$', text, re.MULTILINE | re.IGNORECASE)
    assert found, name
    return found[1] or found[2]


def test_pages_have_the_gateways_headers() -> None:
    for name, value in security_headers(tls=False):
        wanted = static_pages._POLICY if name == b"content-security-policy" else value
        assert header(PAGES, name.decode()) == wanted.decode()


def test_the_entrance_asks_for_https_as_the_gateway_does() -> None:
    (value,) = (value for name, value in security_headers(tls=True) if name == b"strict-transport-security")

    assert header(TLS, "strict-transport-security") == value.decode()


def test_what_programs_use_is_no_page() -> None:
    (line,) = (line for line in PAGES.splitlines() if "not path /api " in line)
    # A file of the root has an ending, which is another rule.
    wanted = {name for name in static_pages._NO_PAGES if "." not in name.removeprefix(".")}

    assert {part.split("/")[1] for part in line.split()[2:]} == wanted


def test_a_dockerfile_s_public_images_are_found_without_the_argument_for_a_digest() -> None:
    found = public_images(ROOT / "api-gateway" / "Dockerfile")

    assert sorted(found) == ["docker.io/library/node:24-slim", "docker.io/library/python:3.13-slim"]


def test_the_page_of_sizes_says_what_it_was_built_on() -> None:
    found = page([Size("tidemark/users", 189.4, 250)], ["docker.io/library/x:1"], [], "abc")

    assert "| `tidemark/users` | 189 | 250 |" in found
    assert "could not be pulled" not in found.lower()
    assert "could not be pulled" in page([], ["x"], ["x"], "abc").lower()
