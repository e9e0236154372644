"""The exam: one paper in one language, with everything decided."""
