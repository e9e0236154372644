"""Papers for one and for a whole class."""
