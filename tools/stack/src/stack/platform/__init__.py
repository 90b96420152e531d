"""What `make up` is asked for and what that means: settings, mode, processes, environment."""
