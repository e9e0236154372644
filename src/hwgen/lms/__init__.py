"""Platforms for learning: questions to them and from them."""
