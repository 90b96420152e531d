"""What a recording can fail by, in words that say what to do."""


class RecordError(Exception):
    """The text is shown to the user as it stands."""
