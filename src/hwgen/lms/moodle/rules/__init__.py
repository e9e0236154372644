"""What is wrong with the questions of a file; docs/moodle.md describes each rule."""
