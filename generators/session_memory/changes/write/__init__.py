"""Writing a target: paths, journal, working tree, branch. Nothing here decides."""
