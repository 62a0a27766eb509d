"""A rollout at work: the road of one repo, walked for many, step by step."""
