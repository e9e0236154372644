"""Proofs of every answer over its whole domain, and their certificates."""
