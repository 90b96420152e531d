"""How coins move with each other: correlation of all pairs, its course over time, beta."""
