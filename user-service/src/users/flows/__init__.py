"""What happens at the account routes: the transactions and what follows them."""
