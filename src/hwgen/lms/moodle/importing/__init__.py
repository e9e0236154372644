"""An instructor's Moodle XML as items of a bank."""
