"""`python -m market_data.feed`."""

from market_data.feed.main import main

main()
