"""A class that was never there: its students mark sheets, and a scanner spoils them; what they marked is known."""
