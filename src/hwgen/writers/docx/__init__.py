"""The exam and its key as documents of Word."""
