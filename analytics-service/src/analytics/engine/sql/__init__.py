"""SQL: what is read from the views in `market_api`, and the table `indicators`."""
