"""YAML with positions and comments kept. Knows nothing of profiles."""
