"""Whole models in the styles of well-known families, written for this harness."""
