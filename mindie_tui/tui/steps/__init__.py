"""The six steps, one screen each."""
