"""Bluesky's Jetstream: its events, where one is in it, and which posts speak of crypto."""
