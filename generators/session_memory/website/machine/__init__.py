"""Files for programs: what is on the pages as JSON, feeds, plain text and badges. Pure."""
