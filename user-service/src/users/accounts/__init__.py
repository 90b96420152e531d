"""Accounts: who they are, how they are made, changed and deleted, and what their owners prefer."""
