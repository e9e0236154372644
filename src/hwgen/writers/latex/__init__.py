"""The exam and its key as TeX."""
