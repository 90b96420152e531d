"""`python -m simulator`: serve until SIGTERM."""

import sys

from simulator.main import main

if __name__ == "__main__":
    sys.exit(main())
