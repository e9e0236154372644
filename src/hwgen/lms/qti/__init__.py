"""QTI, the standard of 1EdTech for questions and tests: written in its versions 3.0, 2.2 and 2.1, read in all of them."""
