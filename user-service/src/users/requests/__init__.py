"""What every request uses: its client, its database transaction, work after its response."""
