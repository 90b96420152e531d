"""The control API, for this machine only: state, replay, generation, single trades, the true trades, faults."""
