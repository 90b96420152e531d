"""What is known of coins now: their prices, lists of them, and the summary over all."""
