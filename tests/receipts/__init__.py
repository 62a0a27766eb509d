"""Receipts, with programs of our own in the place of agents."""
