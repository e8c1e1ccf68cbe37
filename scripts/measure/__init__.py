"""Measures time and energy of layers and whole models with PyTorch on a real machine."""

FORMAT_VERSION = 1
"""Version of the CSV columns and of the JSON sidecar; raise it when either changes meaning."""
