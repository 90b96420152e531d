"""HTTP routes of sessions: parse, call a flow, answer."""
