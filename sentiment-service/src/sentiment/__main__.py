"""`python -m sentiment` serves."""

from sentiment.main import main

main()
