"""How many cases hypothesis generates: `pytest --hypothesis-profile=full` is the long run over the region's laws."""

from __future__ import annotations

from hypothesis import settings

REGION_LAWS = 8

settings.register_profile("default", max_examples=60, deadline=None, derandomize=True, database=None)
settings.register_profile("full", max_examples=100_000 // REGION_LAWS, deadline=None, database=None, print_blob=True)
settings.load_profile("default")
