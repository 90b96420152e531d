"""The recorder's SQL, one module a noun. Transactions are opened by its callers."""
