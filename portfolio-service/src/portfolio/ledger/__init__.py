"""The ledger: transactions, and the lots, disposals, income and questions that follow from them. Pure."""
