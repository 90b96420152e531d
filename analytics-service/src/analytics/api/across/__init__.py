"""Routes of the figures across coins, and of those that need more than one indicator."""
