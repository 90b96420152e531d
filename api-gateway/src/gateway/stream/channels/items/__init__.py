"""What clients are sent of each kind of channel, made from the topics' records. No I/O and no clock."""
