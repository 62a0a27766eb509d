"""What happened, and what is live where: audit trail and registry."""
