"""The open sockets of a venue: frames, who gets which message, and what faults do to both."""
