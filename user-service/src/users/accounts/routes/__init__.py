"""HTTP routes of accounts: parse, call a flow, answer."""
