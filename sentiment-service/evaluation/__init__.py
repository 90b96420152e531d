"""How good each model is, on texts that people have labelled. Not part of the service."""
