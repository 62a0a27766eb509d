"""Hourly meter readings in, daily heat per building out."""
