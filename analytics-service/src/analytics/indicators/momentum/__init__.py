"""How fast and how far the price moves, on scales of their own."""
