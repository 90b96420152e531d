"""What the feeds say: pure functions of a seed and of the time, and the sentences that they are made of."""
