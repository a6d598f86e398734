"""A node before a launch: looked at, given its image, its container, its weights."""
