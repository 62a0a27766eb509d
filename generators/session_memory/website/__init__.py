"""Patterns, repos and their states -> the pages of the catalog site."""
