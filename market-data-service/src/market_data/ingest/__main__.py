"""`python -m market_data.ingest`."""

from market_data.ingest.main import main

main()
