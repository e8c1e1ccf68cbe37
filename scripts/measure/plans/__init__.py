"""What to measure, as tables."""
