"""Best bids and asks: conflated, stamped with USD rates, published."""
