"""SolutionPattern -> Artifact, and who reads what."""
