"""How good or bad a text is for what it speaks of: classifiers behind one interface."""
