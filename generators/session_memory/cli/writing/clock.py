"""What time it is, for everything that is written down."""

from __future__ import annotations

import datetime


def now() -> str:
    """UTC to the second, such as 2026-11-21T10:15:00Z."""
    return datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
