"""What the site shows, gathered from the stations."""
