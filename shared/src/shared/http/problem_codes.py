"""Every code that an error may have, over HTTP and on the stream, and what a client does about it.

The documents and the guide list them from here; `tests/test_problem_codes.py` compares them with the code. No I/O.
"""

from typing import Final, NamedTuple


class ProblemCode(NamedTuple):
    """`statuses`: of the HTTP answers that have it; none: it is the stream's alone."""

    statuses: tuple[int, ...]
    what_to_do: str


CODES: Final[dict[str, ProblemCode]] = {
    "validation_error": ProblemCode((400,), "The query or the body is wrong; `errors` says where"),
    "unknown_parameter": ProblemCode((400,), "The route has no such parameter; `detail` names the nearest one"),
    "two_credentials": ProblemCode((400,), "Send one Authorization or one X-API-Key, not several"),
    "bad_request": ProblemCode((400,), "This is no HTTP that a server can read"),
    "body_incomplete": ProblemCode((400,), "The connection ended before the body was there"),
    "invalid_token": ProblemCode((400, 401), "The token is none of ours, or the link was used: get a new one"),
    "unauthenticated": ProblemCode((401,), "This needs an API key or a token"),
    "invalid_api_key": ProblemCode((401,), "The key is unknown, revoked or has expired: make another"),
    "token_expired": ProblemCode((401,), "Refresh the access token and try once more"),
    "session_ended": ProblemCode((401,), "Log in again"),
    "wrong_credentials": ProblemCode((401, 403), "The login or the password is wrong"),
    "forbidden": ProblemCode((403,), "You may not do this"),
    "missing_scope": ProblemCode((403,), "The key may not do this: make one that may"),
    "csrf_refused": ProblemCode((403,), "A page of another origin may not do this with the browser's cookie"),
    "origin_refused": ProblemCode((403,), "A page of this origin may not open the stream"),
    "not_found": ProblemCode((404,), "There is nothing at this path"),
    "unknown_coin": ProblemCode((404,), "There is no such coin: /api/market/coins lists them"),
    "unknown_instrument": ProblemCode((404,), "The coin has no such instrument: /api/market/instruments lists them"),
    "unknown_session": ProblemCode((404,), "You have no such session"),
    "unknown_api_key": ProblemCode((404,), "You have no such API key"),
    "unknown_webhook": ProblemCode((404,), "You have no such webhook"),
    "unknown_portfolio": ProblemCode((404,), "You have no such portfolio"),
    "unknown_transaction": ProblemCode((404,), "The portfolio has no such transaction"),
    "unknown_asset": ProblemCode((404,), "The portfolio has no such asset"),
    "unknown_question": ProblemCode((404,), "The portfolio asks no such question any more: read them again"),
    "unknown_import": ProblemCode((404,), "The portfolio has no such import"),
    "unknown_share": ProblemCode((404,), "The link was never there, has ended or was revoked"),
    "unknown_watchlist": ProblemCode((404,), "You have no such watchlist"),
    "unknown_alert": ProblemCode((404,), "You have no such alert"),
    "no_evaluation": ProblemCode((404,), "The models have not been measured yet: `make evaluate-sentiment`"),
    "method_not_allowed": ProblemCode((405,), "`Allow` names the methods that there are"),
    "head_timeout": ProblemCode((408,), "The head of the request came too slowly"),
    "body_timeout": ProblemCode((408,), "The body of the request came too slowly"),
    "too_many_portfolios": ProblemCode((409,), "Delete a portfolio before you make another"),
    "too_many_transactions": ProblemCode((409,), "Begin another portfolio"),
    "too_many_shares": ProblemCode((409,), "Revoke a link before you make another"),
    "too_many_watchlists": ProblemCode((409,), "Delete a watchlist before you make another"),
    "too_many_coins": ProblemCode((409,), "Take a coin out of the watchlist first"),
    "default_watchlist": ProblemCode((409,), "This list stays: empty it instead"),
    "rows_have_errors": ProblemCode((409,), "Mend the file's rows, or leave them out, and send it again"),
    "import_is_done": ProblemCode((409,), "It was committed or undone before: read it again"),
    "too_many_alerts": ProblemCode((409,), "Delete an alert before you make another"),
    "conflict": ProblemCode((409,), "Something else is in the way; read it again"),
    "username_taken": ProblemCode((409,), "Choose another username"),
    "too_many_api_keys": ProblemCode((409,), "Revoke a key first"),
    "too_many_webhooks": ProblemCode((409,), "Delete a webhook first"),
    "webhook_paused": ProblemCode((409,), "Let the webhook go on first"),
    "content_too_large": ProblemCode((413,), "Send a smaller body"),
    "file_too_large": ProblemCode((413,), "Send the file in parts"),
    "target_too_long": ProblemCode((414,), "Send a shorter path and query"),
    "unsupported_media_type": ProblemCode((415,), "Send JSON, and say so in Content-Type"),
    "unreadable_file": ProblemCode((422,), "`detail` says what the file is, and what to send instead"),
    "idempotency_key_reused": ProblemCode((422,), "Make a new Idempotency-Key for each change"),
    "upgrade_required": ProblemCode((426,), "Connect by WebSocket"),
    "rate_limited": ProblemCode((429,), "Wait as long as Retry-After says; on the stream, `retry_after_ms`"),
    "too_many_attempts": ProblemCode((429,), "Too many logins have failed: wait as long as Retry-After says"),
    "too_many_connections": ProblemCode((429, 503), "Close a connection, or come back later"),
    "head_too_large": ProblemCode((431,), "Send fewer and smaller headers"),
    "internal_error": ProblemCode((500,), "This is our fault: report it with the request id"),
    "upstream_broken": ProblemCode((502,), "The service behind broke off its answer; try again"),
    "unavailable": ProblemCode((503,), "Something behind is away; try again"),
    "auth_unavailable": ProblemCode((503,), "Nobody can check keys and tokens right now; try again in a while"),
    "busy": ProblemCode((503,), "Too many ask for this at this moment; try again in a second"),
    "database_away": ProblemCode((503,), "Stored data cannot be read right now; live prices go on"),
    "dashboard_not_built": ProblemCode((503,), "The dashboard's files are not there yet; the API works"),
    "starting": ProblemCode((503,), "The stream is starting; try again in a second"),
    "upstream_away": ProblemCode((503,), "The service behind is away; try again"),
    "upstream_timeout": ProblemCode((504,), "The service behind did not answer in time; try again"),
    "invalid_message": ProblemCode((), "The message is not JSON of a known operation"),
    "unknown_channel": ProblemCode((), "There is no such channel"),
    "too_many_channels": ProblemCode((), "Unsubscribe from a channel first, or open another connection"),
}
