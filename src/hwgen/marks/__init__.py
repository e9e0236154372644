"""Marks: responses scored by the keys of a class, mark files, regrading, statistics."""
