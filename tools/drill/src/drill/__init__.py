"""Break the running platform on purpose, and compare what it stored with what the exchange sent."""
