"""Session Memory: reviewed solution patterns, distributed to coding agents as reviewable proposals."""

__version__ = "0.1.0"
