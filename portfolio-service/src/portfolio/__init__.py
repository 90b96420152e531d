"""Portfolios: what somebody owns, what it is worth and what was earned, as functions of a ledger."""
