"""`make up`, `down`, `status`, `logs` and `reset`."""
