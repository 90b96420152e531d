"""Averages of the price, and what is made of them."""
