"""What the verbs that look have in common: the road of one repo, its records, its words."""
