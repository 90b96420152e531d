"""How uvicorn is to serve the gateway."""

from typing import Any

from gateway.http.limited_protocol import guarded
from gateway.settings import Settings
from gateway.stream.sessions.websocket_protocol import WireProtocol


def options(settings: Settings) -> dict[str, Any]:
    return {
        "http": guarded(settings),
        "ws": WireProtocol,
        "ws_max_size": settings.websocket_message_bytes,
        "ws_per_message_deflate": False,
        "ws_ping_interval": settings.heartbeat,
        "ws_ping_timeout": settings.heartbeat,
        "proxy_headers": bool(settings.trusted_proxies),
        "forwarded_allow_ips": list(settings.trusted_proxies),
        "server_header": False,
        # Below it uvicorn tells of every WebSocket with its query, and who knows what is in there.
        "log_level": "warning",
    }
