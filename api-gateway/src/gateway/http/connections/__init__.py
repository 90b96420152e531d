"""What stands between a socket and the application: limits, early answers, the port for the operator."""
