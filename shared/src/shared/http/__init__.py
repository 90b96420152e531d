"""What every service answers by: the application, problems, identity, health, metrics."""
