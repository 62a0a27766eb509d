"""Artifact -> reviewed, reversible change to a target repository."""
