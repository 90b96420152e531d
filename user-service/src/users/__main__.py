"""`python -m users` serves."""

from users.main import main

main()
