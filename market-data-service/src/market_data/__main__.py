"""`python -m market_data` serves, records and makes live prices."""

from market_data.main import main

main()
