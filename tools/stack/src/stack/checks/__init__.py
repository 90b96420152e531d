"""`make lint`, `make test`, `make format`: the steps, and the checks of our own."""
