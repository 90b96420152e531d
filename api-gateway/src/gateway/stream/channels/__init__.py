"""What each channel holds (logs and states) and how it is shown to clients. No I/O and no clock."""
