"""Which pages there are: one module for each kind of thing, and the one list of them. Pure."""
