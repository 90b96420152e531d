"""Routes of portfolios, their transactions, lots and questions."""
