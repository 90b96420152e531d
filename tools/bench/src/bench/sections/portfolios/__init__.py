"""What is measured of portfolios and alerts."""
