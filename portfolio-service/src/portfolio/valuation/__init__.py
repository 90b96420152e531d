"""What a portfolio is worth: its figures now, and its values over time. Pure but for what reads and sends."""
