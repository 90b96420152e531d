"""Documents and stories: stored once, grouped, scored, published."""
