"""What a site costs: to build, to hold, to search and to look at, beside what others make of the same pages."""
