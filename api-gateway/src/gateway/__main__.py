"""`python -m gateway`: serve until SIGTERM."""

from gateway.main import main

main()
