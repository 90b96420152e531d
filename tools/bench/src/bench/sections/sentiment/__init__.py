"""What is measured of sentiment: how quickly texts are scored, grouped and tagged, and answers given."""
