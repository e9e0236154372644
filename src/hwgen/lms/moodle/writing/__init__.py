"""Moodle XML that imports as it is meant. What Moodle reads, and what it reads wrongly, is written down in the rules."""
