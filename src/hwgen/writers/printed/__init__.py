"""What the printed papers have in common, in whatever markup they are typeset."""
