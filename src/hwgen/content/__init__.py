"""What a text says: its tree, its mathematics, its pictures."""
