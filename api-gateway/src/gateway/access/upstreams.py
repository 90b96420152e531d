"""The services behind the gateway, and what each route requires of the caller.

A new service is a line in `UPSTREAMS` and one in `upstream_urls`.

A route that is not listed as public requires a signed-in caller with the service's scope. No I/O.
"""

from typing import Final, NamedTuple

from shared.http.tokens import Scope

from gateway.settings import Settings


class Upstream(NamedTuple):
    """`public`: "METHOD path" of routes below the prefix that anybody may use; `ALL` makes all of them public.

    A path that ends with `/` stands for all below it, one part deep.

    `write_scope` is what requests that change something need, if that is another one. `file_routes`: last parts of
    paths that take a whole file by POST.
    """

    package: str
    scope: Scope
    public: frozenset[str] = frozenset()
    write_scope: Scope | None = None
    file_routes: frozenset[str] = frozenset()


ALL: Final = "*"
UPSTREAMS: Final = {
    "market": Upstream("market_data", Scope.MARKET_READ, frozenset((ALL,))),
    "analytics": Upstream("analytics", Scope.ANALYTICS_READ, frozenset((ALL,))),
    "users": Upstream(
        "users",
        Scope.ACCOUNT,
        frozenset(
            (
                "POST register",
                "POST login",
                "POST refresh",
                "POST logout",
                "POST verify",
                "POST verify/resend",
                "POST password/forgot",
                "POST password/reset",
                "GET config",
                "GET .well-known/jwks.json",
            )
        ),
    ),
    "portfolio": Upstream(
        "portfolio",
        Scope.PORTFOLIO_READ,
        public=frozenset(("GET shared/",)),
        write_scope=Scope.PORTFOLIO_WRITE,
        file_routes=frozenset(("imports",)),
    ),
    "sentiment": Upstream("sentiment", Scope.SENTIMENT_READ, frozenset((ALL,))),
}
_PREFIX: Final = "/api"


class UpstreamRequest(NamedTuple):
    """A request's service, and the rest of its path."""

    upstream: Upstream
    method: str
    rest: str

    @property
    def public(self) -> bool:
        method = "GET" if self.method == "HEAD" else self.method
        below = f"{method} {self.rest.rpartition('/')[0]}/"
        return not {ALL, f"{method} {self.rest}", below}.isdisjoint(self.upstream.public)

    @property
    def scope(self) -> Scope:
        is_read = self.method in ("GET", "HEAD")
        return self.upstream.scope if is_read else self.upstream.write_scope or self.upstream.scope

    @property
    def takes_file(self) -> bool:
        return self.method == "POST" and self.rest.rpartition("/")[2] in self.upstream.file_routes


def upstream_request(method: str, path: str) -> UpstreamRequest | None:
    """The service and route of a request; None if no service has the prefix."""
    _, api, name, *rest = [*path.split("/", 3), "", ""][:4]
    upstream = UPSTREAMS.get(name) if f"/{api}" == _PREFIX else None
    return UpstreamRequest(upstream, method, rest[0]) if upstream else None


def upstream_urls(settings: Settings) -> dict[str, str]:
    """The address of each service by the prefix after `/api/`."""
    return {
        "market": settings.market_data_url,
        "analytics": settings.analytics_url,
        "users": settings.users_url,
        "portfolio": settings.portfolio_url,
        "sentiment": settings.sentiment_url,
    }
