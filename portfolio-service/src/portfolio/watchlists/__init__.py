"""Lists of coins that somebody watches, in their own order."""
