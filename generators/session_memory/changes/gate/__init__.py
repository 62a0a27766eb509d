"""May this be written? Risk, decisions, grants, ceilings. Pure but for reading what people decided."""
