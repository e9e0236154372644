"""Blackboard: lines of fields between tabs, as its upload of questions takes them. Not tried on the platform."""
