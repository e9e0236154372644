"""The words that hwgen prints, one file for each language, and how each language is set."""
