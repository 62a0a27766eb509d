"""What each agent reads, one module of data for each flavor."""
