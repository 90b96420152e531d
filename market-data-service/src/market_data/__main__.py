"""`python -m market_data market-ingest|market-recorder|market-data`."""

from market_data.main import main

main()
