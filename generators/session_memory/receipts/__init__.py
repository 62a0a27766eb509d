"""Receipts: the agents that are installed are asked what they load. Nothing leaves this machine."""
