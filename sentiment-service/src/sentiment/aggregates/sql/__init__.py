"""SQL of scores: what they are made of, and what is kept of them."""
