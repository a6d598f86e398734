"""What became of a run: the fold of its events."""
