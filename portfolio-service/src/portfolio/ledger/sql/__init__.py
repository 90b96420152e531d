"""SQL of portfolios and their transactions."""
