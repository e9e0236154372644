"""GIFT, Moodle's text format: written, and read as Moodle reads it into the questions that it has for Moodle."""
