"""What each process is made of: built without touching the network, then started, then closed."""
