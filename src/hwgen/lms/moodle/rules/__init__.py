"""What is wrong with the questions of a file."""
