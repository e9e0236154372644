"""What a course holds, as tables, pages and data."""
