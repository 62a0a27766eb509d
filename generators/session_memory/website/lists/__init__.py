"""Patterns and repos as tables: for the rows on a page and for the script that filters them. Pure."""
