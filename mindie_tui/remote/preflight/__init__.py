"""Preflight on nodes."""
