"""One file for each format that an exam is written in."""
