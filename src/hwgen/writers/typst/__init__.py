"""The exam and its key as Typst."""
