"""`python -m portfolio` serves."""

from portfolio.main import main

main()
