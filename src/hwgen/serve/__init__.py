"""The workbench: a course in the browser, in which every change is a change of files or a command that could be typed."""
