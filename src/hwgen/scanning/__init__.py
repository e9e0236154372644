"""Scans of answer sheets: which page each is, and what was marked on it. Needs the extra `hwgen[mark]`."""
