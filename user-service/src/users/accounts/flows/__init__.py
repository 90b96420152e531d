"""What happens to an account: short transactions, and what follows each."""
