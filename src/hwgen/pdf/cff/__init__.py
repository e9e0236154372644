"""Compact fonts, as PDF files embed them: read into glyphs, and written again with some of them or with more.

The format is that of Adobe Technical Note 5176. Supported is what TeX embeds: charstrings without subroutines.
"""
