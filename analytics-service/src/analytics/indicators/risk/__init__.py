"""Returns against what was risked for them."""
