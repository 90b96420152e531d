"""What the operator is told in words instead of a traceback."""


class StackError(Exception):
    """Base of every error whose text is meant for the person who typed the command."""
