"""What is told where people already are: the summary of a catalog, as a comment and as an issue."""
