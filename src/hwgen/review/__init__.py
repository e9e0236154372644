"""Scans looked over by a person: what is in doubt, and written answers, on a page of this computer that nobody else can open."""
