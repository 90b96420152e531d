"""What a portfolio is given out as: CSV that imports to the same ledger, a statement, the disposals of a year."""
