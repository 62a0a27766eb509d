"""What is measured, and how. Run by `make bench`; nothing here is a test."""
