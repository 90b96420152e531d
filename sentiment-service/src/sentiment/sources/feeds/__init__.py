"""RSS and Atom: from the bytes of a stranger to entries, and which entry is which item."""
