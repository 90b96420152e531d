"""`python -m gateway`: serve until SIGTERM."""

from shared.app import run

from gateway.main import Gateway
from gateway.serving import options
from gateway.settings import Settings


def main() -> None:
    settings = Settings()
    gateway = Gateway(settings)
    run(gateway, settings, gateway.jobs, **options(settings))


if __name__ == "__main__":
    main()
