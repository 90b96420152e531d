"""`python -m analytics` serves."""

from analytics.main import main

main()
