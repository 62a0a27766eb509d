"""Many repositories: in which order, how far, and what has to be right before it goes on."""
