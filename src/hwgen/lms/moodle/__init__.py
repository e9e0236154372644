"""Any Moodle XML file, as Moodle itself would read and mark it."""
