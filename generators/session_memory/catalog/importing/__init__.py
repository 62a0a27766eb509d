"""Rule files of other tools become draft patterns: find, read, clean, draft. Only `cli/import_.py` writes them."""
