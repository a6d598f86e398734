"""Cells, control characters, and the call that translates."""
