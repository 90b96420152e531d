"""Files of other programs become drafts of transactions: one module a format. Pure."""
