"""What a text says, in plain words: normalised, its language, near-duplicates, the coins it speaks of. No I/O."""
