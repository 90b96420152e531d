# ruff: noqa: INP001 - a script of the images
"""HEALTHCHECK of the Python images: exit status 0 if the process of this container says that it is ready.

Standard library only, and little of it: it runs every few seconds in each container.
"""

import http.client
import os
import sys

_SECONDS = 4


def main() -> int:
    # The gateway serves health on a port of its own; the others where they serve everything.
    port = int(os.environ.get("INTERNAL_PORT") or os.environ["PORT"])
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_SECONDS)
    try:
        connection.request("GET", "/health/ready")
        answer = connection.getresponse()
        # Shown by `docker inspect`: which dependency is away.
        sys.stdout.write(answer.read(2_000).decode(errors="replace") + "\n")
    except (OSError, http.client.HTTPException) as error:
        sys.stdout.write(f"{error}\n")
        return 1
    finally:
        connection.close()
    return 0 if answer.status == http.client.OK else 1


if __name__ == "__main__":
    sys.exit(main())
