"""TeX mathematics as Typst mathematics."""
