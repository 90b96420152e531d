"""The drill of alerts, and what it needs: a price of its own and a second portfolio service."""
