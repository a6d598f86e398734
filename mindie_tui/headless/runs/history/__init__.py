"""The commands on many runs at once: `trend` and `prune`."""
