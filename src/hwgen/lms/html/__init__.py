"""A page for practice: one file with questions, their marking and their solutions, which needs nothing but a browser."""
