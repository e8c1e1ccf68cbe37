"""Self-tests: `python -m pytest scripts/measure` on any machine with PyTorch, no GPU needed."""
