"""`python -m gateway`: serve until SIGTERM."""

from shared.app import run

from gateway.main import Gateway
from gateway.protocol import WireProtocol
from gateway.settings import Settings


def main() -> None:
    settings = Settings()
    gateway = Gateway(settings)
    run(
        gateway,
        settings,
        gateway.jobs,
        http="httptools",
        ws=WireProtocol,
        ws_max_size=settings.websocket_message_bytes,
        ws_per_message_deflate=False,
        ws_ping_interval=settings.heartbeat,
        ws_ping_timeout=settings.heartbeat,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        server_header=False,
    )


if __name__ == "__main__":
    main()
