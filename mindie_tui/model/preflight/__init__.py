"""Preflight: which checks there are, what they send, what may remedy them."""
